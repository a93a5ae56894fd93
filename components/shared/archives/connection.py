"""One request over HTTP to an address that was looked at before it is connected to.

``http.client`` of the standard library, because every step has to be ours: the address that is checked is the one that
is connected to, redirects are not followed by themselves, no proxy is taken from the environment, and a deadline ends
the whole exchange, slow headers included.
"""

import ipaddress
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from threading import Event
from urllib.parse import urlsplit

from components.shared.archives.refusals import RepositoryRefused
from components.shared.deadline import connection_on, place_of
from components.shared.errors import NO_ROOM

PIECE_BYTES = 1 << 16
LARGEST_ANSWER_BYTES = 1 << 20


class Interrupted(Exception):
    """The exchange broke off or never began; another try may do better."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one exchange may cost."""

    stall_seconds: float
    total_seconds: float
    most_bytes: int
    private_addresses: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and headers, names in lower case; the body went to the writer, if there was one."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


def exchange(url: str, headers: Mapping[str, str], limits: Limits, write: Callable[[bytes], object]) -> Answer:
    """Send a GET request; the body of an answer with status 200 is written as it comes.

    Raises:
        Interrupted: No connection, silence, a cut, or fewer bytes than announced.
        RepositoryRefused: The address is private, or the body is too large.
        OSError: There is no room for the body.
    """
    parts = urlsplit(url)
    try:
        expired = Event()
        host, port = place_of(parts)
        raw = socket.create_connection((_address(host, port, limits), port), limits.stall_seconds)
        with connection_on(raw, parts, limits.stall_seconds, limits.total_seconds, expired) as connection:
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            connection.request("GET", path, headers={"Host": parts.netloc, "Accept-Encoding": "identity", **headers})
            answer = _received(connection.getresponse(), limits, write)
        if expired.is_set():  # a body without an announced length ends where its connection is shut
            raise Interrupted(f"{parts.netloc}: not done in {limits.total_seconds:g} s")
        return answer
    except (OSError, HTTPException, ValueError) as error:
        if isinstance(error, RepositoryRefused) or (isinstance(error, OSError) and error.errno in NO_ROOM):
            raise  # a full disk of ours is no fault of the host
        raise Interrupted(f"{parts.netloc}: {type(error).__name__} {error}".rstrip()) from None


def _address(host: str, port: int, limits: Limits) -> str:
    """The address to connect to; all that the name stands for must be public, unless the settings say otherwise."""
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    private = [address for address in found if not ipaddress.ip_address(address.partition("%")[0]).is_global]
    if private and not limits.private_addresses:
        raise RepositoryRefused("host_not_allowed", f"{host} is {private[0]}: a private address; see private_addresses")
    return found[0]


def _received(response: HTTPResponse, limits: Limits, write: Callable[[bytes], object]) -> Answer:
    headers = {name.lower(): value for name, value in response.getheaders()}
    if response.status != 200:
        return Answer(response.status, headers, response.read(LARGEST_ANSWER_BYTES))
    announced, count = response.length, 0
    while piece := response.read1(PIECE_BYTES):
        count += len(piece)
        if count > limits.most_bytes:
            raise RepositoryRefused("archive_too_large", f"more than {limits.most_bytes} bytes come over the network")
        write(piece)
    if announced is not None and count != announced:
        raise Interrupted(f"{count} of {announced} bytes came")
    return Answer(response.status, headers)
