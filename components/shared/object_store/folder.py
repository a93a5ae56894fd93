"""An object store in a folder of this machine.

Whoever reads sees an object whole, as it was before or after a write, at any moment of the writer's life: bytes go to a
temporary file, reach the disk, and only then get their name.
"""

import fcntl
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from components.shared.errors import BadInput
from components.shared.object_store.local_files import (
    chunks_of,
    clear,
    file_sha256,
    make_folders,
    sync_folder,
    write_through,
    write_whole,
)
from components.shared.object_store.store import CHUNK_BYTES, OWN_FOLDER, Conflict, Entry, NotFound, checked

STALE_SECONDS = 24 * 3600


class FolderStore:
    """Objects as files of one folder, safe for many threads and processes of one machine."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._own = root / OWN_FOLDER
        self._sweep()

    def put(self, key: str, data: bytes, *, if_absent: bool = False, if_match: str | None = None) -> str:
        """Write an object; see ``ObjectStore``."""
        path = self._path(key)
        chunks = (data[start : start + CHUNK_BYTES] for start in range(0, len(data), CHUNK_BYTES))
        with self._partial(chunks) as (partial, etag), self._lock():
            found = self.etag(key) if if_absent or if_match is not None else None
            if (if_absent and found is not None) or (if_match is not None and found != if_match):
                raise Conflict(f"object {key!r} was changed by somebody else")
            self._name(partial, path)
        return etag

    def get(self, key: str) -> bytes:
        """Read an object; see ``ObjectStore``."""
        try:
            return self._path(key).read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            raise NotFound(key) from None

    def etag(self, key: str) -> str | None:
        """Digest an object; see ``ObjectStore``."""
        try:
            return file_sha256(self._path(key))
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None

    def put_file(self, key: str, path: Path) -> str:
        """Write a file as an object; see ``ObjectStore``."""
        target = self._path(key)
        with self._partial(chunks_of(path)) as (partial, etag), self._lock():
            self._name(partial, target)
        return etag

    def fetch_file(self, key: str, path: Path) -> str:
        """Copy an object to a file; see ``ObjectStore``."""
        source = self._path(key)
        if not source.is_file():
            raise NotFound(key)
        return write_whole(path, chunks_of(source))

    def list(self, prefix: str) -> Iterator[str]:
        """Keys by prefix; see ``ObjectStore``."""
        yield from (key for key, _ in self._found(prefix))

    def entries(self, prefix: str) -> Iterator[Entry]:
        """Keys with sizes and ages; see ``ObjectStore``."""
        for key, path in self._found(prefix):
            try:
                found = path.stat()
            except FileNotFoundError:  # deleted since it was listed
                continue
            yield Entry(key, found.st_size, datetime.fromtimestamp(found.st_mtime, UTC))

    def delete(self, key: str) -> None:
        """Remove an object; see ``ObjectStore``."""
        path = self._path(key)
        if path.is_file():
            with self._lock():
                path.unlink(missing_ok=True)
                sync_folder(path.parent)

    def _path(self, key: str) -> Path:
        return self._root.joinpath(*checked(key).split("/"))

    def _found(self, prefix: str) -> Iterator[tuple[str, Path]]:
        above = prefix.rpartition("/")[0]
        folder = self._path(above) if above else self._root
        files = ((path.relative_to(self._root).as_posix(), path) for path in folder.rglob("*") if path.is_file())
        yield from sorted(
            (key, path) for key, path in files if key.startswith(prefix) and not key.startswith(f"{OWN_FOLDER}/")
        )

    @contextmanager
    def _partial(self, chunks: Iterable[bytes]) -> Iterator[tuple[Path, str]]:
        """A whole object on the disk that has no name yet, and its etag."""
        partial = self._own / f"{uuid4().hex}.partial"
        try:
            make_folders(self._own)
            yield partial, write_through(partial, chunks)
        except OSError as error:
            raise clear(error, self._root) from error
        finally:
            partial.unlink(missing_ok=True)

    def _name(self, partial: Path, path: Path) -> None:
        try:
            make_folders(path.parent)
            os.replace(partial, path)
        except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
            key = path.relative_to(self._root).as_posix()
            raise BadInput(f"{key!r}: an object cannot lie above or below another one in a folder store") from error
        sync_folder(path.parent)

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """One writer at a time, between threads and processes: each opens the lock file anew."""
        lock = os.open(self._own / "lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _sweep(self) -> None:
        """Remove what killed writers left; a live writer touches its file all the time."""
        for partial in self._own.glob("*.partial"):
            try:
                if time.time() - partial.stat().st_mtime > STALE_SECONDS:
                    partial.unlink()
            except FileNotFoundError:  # its writer has just finished
                continue
