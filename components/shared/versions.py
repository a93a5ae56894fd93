"""What the registry keeps of a version: its files with their digests, and everything that is known of it."""

import hashlib
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from components.shared.errors import BadInput
from components.shared.object_store import CHUNK_BYTES, file_sha256
from components.shared.summaries import STAGE_SUMMARIES, Summary

NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
VERSION = re.compile(r"v([1-9][0-9]*)|base-[0-9a-f]{8}")
REFERENCE = "reference.json"  # a base model that lies on the hub: its weights are not ours to keep


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", protected_namespaces=(), ser_json_inf_nan="constants")


class VersionFile(_Frozen):
    """One file of a version."""

    name: str
    size: int
    sha256: str


class VersionDetails(_Frozen):
    """What is known of a version beside its files."""

    kind: Literal["base", "tuned"]
    status: Literal["passed", "rejected"]
    base_version: str = Field(description="The base model it was made from; of a base model, its own version")
    created_at: datetime
    licenses: dict[str, tuple[str, ...]] = Field(description="base, data -> SPDX expressions or LicenseRef-…")
    chat_template_sha256: str
    settings: dict[str, Any] = Field(default_factory=dict, description="All sections of the run")
    summaries: dict[str, dict[str, Any]] = Field(default_factory=dict, description="stage -> what it counted")
    dataset_digest: str = ""
    adapter_sha256: str = ""


class VersionRecord(VersionDetails):
    """Everything that is known of one version."""

    format: Literal[1] = 1
    name: str
    version: str
    manifest: tuple[VersionFile, ...]
    digest: str = Field(description="SHA-256 of the manifest")
    storage: str = Field(
        "", description="Prefix of its files in the object store: ends in the digest and '/'; empty: never signed"
    )

    def stage_summaries(self) -> dict[str, Summary]:
        """What the stages of its run counted, as they returned it."""
        known = ((stage, STAGE_SUMMARIES[stage]) for stage in self.summaries if stage in STAGE_SUMMARIES)
        return {stage: kind.model_validate(self.summaries[stage]) for stage, kind in known}


def manifest_of(folder: Path) -> tuple[VersionFile, ...]:
    """Every file of a folder with its size and digest, in the order of their names."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    if not paths:
        raise BadInput(f"{folder}: no files to register")
    files = ((path.relative_to(folder).as_posix(), path) for path in paths)
    return tuple(VersionFile(name=name, size=path.stat().st_size, sha256=file_sha256(path)) for name, path in files)


def manifest_digest(manifest: tuple[VersionFile, ...]) -> str:
    """SHA-256 over names, sizes and digests: the same for the same files wherever they lie."""
    lines = sorted((file.name, file.size, file.sha256) for file in manifest)
    return hashlib.sha256(json.dumps(lines).encode()).hexdigest()


def served_weights(base: Path) -> Path | None:
    """The folder with the same model as it is served, 8-bit, where the base model was imported with one."""
    try:
        served = json.loads((base / REFERENCE).read_bytes()).get("served")
    except (OSError, ValueError, AttributeError):
        return None
    return Path(served) if served else None


def weights_sha256(folder: Path) -> str:
    """SHA-256 over all weights of a folder, file by file in the order of their names."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.safetensors")):
        with path.open("rb") as file:
            while chunk := file.read(CHUNK_BYTES):
                digest.update(chunk)
    return digest.hexdigest()


def number_of(version: str) -> int:
    """The number of a tuned version; 0 for a base model."""
    match = VERSION.fullmatch(version)
    return int(match[1]) if match and match[1] else 0
