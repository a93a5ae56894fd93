"""An object store on a server that speaks S3, such as MinIO, SeaweedFS or that of a cloud.

A write is one request, or parts that become an object with the last request, so that a reader sees old or new. Beside
the bytes lies their SHA-256: it is checked after a write and whenever they are read. Conditions are those of S3, put
to the server with the write itself.
"""

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, TypeVar

from minio import Minio
from minio.credentials.providers import Provider
from minio.datatypes import Object
from minio.error import S3Error
from minio.sse import Sse

from components.shared.errors import BadInput, TryAgain
from components.shared.object_store.local_files import chunks_of, write_whole
from components.shared.object_store.s3_address import S3Address
from components.shared.object_store.s3_calls import S3Calls
from components.shared.object_store.s3_connections import Limits
from components.shared.object_store.s3_content import PART_BYTES, Content, content_of, part_bytes_of
from components.shared.object_store.s3_reading import DIGEST, WRITER, Reading
from components.shared.object_store.store import Conflict, Entry, NotFound, checked

Result = TypeVar("Result")

LARGEST_PUT_BYTES = 1 << 30  # of bytes in memory, written in one request: a condition needs one
PARALLEL_PARTS = 4  # 16 MiB of memory each
ATTEMPTS = 5  # to read an object that others keep replacing
REFUSED_WHEN_WRITTEN = {"PreconditionFailed", "NoSuchKey", "NoSuchUpload"}


class Condition(Sse):
    """Headers of a conditional write.

    The client has no other place for headers of one's own that it also signs: whatever its encryption asks for is sent.
    """

    def __init__(self, headers: dict[str, str]) -> None:
        self._headers = headers

    def headers(self) -> dict[str, str]:
        """What is sent with the write."""
        return dict(self._headers)

    def tls_required(self) -> bool:
        """Nothing is encrypted here."""
        return False


class S3Store:
    """Objects in a bucket; safe for many threads, processes and machines."""

    def __init__(self, address: S3Address, limits: Limits | None = None, keys: Provider | None = None) -> None:
        self._calls = S3Calls(address, limits or Limits(), keys)
        self._bucket = address.bucket

    def put(self, key: str, data: bytes, *, if_absent: bool = False, if_match: str | None = None) -> str:
        """Write an object; see ``ObjectStore``."""
        checked(key)
        if len(data) > LARGEST_PUT_BYTES:
            raise BadInput(f"{key!r}: {len(data)} bytes are too many for one request; write them as a file")
        content = content_of([data], max(len(data), PART_BYTES))

        def write(client: Minio) -> None:
            condition = self._condition(client, key, if_absent, if_match)
            self._send(client, key, content, io.BytesIO(data), condition)

        try:
            self._write(key, content, write)
        except NotFound:  # the server's answer when there is nothing that could match
            raise changed(key) from None
        return self._read_back(key, content)

    def get(self, key: str) -> bytes:
        """Read an object; see ``ObjectStore``."""

        def read(reading: Reading) -> bytes:
            data = b"".join(reading.chunks())
            check(key, hashlib.sha256(data).hexdigest(), reading.sha256)
            return data

        return self._read(key, read)

    def etag(self, key: str) -> str | None:
        """Digest an object; see ``ObjectStore``. Its bytes are read: what lies beside them says what they were."""

        def read(reading: Reading) -> str:
            digest = hashlib.sha256()
            for chunk in reading.chunks():
                digest.update(chunk)
            return digest.hexdigest()

        try:
            return self._read(key, read)
        except NotFound:
            return None

    def put_file(self, key: str, path: Path) -> str:
        """Write a file as an object; see ``ObjectStore``."""
        checked(key)
        content = content_of(chunks_of(path), part_bytes_of(path.stat().st_size))

        def write(client: Minio) -> None:
            with path.open("rb") as file:
                self._send(client, key, content, file, Condition({}))

        self._write(key, content, write)
        return self._read_back(key, content)

    def fetch_file(self, key: str, path: Path) -> str:
        """Copy an object to a file; see ``ObjectStore``."""

        def read(reading: Reading) -> str:
            return write_whole(path, reading.chunks(), lambda found: check(key, found, reading.sha256))

        return self._read(key, read)

    def list(self, prefix: str) -> Iterator[str]:
        """Keys by prefix; see ``ObjectStore``."""
        yield from (entry.key for entry in self.entries(prefix))

    def entries(self, prefix: str) -> Iterator[Entry]:
        """Keys with sizes and ages; see ``ObjectStore``."""
        if above := prefix.rpartition("/")[0]:
            checked(above)
        start = self._calls.address.prefix

        def found(client: Minio) -> Iterable[Entry]:
            for one in client.list_objects(self._bucket, prefix=start + prefix, recursive=True):
                key = (one.object_name or "").removeprefix(start)
                if key and not key.endswith("/"):  # other tools mark folders so
                    yield Entry(key, one.size or 0, one.last_modified or datetime.now(UTC))

        yield from sorted(self._calls(lambda client: tuple(found(client)), prefix), key=lambda entry: entry.key)

    def delete(self, key: str) -> None:
        """Remove an object; see ``ObjectStore``."""
        name = self._name(key)
        self._calls(lambda client: client.remove_object(self._bucket, name), key)

    def _name(self, key: str) -> str:
        return self._calls.address.prefix + checked(key)

    def _read(self, key: str, read: Callable[[Reading], Result]) -> Result:
        """Read one object from beginning to end; begins anew when another takes its place meanwhile."""
        checked(key)
        for _ in range(ATTEMPTS):
            reading = Reading(self._calls, key)
            try:
                return read(reading)
            except Conflict:
                continue
            finally:
                reading.close()
        raise TryAgain(f"object {key!r} is replaced faster than it can be read; repeat later")

    def _condition(self, client: Minio, key: str, if_absent: bool, if_match: str | None) -> Condition:
        """What the server shall check; it knows an object by an etag of its own, not by our SHA-256."""
        if if_absent:
            return Condition({"If-None-Match": "*"})
        if if_match is None:
            return Condition({})
        found = client.stat_object(self._bucket, self._name(key))
        if (_said(found, DIGEST) or self.etag(key)) != if_match:
            raise changed(key)
        return Condition({"If-Match": f'"{found.etag}"'})

    def _send(self, client: Minio, key: str, content: Content, data: BinaryIO, condition: Condition) -> None:
        said = {"sha256": content.sha256, "writer": content.writer}
        try:
            client.put_object(
                self._bucket, self._name(key), data, content.size, metadata=dict(said), sse=condition,
                part_size=content.part_bytes, num_parallel_uploads=PARALLEL_PARTS,
            )  # fmt: skip
        except OSError as error:  # the client's word for a file that has become shorter
            raise TryAgain(f"{key!r}: its file changed while it was written ({error}); repeat") from error

    def _write(self, key: str, content: Content, write: Callable[[Minio], None]) -> None:
        """Write until it is written; a refusal may be the answer to our own earlier try, whose answer was lost."""

        def once(client: Minio) -> None:
            try:
                write(client)
            except (S3Error, Conflict) as error:
                refused = isinstance(error, Conflict) or error.code in REFUSED_WHEN_WRITTEN
                if not refused or not self._is_written(client, key, content):
                    raise

        self._calls(once, key)

    def _is_written(self, client: Minio, key: str, content: Content) -> bool:
        try:
            return _said(client.stat_object(self._bucket, self._name(key)), WRITER) == content.writer
        except S3Error as error:
            if error.code == "NoSuchKey":
                return False
            raise

    def _read_back(self, key: str, content: Content) -> str:
        """See that the server keeps what was sent; the bytes come back only where its etag is not their MD5."""
        try:
            found = self._calls(lambda client: client.stat_object(self._bucket, self._name(key)), key)
        except NotFound:
            raise TryAgain(f"object {key!r} was gone as soon as it was written; look who deletes there") from None
        replaced = _said(found, WRITER) != content.writer
        as_sent = (found.size, found.etag) == (content.size, content.etag)
        if not replaced and not as_sent and self.etag(key) != content.sha256:
            raise TryAgain(f"object {key!r} is not what was sent: its source changed meanwhile, or it was damaged")
        return content.sha256


def check(key: str, found: str, written: str | None) -> None:
    """Refuse bytes that are not those which were written; other tools write no digest beside theirs."""
    if written not in (None, found):
        raise BadInput(
            f"object {key!r} was changed behind our back: SHA-256 {found[:12]}, written {str(written)[:12]}; "
            "restore the version before, or write it anew"
        )


def changed(key: str) -> Conflict:
    """Somebody else was faster."""
    return Conflict(f"object {key!r} was changed by somebody else")


def _said(found: Object, header: str) -> str | None:
    return found.metadata.get(header) if found.metadata else None
