"""An exchange over HTTP on a socket of ours, and the deadline that ends all of it, slow headers included."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from threading import Event, Timer
from urllib.parse import SplitResult


def place_of(parts: SplitResult) -> tuple[str, int]:
    """Host and port of an address."""
    return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)


@contextmanager
def connection_on(
    raw: socket.socket, parts: SplitResult, stall_seconds: float, total_seconds: float, expired: Event
) -> Iterator[HTTPConnection]:
    """Speak HTTP on a connected socket, over TLS where the address asks for it; the socket is closed afterwards.

    Args:
        raw: Connected to the host of the address.
        parts: The address.
        stall_seconds: Longest silence.
        total_seconds: Longest exchange; the socket is shut then, and whoever reads from it sees its end.
        expired: Set when it was shut.
    """
    host, port = place_of(parts)
    # a peer that sends a byte a second never lets a read time out
    watchdog = Timer(total_seconds, shut, (raw, expired))
    watchdog.daemon = True
    watchdog.start()
    taken = raw
    try:
        if parts.scheme == "https":
            taken = ssl.create_default_context().wrap_socket(raw, server_hostname=host)
            # the plain socket is given up when it is wrapped, so the wrapped one is shut instead
            watchdog.args = (taken, expired)
        connection = HTTPConnection(host, port, timeout=stall_seconds)
        connection.sock = taken
        try:
            yield connection
        finally:
            connection.close()
    finally:
        watchdog.cancel()
        taken.close()
        raw.close()


def shut(connection: socket.socket, expired: Event) -> None:
    """End an exchange from another thread."""
    expired.set()
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # closed at this very moment
