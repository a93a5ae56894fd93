"""A registry with small versions in it, for the tests of what comes after training."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from components.shared.object_store import open_object_store
from components.shared.registry import Registry
from components.shared.release import SigningKey
from components.shared.release.bundle import REQUIRED, signed
from components.shared.summaries import BaseModelSummary
from components.shared.versions import VersionDetails, VersionRecord

NOW = datetime(2026, 1, 2, tzinfo=UTC)
KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))


def documents(record: VersionRecord) -> dict[str, bytes]:
    """What accompanies a version of a test, signed."""
    return signed(record, {name: name.encode() for name in REQUIRED[record.kind]}, KEY)


def trusted_key(folder: Path) -> Path:
    """A file with the key that checks what the tests sign."""
    path = folder / "verification.pem"
    path.write_bytes(KEY.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return path


def open_registry(tmp_path: Path) -> Registry:
    """The registry of a test."""
    return Registry(open_object_store(f"file:{tmp_path / 'store'}"), "bsl-coder")


def registered(tmp_path: Path, versions: int, status: Literal["passed", "rejected"] = "passed") -> Registry:
    """A registry with a base model and tuned versions of it."""
    registry = open_registry(tmp_path)
    base = tmp_path / "made/base"
    base.mkdir(parents=True)
    (base / "model.safetensors").write_text("base")
    summary = BaseModelSummary(
        name="tiny", digest="d", parameters=1, architecture="Qwen2", license="Apache-2.0", tiny=True,
        chat_template_sha256="c", seconds=1.0,
    )  # fmt: skip
    base_version = registry.register_base(base, summary, NOW, documents)
    for number in range(1, versions + 1):
        folder = tmp_path / f"made/v{number}"
        folder.mkdir()
        (folder / "model.safetensors").write_text(f"tuned {number}")
        details = VersionDetails(
            kind="tuned", status=status, base_version=base_version, created_at=NOW, licenses={},
            chat_template_sha256="c", summaries={"base_model": summary.model_dump()},
        )  # fmt: skip
        registry.register(folder, details, documents)
    return registry
