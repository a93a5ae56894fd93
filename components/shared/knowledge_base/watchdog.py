"""Notices a server that has gone silent.

The driver waits for ever on a peer that is alive and sends nothing: keepalives are answered by the network between,
and the server's own time limits do not reach this side. Closing the socket from another thread ends the wait.
"""

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

MOST_SECONDS_BETWEEN_LOOKS = 1.0


class Watchdog:
    """Looks after one connection until it is closed."""

    def __init__(self, descriptor: int, seconds: float) -> None:
        # a copy of its own: the number may be given to another file once the connection is closed
        self._socket = socket.socket(fileno=os.dup(descriptor))
        self._seconds = seconds
        self._deadline: float | None = None
        self._closed = threading.Event()
        self.barked = False
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """The block waits for the server."""
        self._deadline = time.monotonic() + self._seconds
        try:
            yield
        finally:
            self._deadline = None

    def close(self) -> None:
        """Stop looking."""
        self._closed.set()
        self._thread.join()
        self._socket.close()

    def _look(self) -> None:
        pause = min(MOST_SECONDS_BETWEEN_LOOKS, self._seconds / 4)
        while not self._closed.wait(pause):
            deadline = self._deadline
            if deadline is not None and time.monotonic() > deadline:
                self.barked = True
                with suppress(OSError):  # the connection ended by itself in this moment
                    self._socket.shutdown(socket.SHUT_RDWR)
                return
