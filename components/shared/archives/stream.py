"""A gzip file as a stream of plain bytes that stops at budgets, before memory or time is spent."""

import time
import zlib
from typing import BinaryIO

from components.shared.archives.refusals import RepositoryRefused
from components.shared.archives.settings import RepositorySettings

PIECE_BYTES = 1 << 16
FREE_BYTES = 1 << 20  # a small archive may be as repetitive as it likes
_GZIP = 16 + zlib.MAX_WBITS


class PlainStream:
    """Decompresses as it is read; several gzip members after one another are one stream, as gzip has it."""

    def __init__(self, file: BinaryIO, settings: RepositorySettings):
        self._file = file
        self._settings = settings
        self._unzip = zlib.decompressobj(_GZIP)
        self._ready = bytearray()
        self._in = 0
        self._out = 0
        self._ended = False
        self._deadline = time.monotonic() + settings.max_read_seconds

    def read(self, size: int) -> bytes:
        """Exactly ``size`` bytes, fewer only at the end.

        Raises:
            RepositoryRefused: The archive is damaged, or over a budget.
        """
        while len(self._ready) < size and not self._ended:
            self._more()
        taken = bytes(self._ready[:size])
        del self._ready[:size]
        return taken

    def skip(self, size: int) -> bool:
        """Read and forget; whether there was as much."""
        while size > 0:
            taken = len(self.read(min(size, PIECE_BYTES)))
            if not taken:
                return False
            size -= taken
        return True

    def _more(self) -> None:
        data = self._unzip.unconsumed_tail or self._next_piece()
        if self._ended:
            return
        try:
            plain = self._unzip.decompress(data, PIECE_BYTES)
        except zlib.error as error:
            raise RepositoryRefused("archive_damaged", f"not gzip: {error}") from None
        self._ready += plain
        self._out += len(plain)
        self._check_budgets()

    def _next_piece(self) -> bytes:
        """Compressed bytes for the decompressor; a new one where a gzip member ended and another follows."""
        if self._unzip.eof:
            rest = self._unzip.unused_data or self._read()
            if not rest.strip(b"\0"):  # padding of tapes
                self._ended = True
                return b""
            self._unzip = zlib.decompressobj(_GZIP)
            return rest
        data = self._read()
        if not data:
            raise RepositoryRefused("archive_damaged", "the archive ends in the middle")
        return data

    def _read(self) -> bytes:
        data = self._file.read(PIECE_BYTES)
        self._in += len(data)
        return data

    def _check_budgets(self) -> None:
        settings = self._settings
        if self._in > settings.max_archive_bytes:
            raise RepositoryRefused("archive_too_large", f"more than {settings.max_archive_bytes} compressed bytes")
        if self._out > settings.max_total_bytes:
            raise RepositoryRefused("archive_too_large", f"more than {settings.max_total_bytes} bytes in all")
        if self._out > FREE_BYTES and self._out > settings.max_ratio * self._in:
            raise RepositoryRefused("archive_bomb", f"more than {settings.max_ratio} bytes from one compressed byte")
        if time.monotonic() > self._deadline:
            raise RepositoryRefused("archive_too_slow", f"not read in {settings.max_read_seconds:g} s")
