import hashlib
import json
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.shared.context import ContextIndex, load_context, read_context, save_context
from components.shared.context.index_file import context_bytes, context_from
from components.shared.errors import BadInput

TITLE = b"BSL context index 1\n"
WHOLE = context_bytes(read_context(Path("datasets/sample_configuration/designer")))


def test_what_is_saved_is_what_is_read(sample_index: ContextIndex, tmp_path: Path) -> None:
    path = tmp_path / "sample.bslc"
    save_context(sample_index, path)
    read = load_context(path)
    assert (read.modules, list(read.methods), read.objects) == (
        sample_index.modules,
        list(sample_index.methods),
        sample_index.objects,
    )
    assert context_bytes(read) == path.read_bytes()
    assert [file.name for file in tmp_path.iterdir()] == ["sample.bslc"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "no index"),
        (b"PK\x03\x04", "no index"),
        (b"BSL context index 9\n" + bytes(40), "version 9"),
        (TITLE + bytes(40), "damaged"),
        (WHOLE[:-1], "damaged"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_advice(data: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "x.bslc"
    path.write_bytes(data)
    with pytest.raises(BadInput, match=f"x.bslc.*{message}.*bsl context build"):
        load_context(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"absent\.bslc"):
        load_context(tmp_path / "absent.bslc")


@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
@settings(max_examples=60)
def test_no_changed_byte_is_read(place: int, change: int) -> None:
    data = bytearray(WHOLE)
    data[place] ^= change
    with pytest.raises(ValueError, match="index"):
        context_from(bytes(data))


def forged(modules: object, configuration: bytes | None = None) -> bytes:
    """A file with the right digest and other methods."""
    start = len(TITLE) + 32
    length = int.from_bytes(WHOLE[start : start + 8], "big")
    own = WHOLE[start + 8 : start + 8 + length] if configuration is None else configuration
    body = len(own).to_bytes(8, "big") + own + zlib.compress(json.dumps(modules).encode())
    return TITLE + hashlib.sha256(body).digest() + body


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.floats() | st.text(max_size=5) | st.just("common"),
    lambda inner: st.lists(inner, max_size=9) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=30,
)
methods = st.lists(
    st.tuples(st.text(max_size=4), st.integers(-9, 99), st.integers(-9, 99), st.text(max_size=9), st.text(), values)
)
modules = st.lists(
    st.tuples(
        st.text(max_size=9), st.just("common"), st.text(), st.text(), st.integers(-9, 99), values, values, methods
    )
)


@given(modules | values)
@settings(max_examples=150)
def test_a_forged_file_is_read_or_refused_and_never_breaks(packed: object) -> None:
    try:
        index = context_from(forged(packed))
    except ValueError:
        return
    assert all(0 <= use < len(index) for method in index.methods for use in method.uses)
    context_bytes(index)


@given(st.binary(max_size=200))
@settings(max_examples=60)
def test_a_forged_configuration_is_refused(configuration: bytes) -> None:
    with pytest.raises(ValueError, match="index"):
        context_from(forged([], configuration))
