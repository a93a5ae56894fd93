"""Secrets that are planted in the environment of a run, and the search for them in everything that the run leaves."""

import base64
import gzip
import io
import secrets
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pyarrow.parquet as parquet

SHORTEST_PART = 12  # characters of a secret that give it away: what is cut in the middle is still found


def planted(name: str) -> str:
    """A secret that is like no other text; of letters and digits only, so that no encoding of texts changes it."""
    return f"planted{name}{secrets.token_hex(12)}"


def traces(
    folder: Path, planted_secrets: dict[str, str], beside: frozenset[Path] = frozenset()
) -> set[tuple[str, str]]:
    """Files below a folder that hold a secret, and its name.

    Looked for as it is, in base64 and in hexadecimal; in names of files, inside of parquet, gzip, tar and zip. The
    files ``beside`` hold secrets on purpose.
    """
    forms = {name: _forms(secret) for name, secret in planted_secrets.items()}
    found = set()
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or path in beside:
            continue
        contents = [path.name.encode(), *(_contents(path.read_bytes()) if path.is_file() else ())]
        for name, needles in forms.items():
            if any(needle in content for content in contents for needle in needles):
                found.add((path.relative_to(folder).as_posix(), name))
    return found


def in_text(text: str, planted_secrets: dict[str, str]) -> set[str]:
    """Names of the secrets that a text holds."""
    forms = {name: _forms(secret) for name, secret in planted_secrets.items()}
    return {name for name, needles in forms.items() if any(needle in text.encode() for needle in needles)}


def _forms(secret: str) -> list[bytes]:
    raw = secret.encode()
    texts = [raw, raw[: len(raw) // 2], raw[len(raw) // 2 :], quote(secret).encode(), raw.hex().encode()]
    assert all(len(text) >= SHORTEST_PART for text in texts)
    # base64 of a longer text that holds the secret: three alignments, without the ends that their neighbours change
    return [*texts, *(base64.b64encode(b" " * shift + raw)[4:-4] for shift in range(3))]


def _contents(data: bytes, depth: int = 0) -> Iterator[bytes]:
    """A file, and what is packed in it."""
    yield data
    if depth < 3:
        for inner in _unpacked(data):
            yield from _contents(inner, depth + 1)


def _unpacked(data: bytes) -> Iterator[bytes]:
    if data.startswith(b"PAR1"):
        table = parquet.read_table(io.BytesIO(data))
        yield repr(table.to_pylist()).encode()
        yield repr(table.schema.metadata).encode()
    elif data.startswith(b"\x1f\x8b"):
        yield gzip.decompress(data)
    elif data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    elif data.startswith((b"\x78\x01", b"\x78\x9c", b"\x78\xda")):
        try:
            yield zlib.decompress(data)
        except zlib.error:
            return
    elif len(data) > 262 and data[257:262] == b"ustar":
        with tarfile.open(fileobj=io.BytesIO(data)) as tar:
            yield from (opened.read() for member in tar if (opened := tar.extractfile(member)))
