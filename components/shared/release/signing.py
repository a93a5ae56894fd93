"""The pair of keys that releases are signed and checked with: Ed25519, as PEM files.

A laptop makes its own pair when it first registers something. Where a variable names the file, as on a cluster, the
key must be there: a key that appeared by itself would sign what nobody trusts.
"""

import base64
import os
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from components.shared import environment
from components.shared.errors import BadInput
from components.shared.release.verification import NotTheRelease, read_public_key, verify_folder

SIGNING_FILE = "signing.pem"
VERIFICATION_FILE = "verification.pem"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """What releases are checked with; 32 bytes."""

    raw: bytes


@dataclass(frozen=True, slots=True)
class SigningKey:
    """What releases are signed with."""

    private: Ed25519PrivateKey

    def signature(self, message: bytes) -> bytes:
        """The signature over a message, as the line of text that stands in a release."""
        return base64.b64encode(self.private.sign(message)) + b"\n"

    @property
    def public(self) -> PublicKey:
        """The key that checks what this one signs."""
        return PublicKey(self.private.public_key().public_bytes_raw())


def signing_key() -> SigningKey:
    """The key of this place (``BSL_SIGNING_KEY``); made on a laptop when there is none yet.

    Raises:
        BadInput: The file that the variable names is absent, or holds no Ed25519 private key.
    """
    path = environment.signing_key_file()
    if path is None:
        path = environment.artifacts_folder() / "keys" / SIGNING_FILE
        if not path.exists():
            make_keys(path.parent)
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise BadInput(f"BSL_SIGNING_KEY: {path}: {error.strerror}; `bsl keys make` writes a pair") from error
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise BadInput(f"BSL_SIGNING_KEY: {path}: no private key in PEM; `bsl keys make` writes a pair") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise BadInput(f"BSL_SIGNING_KEY: {path}: not an Ed25519 key; `bsl keys make` writes a pair")
    return SigningKey(key)


def verification_key() -> PublicKey:
    """The key that this place trusts (``BSL_VERIFICATION_KEY``); on a laptop that of its own pair.

    Raises:
        BadInput: The file is absent, or holds no Ed25519 public key.
    """
    path = environment.verification_key_file() or environment.artifacts_folder() / "keys" / VERIFICATION_FILE
    try:
        return PublicKey(read_public_key(path))
    except OSError as error:
        raise BadInput(
            f"BSL_VERIFICATION_KEY: {path}: {error.strerror}; nothing is served that cannot be checked: name the "
            "public key that releases are signed with"
        ) from error
    except NotTheRelease as error:
        raise BadInput(f"BSL_VERIFICATION_KEY: {error}") from error


def must_be_the_release(folder: Path, key: PublicKey) -> None:
    """Let nobody serve a folder that is not what was signed; raises ``BadInput``."""
    try:
        verify_folder(folder, key.raw)
    except NotTheRelease as error:
        raise BadInput(str(error)) from error


def make_keys(folder: Path) -> tuple[Path, Path]:
    """Write a new pair into a folder, both or none; the private key can be read by its owner only.

    Returns:
        The files of the private and the public key.

    Raises:
        BadInput: There is a pair already: releases that it signed would be trusted no more.
    """
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    folder.mkdir(parents=True, exist_ok=True)
    signing, verification = folder / SIGNING_FILE, folder / VERIFICATION_FILE
    partial = folder / f".{uuid4().hex}"
    try:
        _write(partial, private)
        os.link(partial, signing)  # fails where there is one, whoever made it: of two makers one wins
    except FileExistsError:
        raise BadInput(f"{signing} is there already; keep it, or name another folder") from None
    finally:
        partial.unlink(missing_ok=True)
    _write(partial, public)
    os.replace(partial, verification)
    return signing, verification


def _write(path: Path, data: bytes) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
