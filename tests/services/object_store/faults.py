"""Faults on the way to a server: silence, cuts and lost answers, and a writer that dies at one of its requests.

Each counts what it did, so that a test can show that its fault fired.
"""

import os
import signal
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import inf
from typing import Any

import urllib3

_BYTES = 65536


@dataclass(slots=True)
class FaultyWay:
    """Forwards to a server; on its first connections the answers end after so many bytes."""

    server: str
    fault: str  # "silence": the connection stays open; "cut": it is reset; "drip": 20 bytes a second
    after_bytes: int  # of answers; 0 loses the first answer whole
    times: int = 1
    request_bytes_per_second: float = inf  # how fast it takes what is written; 0: not at all after the first bytes
    fired: int = 0
    answered_bytes: int = 0
    address: str = ""
    _open: list[socket.socket] = field(default_factory=list)

    def accept(self, listener: socket.socket) -> None:
        """Serve until the listener is closed."""
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            host, _, port = self.server.partition(":")
            upstream = socket.create_connection((host, int(port)))
            self._open += [client, upstream]
            threading.Thread(target=self._forward, args=(client, upstream), daemon=True).start()
            threading.Thread(target=self._answer, args=(upstream, client), daemon=True).start()

    def close(self) -> None:
        """End all connections."""
        for one in self._open:
            one.close()

    def _forward(self, source: socket.socket, target: socket.socket) -> None:
        try:
            while data := source.recv(_BYTES):
                target.sendall(data)
                if self.request_bytes_per_second == 0 and len(data) == _BYTES:  # a body is on its way
                    self.fired += 1
                    return
                time.sleep(len(data) / self.request_bytes_per_second if self.request_bytes_per_second else 0)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            return

    def _answer(self, source: socket.socket, target: socket.socket) -> None:
        passed = 0
        try:
            while data := source.recv(_BYTES):
                passed += len(data)
                if passed > self.after_bytes and self.fired < self.times:
                    self.fired += 1
                    if self.fault == "cut":
                        target.shutdown(socket.SHUT_RDWR)  # a close alone sends nothing while another thread reads
                        target.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                        target.close()
                    if self.fault == "drip":
                        for byte in data:
                            target.sendall(bytes([byte]))
                            time.sleep(0.05)
                    return  # silence: both sides stay open, nothing tells the reader
                self.answered_bytes += len(data)
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            return


@contextmanager
def faulty_way(
    server: str, fault: str, after_bytes: int, times: int = 1, request_bytes_per_second: float = inf
) -> Iterator[FaultyWay]:
    """A way to the server with a fault on it."""
    way = FaultyWay(server, fault, after_bytes, times, request_bytes_per_second)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        if request_bytes_per_second < inf:  # or a whole part would fit into the buffers of the system
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BYTES)
        way.address = f"127.0.0.1:{listener.getsockname()[1]}"
        threading.Thread(target=way.accept, args=(listener,), daemon=True).start()
        try:
            yield way
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            way.close()


def killed_at_request(point: int, after: bool, work: Callable[[], object]) -> bool:
    """Run work in a process that is killed at its n-th request that changes the server; False: it came to its end.

    Args:
        point: Which one, from 1.
        after: Killed when the server has done it, before its answer is read; else before it was asked.
        work: What is done.
    """
    process = os.fork()
    if process == 0:
        _die_at_request(point, after)
        try:
            work()
        except BaseException:
            os._exit(1)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    assert code in (0, -signal.SIGKILL), f"the work failed by itself at request {point}"
    return code != 0


def _die_at_request(point: int, after: bool) -> None:
    left, lock, real = point, threading.Lock(), urllib3.PoolManager.urlopen

    def asked(self: urllib3.PoolManager, method: str, url: str, **named: Any) -> Any:
        nonlocal left
        if method in ("GET", "HEAD"):
            return real(self, method, url, **named)
        with lock:
            left -= 1
            mine = left == 0
        if mine and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        answer = real(self, method, url, **named)
        if mine:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    urllib3.PoolManager.urlopen = asked  # type: ignore[assignment]
