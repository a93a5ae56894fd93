"""The index: what goes in comes out, and nothing else is taken for one."""

import hashlib
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.shared.bsl.configuration import load_index, read_configuration, save_index
from components.shared.bsl.configuration.index_file import configuration_from, index_bytes
from components.shared.bsl.configuration.model import Configuration
from components.shared.bsl.library import load_library

SAMPLE = read_configuration(Path("datasets/sample_configuration/edt"))
INDEX = index_bytes(SAMPLE)


@pytest.mark.parametrize(
    "configuration", [SAMPLE, Configuration("Пусто"), load_library()], ids=["sample", "empty", "library"]
)
def test_what_is_saved_is_loaded(configuration: Configuration, tmp_path: Path) -> None:
    path = tmp_path / "index"
    save_index(configuration, path)
    assert load_index(path) == configuration


def test_the_same_configuration_gives_the_same_bytes() -> None:
    again = read_configuration(Path("datasets/sample_configuration/edt"))
    assert index_bytes(again) == INDEX
    assert index_bytes(configuration_from(INDEX)) == INDEX


def with_digest(body: bytes) -> bytes:
    return b"BSL configuration index 1\n" + hashlib.sha256(body).digest() + body


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no index of a configuration"),
        (b"PK\x03\x04", "no index of a configuration"),
        (INDEX.replace(b"index 1\n", b"index 7\n", 1), "index of version 7, this program reads version 1"),
        (INDEX[:-1], "damaged index"),
        (INDEX[:60] + b"?" + INDEX[61:], "damaged index"),
        (with_digest(b"no zlib"), "no index that this program has written"),
        (with_digest(zlib.compress(b"{}")), "no index that this program has written"),
        (with_digest(zlib.compress(b'["name", "", false, [1]]')), "no index that this program has written"),
        (with_digest(zlib.compress(b"[" * 100_000)), "no index that this program has written"),
        (with_digest(zlib.compress(b'["a"]')[:-3]), "no index that this program has written"),
    ],
)
def test_other_bytes_are_refused_with_what_to_do(data: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "index"
    path.write_bytes(data)
    with pytest.raises(ValueError, match=said) as caught:
        load_index(path)
    assert str(path) in str(caught.value)
    assert "build it again with `bsl index`" in str(caught.value)


@given(st.integers(0, len(INDEX) - 1), st.binary(min_size=1, max_size=4))
def test_no_change_of_bytes_goes_unnoticed(offset: int, change: bytes) -> None:
    changed = INDEX[:offset] + change + INDEX[offset + len(change) :]
    if changed != INDEX:
        with pytest.raises(ValueError):
            configuration_from(changed)


def test_a_forged_form_is_refused_when_it_is_asked_for() -> None:
    forged = configuration_from(with_digest(zlib.compress('["А","",false,[],[],[["Ф",0]]]\n{}'.encode())))
    with pytest.raises(ValueError, match="no index that this program has written"):
        forged.common_forms["ф"]
