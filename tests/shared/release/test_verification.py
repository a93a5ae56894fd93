"""The verifier of releases against the library that signs them, and against everything that may happen to a folder."""

import base64
import contextlib
import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from components.shared.release import verification
from components.shared.release.verification import MANIFEST, SIGNATURE, NotTheRelease, verify_folder, verify_signature

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
ORDER = 2**252 + 27742317777372353535851937790883648493


@given(seed=st.binary(min_size=32, max_size=32), message=st.binary(max_size=300))
def test_what_the_library_signs_is_accepted(seed: bytes, message: bytes) -> None:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    assert verify_signature(key.public_key().public_bytes_raw(), message, key.sign(message))


@given(
    key=st.binary(min_size=32, max_size=32) | st.just(PUBLIC),
    place=st.integers(0, 63),
    change=st.integers(1, 255),
    message=st.binary(max_size=50),
)
def test_a_changed_signature_or_another_key_is_judged_as_the_library_does(
    key: bytes, place: int, change: int, message: bytes
) -> None:
    signature = bytearray(KEY.sign(message))
    signature[place] ^= change
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(bytes(signature), message)
        accepted = True
    except (InvalidSignature, ValueError):
        accepted = False
    assert verify_signature(key, message, bytes(signature)) is accepted is False


def test_a_signature_cannot_be_written_in_a_second_way() -> None:
    """s and s + order verify alike in a careless verifier; RFC 8032 asks for the smaller one."""
    signature = KEY.sign(b"message")
    scalar = int.from_bytes(signature[32:], "little") + ORDER
    assert not verify_signature(PUBLIC, b"message", signature[:32] + scalar.to_bytes(32, "little"))


@pytest.mark.parametrize(("key", "signature"), [(b"", b""), (PUBLIC, b"x" * 63), (PUBLIC[:31], b"x" * 64)])
def test_wrong_lengths_are_no_signature(key: bytes, signature: bytes) -> None:
    assert not verify_signature(key, b"", signature)


def release(folder: Path, files: dict[str, bytes], key: Ed25519PrivateKey = KEY) -> Path:
    """A signed folder."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    rows = [{"name": n, "size": len(d), "sha256": sha256(d).hexdigest()} for n, d in sorted(files.items())]
    sign(folder, json.dumps({"name": "bsl-coder", "version": "v1", "files": rows}).encode(), key)
    return folder


def sign(folder: Path, text: bytes, key: Ed25519PrivateKey = KEY) -> None:
    (folder / "release").mkdir(parents=True, exist_ok=True)
    (folder / MANIFEST).write_bytes(text)
    (folder / SIGNATURE).write_bytes(base64.b64encode(key.sign(text)) + b"\n")


FILES = {"model.safetensors": b"weights", "config.json": b"{}", "release/README.md": b"card"}


def test_a_whole_release_is_verified(tmp_path: Path) -> None:
    assert verify_folder(release(tmp_path, FILES), PUBLIC)["version"] == "v1"


@pytest.mark.parametrize("name", [*FILES, MANIFEST, SIGNATURE])
def test_one_byte_changed_in_any_file_is_refused(tmp_path: Path, name: str) -> None:
    release(tmp_path, FILES)
    whole = (tmp_path / name).read_bytes()
    for place in range(min(len(whole), 90)):
        changed = bytearray(whole)
        changed[place] ^= 1
        (tmp_path / name).write_bytes(changed)
        with pytest.raises(NotTheRelease):
            verify_folder(tmp_path, PUBLIC)
    (tmp_path / name).write_bytes(whole)
    verify_folder(tmp_path, PUBLIC)


@pytest.mark.parametrize("name", [*FILES, MANIFEST, SIGNATURE])
def test_a_file_less_is_refused(tmp_path: Path, name: str) -> None:
    release(tmp_path, FILES)
    (tmp_path / name).unlink()
    with pytest.raises(NotTheRelease, match="missing"):
        verify_folder(tmp_path, PUBLIC)


@pytest.mark.parametrize("name", ["pickle.bin", "release/more.json", "sub/modeling.py"])
def test_a_file_more_is_refused(tmp_path: Path, name: str) -> None:
    release(tmp_path, FILES)
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(b"")
    with pytest.raises(NotTheRelease, match="not a file of the release"):
        verify_folder(tmp_path, PUBLIC)


def test_a_link_to_the_right_bytes_is_refused(tmp_path: Path) -> None:
    """Else the bytes could be changed after they were checked."""
    folder = release(tmp_path / "release", FILES)
    (folder / "config.json").unlink()
    (tmp_path / "outside.json").write_bytes(FILES["config.json"])
    (folder / "config.json").symlink_to(tmp_path / "outside.json")
    with pytest.raises(NotTheRelease):
        verify_folder(folder, PUBLIC)


def test_another_key_is_refused(tmp_path: Path) -> None:
    release(tmp_path, FILES, Ed25519PrivateKey.generate())
    with pytest.raises(NotTheRelease, match="not signed by the key"):
        verify_folder(tmp_path, PUBLIC)


@pytest.mark.parametrize(
    "files",
    [
        None,
        [{"name": "a.json"}],
        [{"name": "../a.json", "size": 1, "sha256": "0"}],
        [{"name": "/a.json", "size": 1, "sha256": "0"}],
        [{"name": "a.pt", "size": 1, "sha256": "0"}],
        [{"name": "tokenizer.py", "size": 1, "sha256": "0"}],
        [{"name": "a.json", "size": True, "sha256": "0"}],
        [{"name": "a.json", "size": 1, "sha256": "0"}] * 2,
        [{"name": "a\\b.json", "size": 1, "sha256": "0"}],
    ],
)
def test_a_signed_manifest_that_makes_no_sense_is_refused(tmp_path: Path, files: object) -> None:
    sign(tmp_path, json.dumps({"files": files}).encode())
    with pytest.raises(NotTheRelease, match="manifest"):
        verify_folder(tmp_path, PUBLIC)


@given(text=st.binary(max_size=200))
def test_whatever_was_signed_ends_in_a_verdict(text: bytes) -> None:
    with contextlib.suppress(NotTheRelease):
        assert "files" in verification.verify_manifest(text, base64.b64encode(KEY.sign(text)) + b"\n", PUBLIC)


def test_the_server_starts_only_behind_a_verified_release(tmp_path: Path) -> None:
    """As the runtime calls it: a process of its own, that becomes the server."""
    key = tmp_path / "key.pem"
    key.write_bytes(KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    folder = release(tmp_path / "release", FILES)

    def serve() -> tuple[int, bool]:
        server = [sys.executable, "-c", "print('serving')"]
        words = [sys.executable, "-I", verification.__file__, str(folder), str(key), "--", *server]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        return done.returncode, "serving" in done.stdout

    assert serve() == (0, True)
    (folder / "model.safetensors").write_bytes(b"Weights")
    assert serve() == (1, False)
