"""Changes of objects as they happen. A watch ends often and for no reason of ours: it is taken up where it broke."""

import json
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import urllib3
from urllib3.exceptions import HTTPError

from components.shared.cluster.answers import refused
from components.shared.cluster.connection import Connection, Query
from components.shared.cluster.errors import ClusterConflict, ClusterUnreachable, Throttled

Object = dict[str, Any]
LONGEST_WATCH_SECONDS = 60  # then it is asked for anew: one over a connection that died in silence is noticed
_SILENCE_SECONDS = 10.0  # beyond the end of the watch
_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 10.0
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Event:
    """One change."""

    type: Literal["ADDED", "MODIFIED", "DELETED"]
    object: Object


@dataclass(slots=True)
class _Watch:
    """What is known of the objects so far, and from where on changes are wanted."""

    connection: Connection
    path: str
    doing: str
    query: Query
    listed: Callable[[], tuple[list[Object], str]]
    deadline: float
    version: str = ""
    known: dict[str, Object] = field(default_factory=dict)

    def listing(self) -> Iterator[Event]:
        """The difference between what is there and what was told: nobody knows what happened in between."""
        found, self.version = self.listed()
        now = {each["metadata"]["uid"]: each for each in found}
        for uid in [uid for uid in self.known if uid not in now]:
            yield Event("DELETED", self.known.pop(uid))
        for each in now.values():
            yield from self.told("ADDED", each)

    def told(self, change: str, thing: Object) -> Iterator[Event]:
        """A change, unless it was told before."""
        metadata = thing["metadata"]
        uid, before = metadata["uid"], self.known.get(metadata["uid"])
        if change == "DELETED":
            self.known.pop(uid, None)
            yield Event("DELETED", thing)
        elif before is None or before["metadata"]["resourceVersion"] != metadata["resourceVersion"]:
            self.known[uid] = thing
            yield Event("ADDED" if before is None else "MODIFIED", thing)

    def changes(self) -> Iterator[Event]:
        """One watch, until the server ends it or the connection breaks."""
        seconds = max(1, min(LONGEST_WATCH_SECONDS, int(self.deadline - time.monotonic())))
        query = {**self.query, "watch": True, "allowWatchBookmarks": True, "resourceVersion": self.version}
        answer = self.connection.stream(
            self.path, self.doing, {**query, "timeoutSeconds": seconds}, seconds + _SILENCE_SECONDS
        )
        try:
            for line in _lines(answer):
                yield from self._change(line)
        finally:
            answer.close()

    def _change(self, line: Mapping[str, Any]) -> Iterator[Event]:
        change, thing = line["type"], line["object"]
        if change == "ERROR":
            raise refused(int(thing.get("code", 500)), json.dumps(thing).encode(), self.connection.address, self.doing)
        self.version = thing["metadata"]["resourceVersion"]
        if change != "BOOKMARK":
            yield from self.told(change, thing)


def watched(
    connection: Connection,
    path: str,
    doing: str,
    query: Query,
    listed: Callable[[], tuple[list[Object], str]],
    seconds: float,
) -> Iterator[Event]:
    """List, then watch, for so many seconds.

    Raises:
        ClusterUnreachable: The server was away at the end of that time.
    """
    watch = _Watch(connection, path, doing, query, listed, time.monotonic() + seconds)
    trouble: ClusterUnreachable | Throttled | None = None
    pause = _PAUSE_SECONDS
    while time.monotonic() < watch.deadline:
        try:
            if not watch.version:
                yield from watch.listing()
            trouble = None
            yield from watch.changes()
            pause = _PAUSE_SECONDS
            continue
        except ClusterConflict:  # 410: changes since that version are not kept any more
            watch.version = ""
        except HTTPError as error:  # a break is no news: the next attempt shows whether the server is away
            _logger.info("%s: %s; going on from version %s", doing, error, watch.version)
        except (ClusterUnreachable, Throttled) as error:
            trouble = error
        time.sleep(max(0.0, min(pause, watch.deadline - time.monotonic())))
        pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)
    if trouble is not None:
        raise trouble


def _lines(answer: urllib3.BaseHTTPResponse) -> Iterator[Mapping[str, Any]]:
    """One JSON document per line; the half of a line at a break is dropped, it will be told again."""
    rest = b""
    for chunk in answer.stream(1 << 16, decode_content=True):
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            if line.strip():
                yield json.loads(line)
