"""The container of 1C's help files (``.hbk``): named bodies, each a chain of blocks.

Layout, as public readers of it describe it (1c-syntax/bsl-context, bsl-ctx; nothing is copied from them): a header of
16 bytes, then the block of the table of contents. A block is a line ``LENGTH SIZE NEXT`` between line breaks, of three
8-digit hexadecimal numbers (length of the whole document, bytes in this block, address of the next block), and its
bytes. The table holds triples of addresses: of an entity's name, of its body, and a constant. Newer containers have
the same with 16 digits and 8-byte addresses; whether help files of 8.5 use it is not known, so both are read.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

MOST_ENTITIES = 1000  # real files have about ten
MOST_NAME_BYTES = 1024
NAME_OFFSET = 20  # two dates of 8 bytes and 4 bytes of flags stand before an entity's name, which is UTF-16


class HelpFileError(ValueError):
    """The help file cannot be read; the text says why in Russian and English."""

    def __init__(self, russian: str, english: str):
        """Both texts, Russian first."""
        super().__init__(f"{russian}; {english}")


@dataclass(frozen=True, slots=True)
class Layout:
    """Sizes that differ between the containers with short and with long addresses."""

    digits: int  # of a number in a block's line
    address: str  # struct code of an address
    nothing: int  # the address that means "no more"
    table: int  # where the block of the table of contents stands

    @property
    def line_length(self) -> int:
        """Bytes of a block's line."""
        return 4 + 3 * (self.digits + 1)


SHORT = Layout(digits=8, address="I", nothing=0x7FFFFFFF, table=16)
LONG = Layout(digits=16, address="Q", nothing=0xFFFFFFFFFFFFFFFF, table=20)


def read_body(data: bytes, wanted: str) -> bytes:
    """The body of one entity of a container; empty where the container has no such entity, or it has no body.

    Raises:
        HelpFileError: It is no container, it is truncated or damaged.
    """
    layout = LONG if data[:8] == b"\xff" * 8 else SHORT
    entry = struct.Struct(f"<3{layout.address}")
    table = _document(data, layout.table, layout)
    if not table or len(table) % entry.size or len(table) > MOST_ENTITIES * entry.size:
        raise _damaged(layout.table)
    for name_address, body_address, _ in entry.iter_unpack(table):
        if name_address != layout.nothing and _name(data, name_address, layout) == wanted:
            return b"" if body_address in (0, layout.nothing) else _document(data, body_address, layout)
    return b""


def _name(data: bytes, address: int, layout: Layout) -> str:
    length, _, _ = _line(data, address, layout)
    if length > MOST_NAME_BYTES:
        return ""
    return _document(data, address, layout)[NAME_OFFSET:].decode("utf-16-le", errors="replace").split("\0")[0]


def _document(data: bytes, address: int, layout: Layout) -> bytes:
    parts = bytearray()
    length = None
    for document_length, part in _blocks(data, address, layout):
        length = document_length if length is None else length
        parts += part
        if len(parts) >= length:
            return bytes(parts[:length])
    raise _damaged(address)


def _blocks(data: bytes, address: int, layout: Layout) -> Iterator[tuple[int, bytes]]:
    """Length of the document as the block states it, and the block's bytes; a block met twice is damage."""
    seen = set()
    while address not in (0, layout.nothing):
        if address in seen:
            raise _damaged(address)
        seen.add(address)
        length, size, following = _line(data, address, layout)
        start = address + layout.line_length
        if start + size > len(data) or length > len(data) or (size == 0 and seen != {address}):
            raise _damaged(address)  # an empty later block would make chains longer than documents
        yield length, data[start : start + size]
        address = following


def _line(data: bytes, address: int, layout: Layout) -> tuple[int, int, int]:
    line = data[address : address + layout.line_length]
    if len(line) < layout.line_length or line[:2] != b"\r\n" or line[-2:] != b"\r\n":
        raise _damaged(address)
    try:
        length, size, following = (int(number, 16) for number in line.split())
    except ValueError:
        raise _damaged(address) from None
    if min(length, size, following) < 0:
        raise _damaged(address)
    return length, size, following


def _damaged(address: int) -> HelpFileError:
    return HelpFileError(
        f"это не файл справки платформы, или он повреждён (смещение {address})",
        f"not a help file of the platform, or a damaged one (offset {address})",
    )
