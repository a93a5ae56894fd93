"""How far a stage is: events for the runner that shows them, plain log lines where nobody listens."""

import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from components.shared.environment import progress_file
from components.shared.errors import actionable

SECONDS_BETWEEN_EVENTS = 0.2
SECONDS_BETWEEN_LINES = 10.0

logger = logging.getLogger(__name__)


class Progress(Protocol):
    """Called by a stage as it works; cheap enough to call for every record."""

    def __call__(self, doing: str, done: int = 0, total: int | None = None) -> None:
        """Say what is being done, how much of it is done and of how much."""


def silent(doing: str, done: int = 0, total: int | None = None) -> None:
    """Show nothing: the default of stages that are called from other code."""


@contextmanager
def open_progress(stage: str) -> Iterator[Progress]:
    """Give a stage the means to report; also carries its error, type and message, to the runner.

    Args:
        stage: Name of the stage, as people see it.
    """
    path = progress_file()
    if path is None:
        yield _to_log(stage)
        return
    _append(path, {"stage": stage, "state": "started"})
    try:
        yield _to_file(path, stage)
    except BaseException as error:
        told = actionable(error)
        _append(path, {"stage": stage, "state": "failed", "error": type(told).__name__, "message": str(told)})
        raise
    _append(path, {"stage": stage, "state": "finished"})


def _to_file(path: Path, stage: str) -> Progress:
    last = 0.0
    last_doing = ""

    def report(doing: str, done: int = 0, total: int | None = None) -> None:
        nonlocal last, last_doing
        now = time.monotonic()
        if doing == last_doing and done != total and now - last < SECONDS_BETWEEN_EVENTS:
            return
        last, last_doing = now, doing
        _append(path, {"stage": stage, "doing": doing, "done": done, "total": total})

    return report


def _to_log(stage: str) -> Progress:
    last = -SECONDS_BETWEEN_LINES

    def report(doing: str, done: int = 0, total: int | None = None) -> None:
        nonlocal last
        now = time.monotonic()
        if done != total and now - last < SECONDS_BETWEEN_LINES:
            return
        last = now
        logger.info("%s: %s %s", stage, doing, f"{done}/{total}" if total else done or "")

    return report


def _append(path: Path, event: dict[str, object]) -> None:
    # a full disk must stop the work, not the telling about it: the error that matters is the stage's own
    with suppress(OSError), path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(event, ensure_ascii=False) + "\n")
