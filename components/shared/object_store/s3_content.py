"""What is to be written, and how it must look when it lies on an S3 server."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import uuid4

from components.shared.object_store.store import CHUNK_BYTES

PART_BYTES = 16 << 20
MOST_PARTS = 10_000  # of one object, as S3 has it


@dataclass(frozen=True, slots=True)
class Content:
    """What is to be written: how it must look when it lies on the server."""

    size: int
    sha256: str
    etag: str  # as servers make it: MD5, or MD5 of the MD5s of the parts
    part_bytes: int
    writer: str = field(default_factory=lambda: uuid4().hex)


def content_of(chunks: Iterable[bytes], part_bytes: int) -> Content:
    """What chunks, each wholly in one part, must look like on the server."""
    size, whole, part, parts = 0, hashlib.sha256(), _md5(), []
    for chunk in chunks:
        if size and size % part_bytes == 0:
            parts.append(part.digest())
            part = _md5()
        size += len(chunk)
        whole.update(chunk)
        part.update(chunk)
    if not parts:
        return Content(size, whole.hexdigest(), part.hexdigest(), part_bytes)
    parts.append(part.digest())
    etag = f"{_md5(b''.join(parts)).hexdigest()}-{len(parts)}"
    return Content(size, whole.hexdigest(), etag, part_bytes)


def part_bytes_of(size: int) -> int:
    """The size of the parts of a file: whole chunks, and not more of them than S3 allows."""
    chunks = -(-size // MOST_PARTS // CHUNK_BYTES)
    return max(PART_BYTES, chunks * CHUNK_BYTES)


def _md5(data: bytes = b"") -> "hashlib._Hash":
    return hashlib.md5(data, usedforsecurity=False)
