"""Archives that want to do harm, each made in a moment; no real repository is like this."""

import gzip
import os
import tarfile
import zlib
from collections.abc import Callable

MODULE = "Процедура А() Экспорт\n\tБ();\nКонецПроцедуры\n".encode()
TOP = "owner-name-c0ffee/"
FOUR = 4 * 2**20


def entry(
    name: str, data: bytes = MODULE, kind: bytes = tarfile.REGTYPE, link: str = "", size: int | None = None
) -> bytes:
    """One member with its padding; ``size`` lies about the data."""
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size = kind, link, len(data) if size is None else size
    header = info.tobuf(tarfile.GNU_FORMAT, "utf-8", "surrogateescape")
    return header + data + b"\0" * (-len(data) % 512)


def raw_name(name: bytes) -> bytes:
    """A member whose name is written into the header as it is."""
    header = bytearray(entry("x")[:512])
    header[:100] = name.ljust(100, b"\0")
    return signed(header) + entry("x")[512:]


def signed(header: bytearray) -> bytes:
    """A header with its checksum right."""
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header)


def changed(start: int, data: bytes) -> bytes:
    """A member with some bytes of its header replaced."""
    header = bytearray(entry(TOP + "a.bsl")[:512])
    header[start : start + len(data)] = data
    return signed(header) + entry("x")[512:]


def pax(data: bytes, kind: bytes = tarfile.XHDTYPE, size: int | None = None) -> bytes:
    """An extended header, then a module that it is about."""
    return entry("pax", data, kind, size=size) + entry(TOP + "a.bsl")


def packed(*members: bytes) -> bytes:
    """A whole archive, in gzip."""
    return gzip.compress(b"".join(members) + b"\0" * 1024, 6, mtime=0)


def bomb(size: int, head: bytes = b"") -> bytes:
    """Zeros in gzip, made without holding them."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, 31)
    pieces = [deflate.compress(head)]
    pieces += [deflate.compress(bytes(2**20)) for _ in range(size >> 20)]
    return b"".join([*pieces, deflate.flush()])


def _deep(count: int) -> str:
    return TOP + "/".join(["d"] * count) + "/a.bsl"


_NAMES: dict[str, str] = {
    "climbs": TOP + "../../x.bsl",
    "climbs first": "../x.bsl",
    "climbs last": TOP + "x/..",
    "absolute": "/etc/x.bsl",
    "two slashes": "//etc/x.bsl",
    "dot": TOP + "./x.bsl",
    "empty part": TOP + "a//x.bsl",
    "drive": TOP + "C:\\x.bsl",
    "backslashes": TOP + "..\\x.bsl",
    "line end": TOP + "a\nb.bsl",
    "escape": TOP + "\x1b[31m.bsl",
    "control of the upper half": TOP + "\x9b31m.bsl",
    "delete": TOP + "a\x7f.bsl",
    "long": TOP + "x" * 1100 + ".bsl",
    "very long": TOP + "x" * 30_000 + ".bsl",
    "deep": _deep(70),
    "very deep": _deep(400),
    "outside of the top folder": "other/x.bsl",
    "git's own folder": TOP + ".git/hooks/x.bsl",
    "empty": "",
}
_KINDS: dict[str, tuple[bytes, str]] = {
    "symlink to /etc": (tarfile.SYMTYPE, "/etc"),
    "symlink up": (tarfile.SYMTYPE, "../../.."),
    "symlink to itself": (tarfile.SYMTYPE, "a.bsl"),
    "hard link": (tarfile.LNKTYPE, "/etc/passwd"),
    "pipe": (tarfile.FIFOTYPE, ""),
    "character device": (tarfile.CHRTYPE, ""),
    "block device": (tarfile.BLKTYPE, ""),
    "continuous file": (tarfile.CONTTYPE, ""),
    "old sparse file": (tarfile.GNUTYPE_SPARSE, ""),
    "unknown kind": (b"Z", ""),
}
# entries that are left out while the module beside them is read
SKIPPED: dict[str, Callable[[], bytes]] = {
    **{
        f"name: {name}": lambda path=path: packed(entry(TOP + "good.bsl"), entry(path))  # type: ignore[misc]
        for name, path in _NAMES.items()
    },
    **{
        name: lambda kind=kind, link=link: packed(entry(TOP + "good.bsl"), entry(TOP + "a.bsl", b"", kind, link))  # type: ignore[misc]
        for name, (kind, link) in _KINDS.items()
    },
    "not UTF-8": lambda: packed(entry(TOP + "good.bsl"), raw_name(TOP.encode() + b"\xff\xfe.bsl")),
    "lone surrogate": lambda: packed(entry(TOP + "good.bsl"), raw_name(TOP.encode() + b"\xed\xa0\x80.bsl")),
    "overlong UTF-8": lambda: packed(entry(TOP + "good.bsl"), raw_name(TOP.encode() + b"\xc0\xae\xc0\xae.bsl")),
    "twice": lambda: packed(entry(TOP + "good.bsl"), entry(TOP + "good.bsl", b"\n" + MODULE)),
    "twice but for case": lambda: packed(entry(TOP + "good.bsl"), entry(TOP + "GOOD.BSL")),
    "link through a link": lambda: packed(
        entry(TOP + "good.bsl"), entry(TOP + "l", b"", tarfile.SYMTYPE, "/etc"), entry(TOP + "l.bsl", b"", b"2", "l")
    ),
    "pax name that climbs": lambda: packed(entry(TOP + "good.bsl"), pax(b"19 path=../../../x\n")),
    "pax name with a zero": lambda: packed(entry(TOP + "good.bsl"), pax(b"18 path=o/a\0b.bsl\n")),
    "archive in an archive": lambda: packed(entry(TOP + "good.bsl"), entry(TOP + "a.tar.gz", packed(entry("b.bsl")))),
    "module of 9 MiB": lambda: packed(entry(TOP + "good.bsl"), entry(TOP + "a.bsl", os.urandom(9 * 2**20))),
    "module of zeros": lambda: packed(entry(TOP + "good.bsl"), entry(TOP + "a.bsl", bytes(1000))),
}
# archives that are refused as a whole
REFUSED: dict[str, Callable[[], bytes]] = {
    "bomb of 1 GiB": lambda: bomb(2**30, entry(TOP + "a.bsl")),
    "bomb in a member": lambda: bomb(2**28, entry(TOP + "a.txt", b"", size=2**28)),
    "bomb in a module": lambda: bomb(2**28, entry(TOP + "a.bsl", b"", size=2**28)),
    "bomb after the end": lambda: packed(entry(TOP + "a.bsl")) + bomb(2**28),
    "a million empty members": lambda: gzip.compress(entry(TOP + "a.txt", b"") * 1_000_000, 1),
    "many members": lambda: packed(*[entry(f"{TOP}{os.urandom(40).hex()}.txt", b"") for _ in range(30)] * 7000),
    "pax header of 100 MB": lambda: bomb(100 * 2**20, entry("pax", b"", b"x", size=100 * 2**20)),
    "long name of 100 MB": lambda: bomb(100 * 2**20, entry("long", b"", b"L", size=100 * 2**20)),
    "pax header that cannot be read": lambda: packed(pax(b"999 path=x\n")),
    "pax header without a length": lambda: packed(pax(b"path=x\n")),
    "pax header of length 0": lambda: packed(pax(b"0 path=x\n" * 9)),
    "pax size": lambda: packed(pax(b"13 size=9999\n")),
    "pax sparse file": lambda: packed(pax(b"22 GNU.sparse.major=1\n")),
    "huge pax size": lambda: packed(pax(b"", size=8**11 - 1)),
    "huge size": lambda: packed(entry(TOP + "a.txt", b"", size=8**11 - 1)),
    "negative size": lambda: packed(changed(124, b"\xff" * 12)),
    "size in base 256": lambda: packed(changed(124, b"\x80" + b"\0" * 3 + b"\x7f" * 8)),
    "size of letters": lambda: packed(changed(124, b"zzzzzzzzzzz\0")),
    "wrong checksum": lambda: packed(entry(TOP + "a.bsl")[:148] + b"0000000\0" + entry(TOP + "a.bsl")[156:]),
    "cut gzip": lambda: packed(entry(TOP + "a.bsl", os.urandom(4000)))[:-900],
    "cut tar": lambda: gzip.compress(entry(TOP + "a.bsl", os.urandom(4000))[:2000]),
    "cut header": lambda: gzip.compress(entry(TOP + "a.bsl")[:100]),
    "wrong crc": lambda: packed(entry(TOP + "a.bsl"))[:-8] + b"\0" * 8,
    "garbage": lambda: os.urandom(10_000),
    "plain tar": lambda: entry(TOP + "a.bsl") + bytes(1024),
    "nothing": lambda: b"",
    "garbage after gzip": lambda: packed(entry(TOP + "a.bsl")) + b"garbage",
    "a page of HTML": lambda: b"<html>not found</html>",
}
NAMES = (
    "", "owner", "/", "owner/", "/name", "owner//name", "owner/..", "../name", "owner/.", "./name", "owner/name/..",
    "owner/na..me", ".git/name", "owner/.git", "-owner/name", "--upload-pack=touch x", "owner/-name", "a@127.0.0.1",
    "owner/name@", "owner/name@-x", "owner/name@a..b", "owner/name@/x", "owner/name@x/", "owner/name@a//b",
    "owner/name@x.lock", "owner/name@x@y", "owner/name@~1", "owner/name@x^{}", "owner/name@refs/../x", "@/x", "x/@",
    "http://169.254.169.254/", "https://github.com/owner/name", "git@github.com:owner/name", "file:///etc/passwd",
    "[::1]/x", "owner/name;id", "owner/$(id)", "owner/`id`", "owner/name\n", "owner\n/name", "owner/name\0",
    "owner/name\x1b[31m", "owner/name?x=1", "owner/name#x", "owner/name%2e%2e", "owner%2fname", "owner\\name",
    "owner/имя", "owner/n\u202eame", "owner/name ", " owner/name", "x" * 101 + "/name", "a/" * 20 + "b",
    "owner/name@" + "x" * 400, "owner/name@x y", "owner/name@\u0430", "owner:x/name", "owner/name:80", "*/name",
)  # fmt: skip
