"""What an object store is: named bytes with atomic, conditional writes, and the errors of those who keep them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from components.shared.errors import BadInput

CHUNK_BYTES = 1 << 20
OWN_FOLDER = ".store"  # lock and temporary files of a folder store; no key may begin with it
LONGEST_PART_BYTES = 200  # file names have 255, and temporary ones are longer than their own
LONGEST_KEY_BYTES = 1024  # as in S3
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\\ud800-\udfff]")


class NotFound(KeyError):
    """There is no object under this key."""

    def __str__(self) -> str:
        return f"no object {self.args[0]!r} in the store"


class Conflict(RuntimeError):
    """The object is not what the writer expected to replace."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a listing says of an object."""

    key: str
    size_bytes: int
    modified_at: datetime


class ObjectStore(Protocol):
    """Named bytes with atomic, conditional writes. An etag is the SHA-256 of the bytes.

    No key may lie above or below another one: a folder cannot hold ``a`` beside ``a/b``, and a listing of MinIO shows
    only the first of them.
    """

    def put(self, key: str, data: bytes, *, if_absent: bool = False, if_match: str | None = None) -> str:
        """Write an object and return its etag.

        Args:
            key: Name of the object, with ``/`` between its parts.
            data: All of its bytes.
            if_absent: Write only when there is no such object.
            if_match: Write only over an object with this etag.

        Raises:
            Conflict: The condition does not hold; nothing was written.
            TryAgain: There is no room, or the server is away; nothing was written, or all of it.
        """

    def get(self, key: str) -> bytes:
        """All bytes of an object; raises ``NotFound``."""

    def etag(self, key: str) -> str | None:
        """SHA-256 of an object as its bytes are now, or None when there is none."""

    def put_file(self, key: str, path: Path) -> str:
        """Write a file of any size as an object and return its etag."""

    def fetch_file(self, key: str, path: Path) -> str:
        """Bring an object of any size to ``path``, whole or not at all, and return its etag."""

    def list(self, prefix: str) -> Iterator[str]:
        """Keys that begin with ``prefix``, sorted."""

    def entries(self, prefix: str) -> Iterator[Entry]:
        """The same keys with the sizes and ages of their objects."""

    def delete(self, key: str) -> None:
        """Remove an object; what is not there may be removed too."""


def checked(key: str) -> str:
    """A key that every store can keep, and no store can be left by.

    Raises:
        BadInput: It is none.
    """
    parts = key.split("/")
    if _UNSAFE.search(key) or any(part in ("", ".", "..") for part in parts) or parts[0] == OWN_FOLDER:
        raise BadInput(f"{key!r} cannot be the key of an object: no empty parts, no '.', '..' or backslash")
    if any(len(part.encode()) > LONGEST_PART_BYTES for part in parts) or len(key.encode()) > LONGEST_KEY_BYTES:
        raise BadInput(f"{key[:80]!r}… cannot be the key of an object: at most {LONGEST_PART_BYTES} bytes a part")
    return key
