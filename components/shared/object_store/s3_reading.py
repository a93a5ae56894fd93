"""One object of an S3 server, read from its first byte to its last."""

import time
from collections.abc import Iterator, Mapping

from urllib3.response import BaseHTTPResponse

from components.shared.errors import TryAgain
from components.shared.object_store.s3_calls import S3Calls
from components.shared.object_store.s3_faults import FAULTS, no_s3
from components.shared.object_store.store import CHUNK_BYTES

PROGRESS_BYTES = 64 << 10  # less than this within the patience, and the server might as well be silent
DIGEST = "x-amz-meta-sha256"
WRITER = "x-amz-meta-writer"  # one write, so that a lost answer can be told from somebody else's write


class Reading:
    """The object as it was when its first byte came; a broken connection goes on where it was.

    ``etag`` is the server's own, ``sha256`` what its writer said of the bytes, or None.
    """

    def __init__(self, calls: S3Calls, key: str) -> None:
        """Ask for the object; raises ``NotFound``."""
        self._calls = calls
        self._key = key
        self._response: BaseHTTPResponse | None = self._open({})
        headers = self._response.headers
        if "etag" not in headers or "content-length" not in headers:
            self.close()
            raise no_s3(calls.address, "an object without an etag")
        self.etag, self.sha256 = headers["etag"], headers.get(DIGEST)
        self.size = int(headers["content-length"])

    def chunks(self) -> Iterator[bytes]:
        """All bytes, once.

        Raises:
            Conflict: Another object has taken the place of this one.
            TryAgain: The server fell silent and stayed so, or sends next to nothing.
        """
        done, patience = 0, self._calls.patience()
        try:
            while True:
                try:
                    for chunk in self._timely(done):
                        done += len(chunk)
                        patience.restart()
                        yield chunk
                    return
                except FAULTS as error:
                    self.close()
                    patience.wait(self._calls.understood(error, self._key), error)
        finally:
            self.close()

    def _timely(self, done: int) -> Iterator[bytes]:
        """What comes, unless it is next to nothing; what the reader does with it meanwhile takes no time."""
        came, waited, asked_at = 0, 0.0, time.monotonic()
        for chunk in self._rest(done):
            came += len(chunk)
            done += len(chunk)
            waited += time.monotonic() - asked_at
            if came >= PROGRESS_BYTES:
                came, waited = 0, 0.0
            elif waited > self._calls.limits.patience_seconds and done < self.size:
                raise TryAgain(f"{self._calls.address}: {self._key!r} comes too slowly; repeat later")
            yield chunk
            asked_at = time.monotonic()

    def close(self) -> None:
        """Give the connection up; one that was not read to its end cannot be used again."""
        if self._response is not None:
            self._response.close()
            self._response.release_conn()
            self._response = None

    def _rest(self, done: int) -> Iterator[bytes]:
        if done == self.size > 0:
            return
        if self._response is None:
            self._response = self._open({"If-Match": self.etag, "Range": f"bytes={done}-"})
        while chunk := self._response.read1(CHUNK_BYTES):  # what is there: a whole chunk may take hours to come
            yield chunk

    def _open(self, headers: Mapping[str, str]) -> BaseHTTPResponse:
        bucket, name = self._calls.address.bucket, self._calls.address.prefix + self._key
        return self._calls(lambda client: client.get_object(bucket, name, request_headers=dict(headers)), self._key)
