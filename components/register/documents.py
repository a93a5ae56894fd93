"""The documents that a release is accompanied by: where it comes from, what is in it, what may be done with it."""

import platform
import uuid
from collections.abc import Mapping
from importlib.metadata import distributions
from pathlib import Path

from components.register.card import write_base_card, write_card
from components.shared.errors import BadInput
from components.shared.registry import CARD
from components.shared.release.bundle import (
    ATTRIBUTION,
    DATA_CARD,
    EVALUATION,
    LICENSES,
    PROVENANCE,
    SBOM,
    as_json,
)
from components.shared.versions import VersionRecord


def base_documents(record: VersionRecord) -> dict[str, bytes]:
    """What accompanies a base model."""
    return {CARD: write_base_card(record).encode(), **_common(record)}


def tuned_documents(record: VersionRecord, splits: Path) -> dict[str, bytes]:
    """What accompanies a tuned version: also its data card, whom to name for the data, and its evaluation.

    Args:
        record: The version.
        splits: The folder that the split stage wrote.
    """
    return {
        CARD: write_card(record).encode(),
        DATA_CARD: _read(splits / "README.md"),
        ATTRIBUTION: _read(splits / "ATTRIBUTION.md"),
        EVALUATION: as_json({stage: record.summaries[stage] for stage in ("evaluate", "gate", "quantize")}),
        **_common(record),
    }


def _common(record: VersionRecord) -> dict[str, bytes]:
    return {
        PROVENANCE: as_json(provenance(record)),
        LICENSES: as_json(record.licenses),
        SBOM: as_json(bill_of_materials(record)),
    }


def provenance(record: VersionRecord) -> dict[str, object]:
    """Who made what from what, as an in-toto statement with SLSA's predicate."""
    inputs = {"base_model": str(record.summaries.get("base_model", {}).get("digest", ""))}
    if record.kind == "tuned":
        inputs |= {"dataset": record.dataset_digest, "adapter": record.adapter_sha256}
    return {
        "_type": "https://in-toto.io/Statement/v1",
        "predicateType": "https://slsa.dev/provenance/v1",
        "subject": [{"name": file.name, "digest": {"sha256": file.sha256}} for file in record.manifest],
        "predicate": {
            "buildDefinition": {
                "buildType": "bsl-foundry/finetune" if record.kind == "tuned" else "bsl-foundry/base-model",
                "externalParameters": record.settings,
                "resolvedDependencies": [
                    {"name": name, "digest": {"sha256": digest}} for name, digest in inputs.items() if digest
                ],
            },
            "runDetails": {"metadata": {"finishedOn": record.created_at.isoformat()}},
        },
    }


def bill_of_materials(record: VersionRecord) -> dict[str, object]:
    """CycloneDX 1.6: the model, the data and the base model it was made from, and the libraries that registered it."""
    model = {
        "type": "machine-learning-model",
        "bom-ref": f"{record.name}@{record.version}",
        "name": record.name,
        "version": record.version,
        "hashes": [{"alg": "SHA-256", "content": record.digest}],
        "licenses": _licenses(record.licenses),
    }
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        # the same release has the same number: a name in a space of names, as RFC 4122 makes them
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{record.name}/{record.digest}')}",
        "version": 1,
        "metadata": {"timestamp": record.created_at.isoformat(), "component": model},
        "components": [*_made_from(record), *_libraries()],
    }


def _made_from(record: VersionRecord) -> list[dict[str, object]]:
    base = record.summaries.get("base_model", {})
    found: list[dict[str, object]] = [
        {"type": "machine-learning-model", "bom-ref": record.base_version, "name": str(base.get("name", "base"))}
    ]
    if record.dataset_digest:
        hashes = [{"alg": "SHA-256", "content": record.dataset_digest}]
        found.append({"type": "data", "bom-ref": "dataset", "name": "bsl-dataset", "hashes": hashes})
    return found


def _libraries() -> list[dict[str, object]]:
    names = {dist.metadata["Name"]: dist.version for dist in distributions() if dist.metadata["Name"]}
    rows = sorted({*names.items(), ("python", platform.python_version())})
    return [
        {"type": "library", "bom-ref": f"pkg:pypi/{name.lower()}@{version}", "name": name, "version": version}
        for name, version in rows
    ]


def _licenses(licenses: Mapping[str, tuple[str, ...]]) -> list[dict[str, object]]:
    names = sorted({name for group in licenses.values() for name in group})
    return [{"license": {"name": name}} for name in names]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}; give the folder that the split stage wrote") from error
