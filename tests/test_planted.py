"""The search for planted secrets finds them wherever they are hidden: what it does not find is not there."""

import base64
import gzip
import io
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from tests.planted import in_text, planted, traces

SECRET = planted("token")


def _parquet(text: str) -> bytes:
    buffer = io.BytesIO()
    parquet.write_table(pa.table({"a": [{"b": [text]}] * 100}), buffer, compression="zstd")
    return buffer.getvalue()


def _tar(text: str) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        member = tarfile.TarInfo("x")
        member.size = len(text)
        archive.addfile(member, io.BytesIO(text.encode()))
    return buffer.getvalue()


def _zip(data: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x", data)
    return buffer.getvalue()


HIDDEN: dict[str, Callable[[str], bytes]] = {
    "as it is": lambda text: f"Authorization: Bearer {text}".encode(),
    "half": lambda text: text[: len(text) // 2 + 1].encode(),
    "base64": lambda text: base64.b64encode(f"user:{text}".encode()),
    "base64, other alignment": lambda text: base64.b64encode(f"user::{text}:x".encode()),
    "hexadecimal": lambda text: text.encode().hex().encode(),
    "gzip": lambda text: gzip.compress(text.encode()),
    "zlib": lambda text: zlib.compress(text.encode()),
    "tar.gz": _tar,
    "zip": lambda text: _zip(text.encode()),
    "parquet": _parquet,
    "parquet in zip": lambda text: _zip(_parquet(text)),
}


@pytest.mark.parametrize("hide", HIDDEN.values(), ids=HIDDEN)
def test_a_hidden_secret_is_found(hide: Callable[[str], bytes], tmp_path: Path) -> None:
    (tmp_path / "clean").write_bytes(hide("nothing of interest, but just as long"))
    (tmp_path / "below").mkdir()
    (tmp_path / "below/file").write_bytes(hide(SECRET))
    assert traces(tmp_path, {"token": SECRET, "other": planted("other")}) == {("below/file", "token")}
    assert traces(tmp_path, {"token": SECRET}, frozenset({tmp_path / "below/file"})) == set()


def test_a_name_of_a_file_may_be_a_secret(tmp_path: Path) -> None:
    (tmp_path / f"answer-{SECRET}.json").write_text("")
    assert traces(tmp_path, {"token": SECRET}) == {(f"answer-{SECRET}.json", "token")}


def test_a_text_is_searched() -> None:
    assert in_text(f"-> {SECRET}", {"token": SECRET, "other": planted("other")}) == {"token"}
