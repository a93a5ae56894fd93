"""Base models that were imported: how they are named, what is kept of each, and whether it is there.

``models/base/<digest>/`` holds ``original/`` (what is trained), ``served/`` (the same in 8 bits) and, written last,
``manifest.json``. The digest is that of the original files, wherever they came from. The volume that steps see holds
``<digest>/`` with the same.
"""

import re
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from components.shared.errors import BadInput
from components.shared.versions import VersionFile, manifest_digest

ROOT = "models/base/"
MANIFEST = "manifest.json"
ORIGINAL, SERVED = "original", "served"
_NAME = re.compile(rf"{ROOT}([0-9a-f]{{64}})/?")


class BaseManifest(BaseModel):
    """All that is known of an imported model."""

    model_config = ConfigDict(frozen=True, extra="forbid", protected_namespaces=())

    format: Literal[1] = 1
    name: str = Field(description="As people call it: the name on the hub, or of the folder it was in")
    source: str = Field(description="Where it was brought from: hub, folder, s3, oci")
    revision: str = Field("", description="Commit on the hub, or digest of the OCI manifest")
    license: str = Field(description="SPDX or LicenseRef-…")
    license_evidence: str = Field(description="The file that says so, or that it was said at the import")
    architecture: str
    parameters: int
    original: tuple[VersionFile, ...]
    served: tuple[VersionFile, ...]
    served_format: str

    @property
    def digest(self) -> str:
        """What the model is named by."""
        return manifest_digest(self.original)

    def files(self) -> list[tuple[str, VersionFile]]:
        """Every file with its path in the model's folder."""
        kept = ((ORIGINAL, self.original), (SERVED, self.served))
        return [(f"{part}/{file.name}", file) for part, files in kept for file in files]

    def to_bytes(self) -> bytes:
        """As it is kept: the same model and licence give the same bytes."""
        return (self.model_dump_json(indent=1) + "\n").encode()


def is_imported(name: str) -> bool:
    """Whether a name is that of an imported model, ``models/base/<digest>``."""
    return name.startswith(ROOT) and not Path(name).is_dir()


def digest_of(name: str) -> str:
    """The digest in a name, or the name itself where it is one.

    Raises:
        BadInput: It is neither.
    """
    match = _NAME.fullmatch(name if name.startswith(ROOT) else ROOT + name)
    if match is None:
        raise BadInput(f"{name!r} names no imported model; write models/base/ and 64 hex digits: bsl base-model list")
    return match[1]


def read_manifest(data: bytes, place: object, digest: str) -> BaseManifest:
    """A manifest, which must be of the model that it lies with.

    Raises:
        BadInput: It is none, or of another model.
    """
    try:
        manifest = BaseManifest.model_validate_json(data)
    except ValidationError as error:
        raise BadInput(f"{place}: not the manifest of a base model: {error.errors()[0]['msg']}; import again") from None
    unsafe = [name for name, _ in manifest.files() if name.count("/") != 1 or "\\" in name or "/." in name]
    if unsafe or manifest.digest != digest:
        raise BadInput(f"{place}: the manifest is of {manifest.digest[:12]} or was changed; import the model again")
    return manifest


def original_folder(name: str, base_models: Path) -> tuple[BaseManifest, Path]:
    """The manifest of an imported model and the folder that it is trained from.

    Raises:
        BadInput: It is not on the volume, or not all of it; the message says which command brings it.
    """
    digest = digest_of(name)
    folder = base_models / digest
    try:
        manifest = read_manifest((folder / MANIFEST).read_bytes(), folder / MANIFEST, digest)
    except OSError:
        raise BadInput(
            f"model.base_model: {ROOT}{digest} is not in {base_models}; bring it there from the object store with "
            f"`bsl base-model fetch {digest}`, or into both with `bsl base-model import SOURCE`"
        ) from None
    check_sizes(manifest, folder)
    return manifest, folder / ORIGINAL


def check_sizes(manifest: BaseManifest, folder: Path) -> None:
    """Refuse a folder in which a file is missing or cut; its bytes are looked at by ``check_digest``."""
    for name, file in manifest.files():
        path = folder / name
        if not path.is_file() or path.stat().st_size != file.size:
            raise BadInput(f"{path}: missing or cut; run `bsl base-model fetch {manifest.digest}` again")


def check_digest(name: str, found: str, folder: Path) -> None:
    """Refuse original files that are not those that were imported."""
    if found != digest_of(name):
        raise BadInput(
            f"{folder}: its files have the digest {found[:12]} and not {digest_of(name)[:12]}: they were changed; "
            f"remove {folder.parent} and run `bsl base-model fetch {digest_of(name)}`"
        )
