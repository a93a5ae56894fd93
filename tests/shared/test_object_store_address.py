import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.shared.environment import ca_bundle, object_store_keys
from components.shared.errors import BadInput
from components.shared.object_store import open_object_store
from components.shared.object_store.s3_address import S3Address
from components.shared.object_store.s3_content import MOST_PARTS, PART_BYTES, content_of, part_bytes_of
from components.shared.object_store.store import CHUNK_BYTES

VARIABLES = ("BSL_S3_KEYS", "BSL_S3_ACCESS_KEY", "BSL_S3_SECRET_KEY", "BSL_S3_SESSION_TOKEN", "BSL_CA_BUNDLE")


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("s3://bsl-foundry?endpoint=https://s3.example.com", S3Address("bsl-foundry", "s3.example.com")),
        ("s3://bsl-foundry/?endpoint=http://10.0.0.1:9000/", S3Address("bsl-foundry", "10.0.0.1:9000", secure=False)),
        ("s3://b.b/a/b/?endpoint=https://h&region=eu-1", S3Address("b.b", "h", prefix="a/b/", region="eu-1")),
        ("s3://bsl?endpoint=http://[::1]:9000", S3Address("bsl", "[::1]:9000", secure=False)),
        ("s3://bsl?endpoint=https%3A%2F%2Fhost%3A9000", S3Address("bsl", "host:9000")),
    ],
)
def test_an_address_says_where_the_bucket_is(url: str, address: S3Address) -> None:
    assert S3Address.parse(url) == address


@pytest.mark.parametrize(
    "url",
    [
        "s3://", "s3:bucket", "s3://bucket", "s3://bucket?endpoint=", "s3://bucket?endpoint=host:9000",
        "s3://bucket?endpoint=ftp://host", "s3://bucket?endpoint=https://host/path", "s3://b?endpoint=https://host",
        "s3://UPPER?endpoint=https://host", "s3://key:secret@bucket?endpoint=https://host",
        "s3://bucket?endpoint=https://key:secret@host", "s3://bucket?endpoint=https://host:99999",
        "s3://bucket?endpoint=https://host&key=1", "s3://bucket/../x?endpoint=https://host",
        "s3://bucket?endpoint=https://host&region=eu 1", "s3://[bucket?endpoint=https://host", "file:store",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_and_shows_no_key(url: str) -> None:
    with pytest.raises(BadInput, match=r"BSL_OBJECT_STORE: .*s3://|cannot be the key") as refused:
        S3Address.parse(url)
    assert "secret" not in str(refused.value)


@given(st.text(max_size=40).map(lambda text: f"s3://bucket/{text}"))
def test_any_text_is_an_address_or_is_refused(url: str) -> None:
    try:
        address = S3Address.parse(url)
    except BadInput:
        return
    assert address.bucket == "bucket"
    assert address.endpoint


@pytest.mark.parametrize("missing", ["access_key", "secret_key", "both"])
def test_without_a_whole_pair_there_are_no_keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, missing: str) -> None:
    for name in {"access_key", "secret_key"} - {missing, *(("access_key", "secret_key") if missing == "both" else ())}:
        monkeypatch.setenv(f"BSL_S3_{name.upper()}", "given")
        (tmp_path / name).write_text("given")
    assert object_store_keys() is None
    with pytest.raises(BadInput, match="no keys for the object store"):
        open_object_store("s3://bucket?endpoint=https://host")
    monkeypatch.setenv("BSL_S3_KEYS", str(tmp_path))
    assert object_store_keys() is None


def test_keys_are_read_from_variables_or_from_a_folder_as_it_is_now(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BSL_S3_ACCESS_KEY", "one")
    monkeypatch.setenv("BSL_S3_SECRET_KEY", "two")
    monkeypatch.setenv("BSL_CA_BUNDLE", str(tmp_path / "ca.crt"))
    keys = object_store_keys()
    assert keys is not None
    assert (keys.access_key, keys.secret_key, keys.session_token) == ("one", "two", None)
    assert "two" not in repr(keys)
    assert ca_bundle() == tmp_path / "ca.crt"
    monkeypatch.setenv("BSL_S3_KEYS", str(tmp_path / "mounted only on a cluster"))
    assert object_store_keys() == keys
    monkeypatch.setenv("BSL_S3_KEYS", str(tmp_path))
    assert object_store_keys() == keys
    for turn in ("first", "second"):
        for name in ("access_key", "secret_key", "session_token"):
            (tmp_path / name).write_text(f"{name} {turn}\n")
        keys = object_store_keys()
        assert keys is not None
        assert (keys.access_key, keys.session_token) == (f"access_key {turn}", f"session_token {turn}")


@pytest.mark.parametrize("size", [0, 1, 5 * 2**30, 2**40, 5 * 2**40])
def test_a_file_of_any_size_has_parts_that_s3_takes(size: int) -> None:
    part = part_bytes_of(size)
    assert part >= PART_BYTES
    assert part % CHUNK_BYTES == 0
    assert -(-size // part) <= MOST_PARTS


@pytest.mark.parametrize(
    ("sizes", "etag"),
    [  # as MinIO answered for these bytes, all zero
        ([], "d41d8cd98f00b204e9800998ecf8427e"),
        ([1 << 20], "b6d81b360a5672d80c27430f39153e2c"),
        ([1 << 20] * 25, "25"),
    ],
)
def test_the_etag_that_a_server_will_give_is_known_before(sizes: list[int], etag: str) -> None:
    content = content_of((bytes(size) for size in sizes), PART_BYTES)
    assert content.size == sum(sizes)
    parts = -(-content.size // PART_BYTES)
    assert content.etag == etag if parts < 2 else content.etag.endswith(f"-{parts}")


def test_the_client_of_s3_is_loaded_only_for_s3(tmp_path: Path) -> None:
    program = "import sys; from components.shared.object_store import open_object_store; "
    program += f"open_object_store('file:{tmp_path}/s'); sys.exit('minio' in sys.modules or 'urllib3' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
