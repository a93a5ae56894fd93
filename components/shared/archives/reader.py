"""Members of a tar archive, one after another: regular files only, names checked, nothing written anywhere.

Our own reader of the format, because ``tarfile`` reads an extended header whole, however many bytes it claims to have,
and takes hints (sparse files, size overrides) that no archive of a Git host needs.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from components.shared.archives.refusals import RepositoryRefused
from components.shared.archives.settings import RepositorySettings
from components.shared.archives.stream import PlainStream

BLOCK = 512
LARGEST_HEADER_BYTES = 1 << 16
LONGEST_NAME_BYTES = 1024
MOST_FOLDERS = 64
_REGULAR = b"0\0"
_LINKS = b"12"
_FOLDER = b"5"
_PAX, _PAX_OF_ALL, _LONG_NAME, _LONG_LINK = b"x", b"g", b"L", b"K"

Skip = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class Member:
    """A regular file of an archive, its path without the top folder that hosts put around everything."""

    path: str
    data: bytes
    size: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """How many first bytes of a file are wanted: all of them up to a limit, or its beginning."""

    most_bytes: int
    beginning: bool = False


Choose = Callable[[str], Wanted | None]


@dataclass(slots=True)
class _Notes:
    """What extended headers said of the next entry, and of the archive."""

    name: bytes | None = None
    commit: str = ""
    top: str | None = None
    entries: int = 0


def read_members(
    file: BinaryIO,
    settings: RepositorySettings,
    choose: Choose,
    skip: Skip,
    note_commit: Callable[[str], None] = lambda commit: None,
) -> Iterator[Member]:
    """Read the members that are wanted, in the archive's order.

    Args:
        file: The archive, tar in gzip.
        settings: Budgets.
        choose: How much of the file with this path is wanted; None: nothing.
        skip: Told reason and path of what is wanted and cannot be had: links, devices, bad and repeated names, sizes.
        note_commit: Told the commit that ``git archive`` writes into the archive.

    Raises:
        RepositoryRefused: The archive is damaged, or over a budget.
    """
    stream = PlainStream(file, settings)
    notes = _Notes()
    seen: set[str] = set()
    while (header := _header(stream)) is not None:
        notes.entries += 1
        if notes.entries > settings.max_members:
            raise RepositoryRefused("archive_too_many_members", f"more than {settings.max_members} entries")
        kind, size = header[156:157], _number(header[124:136])
        padded = -(-size // BLOCK) * BLOCK
        if kind in (_PAX, _PAX_OF_ALL, _LONG_NAME, _LONG_LINK):
            _extend(notes, kind, _extended(stream, size, padded))
            if notes.commit:
                note_commit(notes.commit)
            continue
        raw, notes.name = notes.name if notes.name is not None else _name(header), None
        member = _member(stream, (kind, size, padded), _path(raw, notes, skip), (choose, skip, seen))
        if member:
            yield member


def _member(
    stream: PlainStream, entry: tuple[bytes, int, int], path: str, rules: tuple[Choose, Skip, set[str]]
) -> Member | None:
    (kind, size, padded), (choose, skip, seen) = entry, rules
    wanted = choose(path) if path and kind != _FOLDER else None
    problem = _problem(kind, path, size, wanted, seen) if wanted else ""
    if problem:
        skip(problem, path)
    if wanted is None or problem:
        _pass(stream, 0 if kind in _LINKS else padded)
        return None
    seen.add(path.casefold())
    taken = min(size, wanted.most_bytes)
    data = stream.read(taken)
    if len(data) < taken:
        raise RepositoryRefused("archive_damaged", f"the archive ends inside {path}")
    _pass(stream, padded - taken)
    return Member(path, data, size)


def _problem(kind: bytes, path: str, size: int, wanted: Wanted, seen: set[str]) -> str:
    if kind in _LINKS:
        return "symlink"
    if kind not in _REGULAR or not kind:
        return "not_a_file"
    if path.casefold() in seen:  # the same file on machines that fold case; which one is meant cannot be known
        return "duplicate_member"
    return "file_too_large" if size > wanted.most_bytes and not wanted.beginning else ""


def _header(stream: PlainStream) -> bytes | None:
    """The next header; None at the end: two empty blocks, or the end of the stream after whole entries."""
    header = stream.read(BLOCK)
    if not header.strip(b"\0"):
        while stream.read(BLOCK):  # what follows the end is read for the checksum of gzip, and for the budgets
            pass
        return None
    if len(header) < BLOCK:
        raise RepositoryRefused("archive_damaged", "the archive ends inside a header")
    if sum(header[:148]) + 8 * 32 + sum(header[156:]) != _number(header[148:156]):
        raise RepositoryRefused("archive_damaged", "a header with a wrong checksum")
    return header


def _number(field: bytes) -> int:
    text = field.strip(b" \0")
    if not text:
        return 0
    if any(digit not in b"01234567" for digit in text):  # base 256, too: no module has 8 GiB
        raise RepositoryRefused("archive_damaged", f"a header with the number {field!r}")
    return int(text, 8)


def _name(header: bytes) -> bytes:
    name, prefix = header[:100].rstrip(b"\0"), header[345:500].rstrip(b"\0")
    return prefix + b"/" + name if prefix and header[257:263] == b"ustar\0" else name


def _extended(stream: PlainStream, size: int, padded: int) -> bytes:
    if size > LARGEST_HEADER_BYTES:
        raise RepositoryRefused("archive_damaged", f"an extended header of {size} bytes")
    data = stream.read(padded)
    if len(data) < padded:
        raise RepositoryRefused("archive_damaged", "the archive ends inside an extended header")
    return data[:size]


def _extend(notes: _Notes, kind: bytes, data: bytes) -> None:
    if kind == _LONG_NAME:
        notes.name = data.rstrip(b"\0")
    for key, value in _pax(data) if kind in (_PAX, _PAX_OF_ALL) else ():
        if key in (b"size",) or key.startswith(b"GNU.sparse"):
            raise RepositoryRefused("archive_damaged", f"an extended header overrides {key!r}")
        if key == b"path" and kind == _PAX:
            notes.name = value
        elif key == b"comment" and kind == _PAX_OF_ALL and not notes.commit:
            notes.commit = value.decode("ascii", "replace")


def _pax(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Records ``<length> <key>=<value>`` with a line end; the length counts itself."""
    start = 0
    while start < len(data):
        digits, blank, _ = data[start : start + 8].partition(b" ")
        length = int(digits) if digits.isdigit() and blank else 0
        end = start + length
        record = data[start + len(digits) + 1 : end]
        key, equals, value = record.partition(b"=")
        if length <= len(digits) + 1 or end > len(data) or not record.endswith(b"\n") or not equals:
            raise RepositoryRefused("archive_damaged", "an extended header that cannot be read")
        yield key, value[:-1]
        start = end


def _path(raw: bytes, notes: _Notes, skip: Skip) -> str:
    """The path below the top folder; empty, told, where the name is one that must not be used."""
    shown = raw[:LONGEST_NAME_BYTES].decode("utf-8", "replace")
    try:
        name = raw.decode("utf-8")
    except UnicodeDecodeError:
        skip("bad_member_name", ascii(shown))
        return ""
    parts = name.removesuffix("/").split("/")
    if _is_bad(raw, name, parts):
        skip("bad_member_name", ascii(shown))
        return ""
    notes.top = parts[0] if notes.top is None else notes.top
    if parts[0] != notes.top:
        skip("outside_top_folder", shown)
        return ""
    return "/".join(parts[1:])


def _is_bad(raw: bytes, name: str, parts: list[str]) -> bool:
    return (
        len(raw) > LONGEST_NAME_BYTES
        or len(parts) > MOST_FOLDERS
        or any(part in ("", ".", "..") for part in parts)
        or "\\" in name
        or any(ord(character) < 32 or 127 <= ord(character) < 160 for character in name)
    )


def _pass(stream: PlainStream, size: int) -> None:
    if not stream.skip(size):
        raise RepositoryRefused("archive_damaged", "the archive ends inside a file")
