"""A TCP proxy on loopback before a server, which cuts, counts and refuses connections when it is told to."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

_RESET = struct.pack("ii", 1, 0)  # SO_LINGER of 0 s: the peer sees a reset, as of a firewall or a killed server


@dataclass(slots=True)
class Proxy:
    """Bytes go through unseen: TLS is between the client and the server."""

    target: int
    port: int = 0
    accepted: int = 0
    cut: int = 0
    refusing: bool = False
    _open: list[tuple[socket.socket, socket.socket]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Its own address, for a server that speaks TLS."""
        return f"https://127.0.0.1:{self.port}"

    def cut_all(self) -> int:
        """Reset every connection that is open; gives how many."""
        pairs, self._open = self._open, []
        for pair in pairs:
            for end in pair:
                try:
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:  # closed already, by the thread that copied from its other end
                    continue
        self.cut += len(pairs)
        return len(pairs)

    def serve(self, listener: socket.socket) -> None:
        """Take connections until the listener is closed."""
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            self.accepted += 1
            if self.refusing:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                client.close()
                continue
            server = socket.create_connection(("127.0.0.1", self.target))
            pair = (client, server)
            self._open.append(pair)
            for source, sink in (pair, pair[::-1]):
                threading.Thread(target=self._copy, args=(source, sink, pair), daemon=True).start()

    def _copy(self, source: socket.socket, sink: socket.socket, pair: tuple[socket.socket, socket.socket]) -> None:
        try:
            while data := source.recv(1 << 16):
                sink.sendall(data)
        except OSError:
            pass
        finally:
            if pair in self._open:
                self._open.remove(pair)
            for end in pair:
                end.close()


@contextmanager
def proxied(target: int) -> Iterator[Proxy]:
    """A proxy before a port of loopback, for the length of a block."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        proxy = Proxy(target, listener.getsockname()[1])
        threading.Thread(target=proxy.serve, args=(listener,), daemon=True).start()
        yield proxy
        listener.shutdown(socket.SHUT_RDWR)
    proxy.cut_all()
