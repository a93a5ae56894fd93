"""Whether anybody still waits: the step writes something new from time to time, the job looks whether it changes.

No clock of one machine is compared with that of another: what counts is how long the job has seen the same.
"""

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

from components.shared.errors import TryAgain
from components.shared.object_store import NotFound, ObjectStore

HEARTBEAT = "heartbeat"
PROGRESS = "progress.json"
LOOKS_IN_THE_LIMIT = 20

logger = logging.getLogger(__name__)


def beat(store: ObjectStore, prefix: str) -> None:
    """Say that somebody waits. A store that is away for the moment is no reason to stop waiting."""
    try:
        store.put(prefix + HEARTBEAT, uuid4().hex.encode())
    except TryAgain as error:
        logger.warning("no heartbeat: %s", error)


class Silence:
    """How long the same heartbeat has been seen."""

    def __init__(self, store: ObjectStore, prefix: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._store, self._key, self._clock = store, prefix + HEARTBEAT, clock
        self._seen: bytes | None = None
        self._since = clock()

    def seconds(self) -> float:
        """Since the last change; a store that does not answer tells nothing, and counts as one."""
        try:
            now = self._store.get(self._key)
        except NotFound:
            now = b""
        except TryAgain:
            self._since = self._clock()
            return 0.0
        if now != self._seen:
            self._seen, self._since = now, self._clock()
        return self._clock() - self._since


class Reporter:
    """Keeps the newest progress, which goes out with the next look at the heartbeat."""

    def __init__(self) -> None:
        self.newest: dict[str, object] = {}

    def __call__(self, doing: str, done: int = 0, total: int | None = None) -> None:
        """Progress, as a stage tells it."""
        self.newest = {"doing": doing, "done": done, "total": total}


@contextmanager
def watched(store: ObjectStore, prefix: str, limit_seconds: float, stop: Callable[[], None]) -> Iterator[Reporter]:
    """Tell progress while the block runs; call ``stop`` when nobody has waited for so long."""
    reporter, over, silence = Reporter(), threading.Event(), Silence(store, prefix)

    def look() -> None:
        while not over.wait(min(15.0, limit_seconds / LOOKS_IN_THE_LIMIT)):
            _tell(store, prefix, reporter)
            if silence.seconds() > limit_seconds:
                stop()
                return

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield reporter
    finally:
        over.set()
        thread.join(timeout=30)
        _tell(store, prefix, reporter)  # a training may be over before the first look


def _tell(store: ObjectStore, prefix: str, reporter: Reporter) -> None:
    try:
        store.put(prefix + PROGRESS, json.dumps(reporter.newest).encode())
    except TryAgain as error:
        logger.warning("progress is not told: %s", error)
