"""Files of this machine, written so that a name is given only to what is whole and on the disk."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from uuid import uuid4

from components.shared.errors import NO_ROOM, BadInput, TryAgain
from components.shared.object_store.store import CHUNK_BYTES


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, as hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def chunks_of(path: Path) -> Iterator[bytes]:
    """The bytes of a file, a chunk at a time."""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk


def write_whole(path: Path, chunks: Iterable[bytes], check: Callable[[str], None] = lambda digest: None) -> str:
    """Write a file that has its name only when all of it is on the disk, and return its SHA-256.

    Args:
        path: The file; its folder is made.
        chunks: Its bytes.
        check: Looks at their SHA-256 before the file gets its name, and raises what it has against it.

    Raises:
        TryAgain: There is no room.
        BadInput: This user may not write there.
    """
    make_folders(path.parent)
    partial = path.with_name(f".{path.name}.{uuid4().hex}.partial")
    try:
        digest = write_through(partial, chunks)
        check(digest)
        os.replace(partial, path)
    except OSError as error:
        raise clear(error, path) from error
    finally:
        partial.unlink(missing_ok=True)
    return digest


def write_through(path: Path, chunks: Iterable[bytes]) -> str:
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


def make_folders(folder: Path) -> None:
    """Make a folder and those above it, each known to the disk before something is put in it."""
    if folder.is_dir():
        return
    make_folders(folder.parent)
    os.makedirs(folder, exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Bring the names of a folder to the disk."""
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def clear(error: OSError, where: Path) -> Exception:
    """The same error in words that a person can act on, where there are some."""
    if error.errno in NO_ROOM:
        return TryAgain(f"{where}: no room on the disk ({error.strerror}); nothing was written, free some and repeat")
    if isinstance(error, PermissionError):
        return BadInput(f"{where}: {error.strerror}; give this user the right to write there")
    return error
