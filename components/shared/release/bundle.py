"""The documents of a release, and the manifest that binds them and every file of the model under one signature."""

import hashlib
import json
from collections.abc import Mapping

from components.shared.errors import BadInput
from components.shared.registry import CARD, Registry
from components.shared.release.signing import PublicKey, SigningKey
from components.shared.release.verification import MANIFEST, SIGNATURE, NotTheRelease, is_safe_name, verify_manifest
from components.shared.versions import VersionRecord

DATA_CARD = "release/data_card.md"
ATTRIBUTION = "release/attribution.md"
EVALUATION = "release/evaluation.json"
PROVENANCE = "release/provenance.json"
LICENSES = "release/licenses.json"
SBOM = "release/sbom.json"
# without one of these nobody could say what is served, what it was made from, or whether it may be served
REQUIRED = {
    "base": (CARD, PROVENANCE, LICENSES, SBOM),
    "tuned": (CARD, DATA_CARD, EVALUATION, PROVENANCE, LICENSES, SBOM),
}


def signed(record: VersionRecord, documents: Mapping[str, bytes], key: SigningKey) -> dict[str, bytes]:
    """The documents with the manifest of everything and the signature over it.

    Raises:
        BadInput: A document that every release of this kind must have is missing, or a file is of a kind that can run
            code.
    """
    if missing := [name for name in REQUIRED[record.kind] if not documents.get(name)]:
        raise BadInput(f"{record.name} {record.version}: {', '.join(missing)} missing; a release tells what it is")
    if unsafe := [file.name for file in record.manifest if not is_safe_name(file.name)]:
        raise BadInput(
            f"{', '.join(unsafe)}: such files can run code, or nobody knows what they are; a release holds "
            "safetensors, JSON and texts"
        )
    files = [file.model_dump() for file in record.manifest]
    files += [
        {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in documents.items()
    ]
    manifest = {
        "format": 1,
        "name": record.name,
        "version": record.version,
        "digest": record.digest,
        "files": sorted(files, key=lambda file: str(file["name"])),
    }
    text = as_json(manifest)
    return {**documents, MANIFEST: text, SIGNATURE: key.signature(text)}


def verify_release(registry: Registry, version: str, key: PublicKey) -> VersionRecord:
    """The record of a version whose release in the store is whole and signed by the key.

    Raises:
        BadInput: It was never signed, or by another key; a byte of any file differs; a file is missing or too many.
    """
    record = registry.verify(version)
    found = registry.documents(record)
    if MANIFEST not in found or SIGNATURE not in found:
        raise BadInput(f"{record.name} {version} was never signed; register the model anew")
    try:
        text, signature = (registry.document(record, name) for name in (MANIFEST, SIGNATURE))
        manifest = verify_manifest(text, signature, key.raw)
    except NotTheRelease as error:
        raise BadInput(f"{record.name} {version}: {error}") from error
    _must_be_this_version(record, manifest)
    found |= {file.name: file.sha256 for file in record.manifest}
    wanted = {file["name"]: file["sha256"] for file in manifest["files"]}
    for name in sorted({*wanted, *found} - {MANIFEST, SIGNATURE}):
        if wanted.get(name) != found.get(name):
            what = "is not" if name in wanted else "was not"
            raise BadInput(f"{record.storage}{name} {what} what was signed; register the model anew")
    return record


def _must_be_this_version(record: VersionRecord, manifest: Mapping[str, object]) -> None:
    """Else a signed release could be laid under the name of another version."""
    told = tuple(manifest.get(field) for field in ("name", "version", "digest"))
    if told != (record.name, record.version, record.digest):
        raise BadInput(f"{record.storage}{MANIFEST} is of {told[0]} {told[1]}, not of {record.name} {record.version}")


def as_json(value: object) -> bytes:
    """The same bytes for the same facts."""
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()
