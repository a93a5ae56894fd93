"""From a source to the object store and the volume: checked, licensed, quantized, and only then kept."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from components.base_model.existing import find_model
from components.base_model.files import check_expected, take
from components.base_model.imported import ORIGINAL, SERVED, BaseManifest
from components.base_model.licenses import UNKNOWN, find_license
from components.base_model.shelf import keep, put_on_volume
from components.shared.errors import BadInput
from components.shared.folders import scratch_folder
from components.shared.object_store import ObjectStore
from components.shared.progress import Progress, silent
from components.shared.versions import manifest_of
from pipelines.base_models.sources import Brought, bring


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for."""

    source: str
    revision: str = ""
    license: str = ""  # SPDX or LicenseRef-…; empty: what the model's files say
    digests: Path | None = None  # lines of SHA-256 and name, as sha256sum writes them
    format: Literal["int8-w8a8", "fp8-dynamic"] = "int8-w8a8"


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of it."""

    manifest: BaseManifest
    left_out: tuple[str, ...]  # files that are no part of a model
    new_in_store: bool
    new_on_volume: bool


def import_model(
    request: Request, store: ObjectStore, base_models: Path | None, work: Path, progress: Progress = silent
) -> Imported:
    """Bring a base model in.

    Args:
        request: Which, and what is known of it.
        store: The object store that keeps it.
        base_models: The volume that steps see; none: only the store.
        work: A folder of our own on a disk with room for one and a half times the model; gone afterwards.
        progress: Told how far it is.

    Raises:
        BadInput: The model is absent, damaged, not what it is said to be, unsafe, or under no known licence.
        TryAgain: A server is away, or there is no room; nothing half-written is left under a final name.
    """
    expected = _read_digests(request.digests) if request.digests else {}
    with scratch_folder(work):
        raw, original, served = (work / name for name in ("raw", ORIGINAL, SERVED))
        for folder in (raw, original, served):
            folder.mkdir()
        brought = bring(request.source, request.revision, raw, progress)
        left_out = take(brought.folder, original)
        manifest = _described(request, brought, original, expected, progress)
        _quantize(original, served, request, progress)
        manifest = manifest.model_copy(update={"served": manifest_of(served), "served_format": request.format})
        new_in_store = keep(work, manifest, store, progress)
        new_on_volume = base_models is not None and put_on_volume(work, manifest, base_models, progress)
    return Imported(manifest, tuple(left_out), new_in_store, new_on_volume)


def _described(
    request: Request, brought: Brought, original: Path, expected: dict[str, str], progress: Progress
) -> BaseManifest:
    progress("computing digests")
    files = manifest_of(original)
    found = {file.name: file.sha256 for file in files}
    for digests in (brought.digests, expected):
        if digests:
            check_expected(original, digests.items(), found)
    model = find_model(str(original), "")
    license_name, evidence = find_license(original)
    if request.license:
        license_name, evidence = request.license, "said at the import"
    if license_name == UNKNOWN:
        raise BadInput(
            f"{request.source}: neither README.md nor a LICENSE file says under which licence it comes; read its terms "
            "and give --license, SPDX or LicenseRef-…"
        )
    return BaseManifest(
        name=brought.name, source=brought.kind, revision=brought.revision, license=license_name,
        license_evidence=evidence, architecture=model.architecture, parameters=model.parameters, original=files,
        served=(), served_format="",
    )  # fmt: skip


def _quantize(original: Path, served: Path, request: Request, progress: Progress) -> None:
    """As the tuned model is, so that both are served alike and a comparison is of training alone."""
    from components.quantize.writer import Source, write_models

    write_models(Source(original, None), None, served, request.format, progress)


def _read_digests(path: Path) -> dict[str, str]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"--sha256 {path}: cannot be read: {error}") from error
    digests = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        digest, _, name = line.strip().partition(" ")
        if len(digest) != 64 or set(digest.lower()) - set("0123456789abcdef") or not name.strip(" *"):
            raise BadInput(f"{path}:{number}: not a line of SHA-256 and name; write it with sha256sum")
        digests[Path(name.strip(" *")).name] = digest.lower()
    return digests
