"""The object store: models, the registry and the traffic split, each under a key.

A folder today. Whoever reads sees an object whole, as it was before or after a write, at any moment of the writer's
life: bytes go to a temporary file, reach the disk, and only then get their name.
"""

import fcntl
import hashlib
import os
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from components.shared.errors import NO_ROOM, BadInput, TryAgain

CHUNK_BYTES = 1 << 20
OWN_FOLDER = ".store"  # lock and temporary files; no key may begin with it
STALE_SECONDS = 24 * 3600
LONGEST_PART_BYTES = 200  # file names have 255, and temporary ones are longer than their own
LONGEST_KEY_BYTES = 1024  # as in S3
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\\ud800-\udfff]")


class NotFound(KeyError):
    """There is no object under this key."""

    def __str__(self) -> str:
        return f"no object {self.args[0]!r} in the store"


class Conflict(RuntimeError):
    """The object is not what the writer expected to replace."""


class ObjectStore(Protocol):
    """Named bytes with atomic, conditional writes. An etag is the SHA-256 of the bytes."""

    def put(self, key: str, data: bytes, *, if_absent: bool = False, if_match: str | None = None) -> str:
        """Write an object and return its etag.

        Args:
            key: Name of the object, with ``/`` between its parts.
            data: All of its bytes.
            if_absent: Write only when there is no such object.
            if_match: Write only over an object with this etag.

        Raises:
            Conflict: The condition does not hold; nothing was written.
            TryAgain: There is no room; nothing was written.
        """

    def get(self, key: str) -> bytes:
        """All bytes of an object; raises ``NotFound``."""

    def etag(self, key: str) -> str | None:
        """SHA-256 of an object, or None when there is none."""

    def put_file(self, key: str, path: Path) -> str:
        """Write a file of any size as an object and return its etag."""

    def fetch_file(self, key: str, path: Path) -> str:
        """Bring an object of any size to ``path``, whole or not at all, and return its etag."""

    def list(self, prefix: str) -> Iterator[str]:
        """Keys that begin with ``prefix``, sorted."""

    def delete(self, key: str) -> None:
        """Remove an object; what is not there may be removed too."""


def open_object_store(url: str) -> ObjectStore:
    """Open the store that a URL names.

    Args:
        url: ``file:<folder>``; the folder is made when something is written.

    Raises:
        BadInput: The URL names something else.
    """
    scheme, colon, rest = url.partition(":")
    if not colon or scheme != "file":
        raise BadInput(f"BSL_OBJECT_STORE: {url!r} is not supported; use file:<folder>, as in file:./artifacts/store")
    folder = rest.removeprefix("//")
    if not folder:
        raise BadInput(f"BSL_OBJECT_STORE: {url!r} names no folder; use file:<folder>, as in file:./artifacts/store")
    root = Path(folder).absolute()
    if root.exists() and not root.is_dir():
        raise BadInput(f"BSL_OBJECT_STORE: {root} is a file; name a folder")
    return FolderStore(root)


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
        with self._partial(_chunks(path)) as (partial, etag), self._lock():
            self._name(partial, target)
        return etag

    def fetch_file(self, key: str, path: Path) -> str:
        """Copy an object to a file; see ``ObjectStore``."""
        source = self._path(key)
        if not source.is_file():
            raise NotFound(key)
        _make_folders(path.parent)
        partial = path.with_name(f".{path.name}.{uuid4().hex}.partial")
        try:
            etag = _write(partial, _chunks(source))
            os.replace(partial, path)
        except OSError as error:
            raise _clear(error, path) from error
        finally:
            partial.unlink(missing_ok=True)
        return etag

    def list(self, prefix: str) -> Iterator[str]:
        """Keys by prefix; see ``ObjectStore``."""
        above = prefix.rpartition("/")[0]
        folder = self._path(above) if above else self._root
        found = (path.relative_to(self._root).as_posix() for path in folder.rglob("*") if path.is_file())
        yield from sorted(key for key in found if key.startswith(prefix) and not key.startswith(OWN_FOLDER + "/"))

    def delete(self, key: str) -> None:
        """Remove an object; see ``ObjectStore``."""
        path = self._path(key)
        if path.is_file():
            with self._lock():
                path.unlink(missing_ok=True)
                _sync_folder(path.parent)

    def _path(self, key: str) -> Path:
        parts = key.split("/")
        if _UNSAFE.search(key) or any(part in ("", ".", "..") for part in parts) or parts[0] == OWN_FOLDER:
            raise BadInput(f"{key!r} cannot be the key of an object: no empty parts, no '.', '..' or backslash")
        if any(len(part.encode()) > LONGEST_PART_BYTES for part in parts) or len(key.encode()) > LONGEST_KEY_BYTES:
            raise BadInput(f"{key[:80]!r}… cannot be the key of an object: at most {LONGEST_PART_BYTES} bytes a part")
        return self._root.joinpath(*parts)

    @contextmanager
    def _partial(self, chunks: Iterable[bytes]) -> Iterator[tuple[Path, str]]:
        """A whole object on the disk that has no name yet, and its etag."""
        partial = self._own / f"{uuid4().hex}.partial"
        try:
            _make_folders(self._own)
            yield partial, _write(partial, chunks)
        except OSError as error:
            raise _clear(error, self._root) from error
        finally:
            partial.unlink(missing_ok=True)

    def _name(self, partial: Path, path: Path) -> None:
        try:
            _make_folders(path.parent)
            os.replace(partial, path)
        except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
            key = path.relative_to(self._root).as_posix()
            raise BadInput(f"{key!r}: an object cannot lie above or below another one in a folder store") from error
        _sync_folder(path.parent)

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


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, as hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk


def _write(path: Path, chunks: Iterable[bytes]) -> str:
    """Write a new file through to the disk and return its SHA-256."""
    digest = hashlib.sha256()
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    try:
        for chunk in chunks:
            digest.update(chunk)
            rest = memoryview(chunk)
            while rest:
                rest = rest[os.write(file, rest) :]
        os.fsync(file)
    finally:
        os.close(file)
    return digest.hexdigest()


def _make_folders(folder: Path) -> None:
    """Make a folder and those above it, each known to the disk before something is put in it."""
    if folder.is_dir():
        return
    _make_folders(folder.parent)
    os.makedirs(folder, exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def _clear(error: OSError, where: Path) -> Exception:
    if error.errno in NO_ROOM:
        return TryAgain(f"{where}: no room on the disk ({error.strerror}); nothing was written, free some and repeat")
    if isinstance(error, PermissionError):
        return BadInput(f"{where}: {error.strerror}; give this user the right to write there")
    return error
