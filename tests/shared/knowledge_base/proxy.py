"""Stands between a reader and the server, on sockets in folders, and goes silent when it is told to."""

import socket
import threading
import time
from pathlib import Path

SOCKET = ".s.PGSQL.5432"
_BYTES = 65536


class SilentProxy:
    """Forwards so many bytes of answers on its first connection, then keeps it open and says nothing more."""

    def __init__(self, server: str, folder: Path, bytes_before_silence: int, silences: int = 1) -> None:
        self.folder = folder
        self.connections = 0
        self.silent = 0
        self.silent_since: list[float] = []  # on the clock of time.monotonic
        self.connected_at: list[float] = []
        self._server = f"{server}/{SOCKET}"
        self._before = bytes_before_silence
        self._silences = silences
        self._open: list[socket.socket] = []
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(folder / SOCKET))
        self._listener.listen()
        threading.Thread(target=self._accept, daemon=True).start()

    def silence(self) -> None:
        """Say nothing more on the connections that are to go silent."""
        self._before = 0

    def close(self) -> None:
        """End everything."""
        for one in (self._listener, *self._open):
            one.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            upstream = socket.socket(socket.AF_UNIX)
            upstream.connect(self._server)
            self._open += [client, upstream]
            self.connections += 1
            self.connected_at.append(time.monotonic())
            goes_silent = self.silent < self._silences
            self.silent += goes_silent
            threading.Thread(target=self._forward, args=(client, upstream, False), daemon=True).start()
            threading.Thread(target=self._forward, args=(upstream, client, goes_silent), daemon=True).start()

    def _forward(self, source: socket.socket, target: socket.socket, goes_silent: bool) -> None:
        passed = 0
        try:
            while data := source.recv(_BYTES):
                passed += len(data)
                if goes_silent and passed > self._before:
                    self.silent_since.append(time.monotonic())
                    return  # both sides stay open: nothing tells the reader
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            return
