"""An append-only file of JSON lines, shared by many threads and processes of one machine."""

import fcntl
import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from components.shared.errors import TryAgain

logger = logging.getLogger(__name__)


class JsonLines:
    """An append-only file in which each key comes once.

    Knows where each key's line lies, and follows what other processes append.
    """

    def __init__(self, path: Path, key_of: Callable[[bytes], str]) -> None:
        self._path = path
        self._key_of = key_of
        self._lines: dict[str, tuple[int, int]] = {}
        self._end = 0
        self._thread_lock = threading.Lock()
        self.damaged = 0
        if path.exists():
            with self._locked() as file:
                self._follow(file)

    def add(self, key: str, line: bytes) -> bool:
        """Append a line through to the disk; False: the key has a line already."""
        with self._locked() as file:
            self._follow(file)
            if key in self._lines:
                return False
            self._append(file, line)
            self._lines[key] = (self._end, len(line))
            self._end += len(line)
            return True

    def find(self, key: str) -> bytes | None:
        """The line of a key, or None."""
        if not self._path.exists():
            return None
        with self._locked() as file:
            self._follow(file)
            start, length = self._lines.get(key, (0, 0))
            return os.pread(file, length, start) if length else None

    def read(self) -> Iterator[bytes]:
        """All lines in order, each key once."""
        if not self._path.exists():
            return
        with self._locked() as file:
            self._follow(file)
            places = list(self._lines.values())
        with self._path.open("rb") as lines:
            for start, length in places:
                lines.seek(start)
                yield lines.read(length)

    @contextmanager
    def _locked(self) -> Iterator[int]:
        """The open file, for one thread of one process at a time."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._thread_lock:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(file, fcntl.LOCK_EX)
                yield file
            finally:
                os.close(file)

    def _follow(self, file: int) -> None:
        """Index what was appended since the last look; a line without an end was torn by a crash."""
        size = os.fstat(file).st_size
        if size < self._end:  # somebody emptied the folder under us
            self._lines, self._end = {}, 0
        *whole, torn = _pread_all(file, self._end, size).split(b"\n")
        for line in whole:
            self._index(line + b"\n")
        if torn:
            self._move_aside(file, torn)

    def _index(self, line: bytes) -> None:
        try:
            self._lines.setdefault(self._key_of(line), (self._end, len(line)))
        except ValueError:  # pydantic's and json's errors are among these
            self.damaged += 1
            logger.warning("%s: %d bytes at %d are no line of ours; left out", self._path, len(line), self._end)
        self._end += len(line)

    def _move_aside(self, file: int, torn: bytes) -> None:
        with self._path.with_name(self._path.name + ".torn").open("ab") as aside:
            aside.write(torn + b"\n")
        os.ftruncate(file, self._end)
        self.damaged += 1
        logger.warning("%s: the last line was torn; %d bytes moved to %s", self._path, len(torn), aside.name)

    def _append(self, file: int, line: bytes) -> None:
        try:
            rest = memoryview(line)
            while rest:
                rest = rest[os.pwrite(file, rest, self._end + len(line) - len(rest)) :]
            os.fsync(file)
        except OSError as error:
            os.ftruncate(file, self._end)
            raise TryAgain(f"{self._path}: could not be written ({error.strerror}); nothing was kept") from error


def _pread_all(file: int, start: int, end: int) -> bytes:
    pieces = []
    while start < end and (piece := os.pread(file, end - start, start)):
        pieces.append(piece)
        start += len(piece)
    return b"".join(pieces)
