"""One question over HTTP, with limits on time and size.

``http.client`` of the standard library, as for Git hosts: redirects are not followed, no proxy is taken from the
environment, and a deadline ends the whole exchange, slow headers included.
"""

import ipaddress
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from threading import Event, Lock
from urllib.parse import SplitResult, urlsplit

from components.shared.deadline import connection_on, place_of, shut

LARGEST_ANSWER_BYTES = 4 << 20


class Interrupted(Exception):
    """The exchange broke off; another try may do better."""


class Unreachable(Interrupted):
    """There was no connection at all."""


class Exposed(Exception):
    """Code and token would go over a public network as plain text."""


@dataclass(frozen=True, slots=True)
class Reply:
    """Status, headers with names in lower case, and the body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Connections:
    """Exchanges that are under way, so that all of them can be ended."""

    timeout_seconds: float
    _open: set[socket.socket] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)
    _closed: bool = False

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Send a POST request and read the whole answer.

        Raises:
            Interrupted: No connection, silence, a cut, fewer bytes than announced, or too many.
            Exposed: The address is public and the scheme is not https.
        """
        parts = urlsplit(url)
        expired = Event()
        try:
            with self._connected(parts, expired) as connection:
                connection.request("POST", parts.path, body, {"Host": parts.netloc, **headers})
                response = connection.getresponse()
                announced = response.length
                data = response.read(LARGEST_ANSWER_BYTES + 1)
                names = {name.lower(): value for name, value in response.getheaders()}
        except (OSError, HTTPException, ValueError) as error:
            raise Interrupted(f"{type(error).__name__} {error}".rstrip()) from None
        if expired.is_set():  # a body without an announced length ends where its connection is shut
            raise Interrupted(f"not done in {self.timeout_seconds:g} s")
        if len(data) > LARGEST_ANSWER_BYTES:
            raise Interrupted(f"more than {LARGEST_ANSWER_BYTES} bytes")
        if announced is not None and len(data) < announced:
            raise Interrupted(f"{len(data)} of {announced} bytes came")
        return Reply(response.status, names, data)

    def close(self) -> None:
        """End all exchanges, and begin no other."""
        with self._lock:
            self._closed = True
            for connection in self._open:
                shut(connection, Event())

    @contextmanager
    def _connected(self, parts: SplitResult, expired: Event) -> Iterator[HTTPConnection]:
        host, port = place_of(parts)
        raw = self._dialled(host, port, is_plain=parts.scheme != "https")
        with connection_on(raw, parts, self.timeout_seconds, self.timeout_seconds, expired) as connection:
            taken: socket.socket = connection.sock  # an answer that ends with its connection takes it away from there
            try:
                self._note(taken)
                yield connection
            finally:
                with self._lock:
                    self._open.discard(taken)

    def _dialled(self, host: str, port: int, *, is_plain: bool) -> socket.socket:
        try:
            address = str(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][4][0])
        except (OSError, UnicodeError) as error:
            raise Unreachable(f"{host}: {error}") from None
        if is_plain and ipaddress.ip_address(address.partition("%")[0]).is_global:
            raise Exposed(host)
        try:
            return socket.create_connection((address, port), self.timeout_seconds)
        except OSError as error:
            raise Unreachable(f"{host}:{port}: {error.strerror or error}") from None

    def _note(self, connection: socket.socket) -> None:
        with self._lock:
            self._open.add(connection)
            if self._closed:
                raise Interrupted("ended from outside")
