"""Keys: where they come from, and what is refused instead of being made up."""

import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from components.shared.errors import BadInput
from components.shared.release import make_keys, signing_key, verification_key


@pytest.fixture
def laptop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place without any key."""
    monkeypatch.setenv("BSL_ARTIFACTS", str(tmp_path))
    for name in ("BSL_SIGNING_KEY", "BSL_VERIFICATION_KEY"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_a_laptop_makes_its_pair_once(laptop: Path) -> None:
    key = signing_key()
    assert signing_key().public == verification_key() == key.public
    assert stat.S_IMODE((laptop / "keys/signing.pem").stat().st_mode) == 0o600


def test_nothing_is_trusted_where_nobody_signs(laptop: Path) -> None:
    with pytest.raises(BadInput, match="BSL_VERIFICATION_KEY"):
        verification_key()


def test_a_pair_is_never_written_over(laptop: Path) -> None:
    make_keys(laptop)
    before = (laptop / "signing.pem").read_bytes()
    with pytest.raises(BadInput, match="is there already"):
        make_keys(laptop)
    assert (laptop / "signing.pem").read_bytes() == before
    assert sorted(path.name for path in laptop.iterdir()) == ["signing.pem", "verification.pem"]


def elliptic() -> bytes:
    return generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.mark.parametrize(
    ("text", "message"), [(None, "No such file"), (b"text", "no private key"), (elliptic(), "not an Ed25519 key")]
)
def test_a_named_key_must_be_there(
    laptop: Path, monkeypatch: pytest.MonkeyPatch, text: bytes | None, message: str
) -> None:
    path = laptop / "key.pem"
    if text is not None:
        path.write_bytes(text)
    monkeypatch.setenv("BSL_SIGNING_KEY", str(path))
    with pytest.raises(BadInput, match=message):
        signing_key()
    assert not (laptop / "keys").exists()


def test_a_private_key_in_the_place_of_a_public_one_is_refused(laptop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    signing, _ = make_keys(laptop)
    monkeypatch.setenv("BSL_VERIFICATION_KEY", str(signing))
    with pytest.raises(BadInput, match="not an Ed25519 public key"):
        verification_key()
