"""A model that exists already, in a folder or on the model hub: checked before anything is spent on it."""

import json
import math
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from components.base_model.imported import SERVED, is_imported, original_folder
from components.base_model.licenses import find_license
from components.shared.errors import BadInput
from components.shared.language_model.weights import WeightsLocation

FETCHED = ("*.safetensors", "*.json", "*.jinja", "*.model", "merges.txt", "vocab.txt", "README.md", "LICENSE*")
_HUB_NAME = re.compile(r"[A-Za-z0-9_][\w.-]*(/[A-Za-z0-9_][\w.-]*)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class ExistingModel:
    """A checked model: where it lies, and what its files say about it."""

    name: str
    location: WeightsLocation
    folder: Path
    architecture: str
    license: str
    parameters: int
    served: Path | None = None  # the same model as it is served, 8-bit; only of an imported one


def find_model(name: str, revision: str, base_models: Path | None = None) -> ExistingModel:
    """Find a causal language model and check that it can be trained and served safely.

    Args:
        name: A folder, a name on the model hub, or ``models/base/<digest>`` of one that was imported.
        revision: Commit on the hub; empty for the others.
        base_models: Folder with the models that were imported.

    Raises:
        BadInput: It is absent, incomplete, no causal language model, or would run code of its own.
    """
    if base_models is not None and is_imported(name):
        if revision:
            raise BadInput("model.revision: an imported model is named by its digest; leave the revision empty")
        return _imported(name, base_models)
    folder = Path(name).expanduser()
    if folder.is_dir():
        if revision:
            raise BadInput(f"model.revision: {name} is a folder, only models on the hub have revisions; leave it empty")
        return _checked(folder.absolute().name, WeightsLocation(str(folder.absolute())), folder.absolute())
    if folder.is_absolute() or name.startswith((".", "~")) or not _HUB_NAME.fullmatch(name):
        raise BadInput(f"model.base_model: {name}: no such folder, and no name on the model hub; give either")
    snapshot = _fetch(name, revision)
    return _checked(name, WeightsLocation(name, snapshot.name), snapshot)


def _imported(name: str, base_models: Path) -> ExistingModel:
    """A model that was checked when it was imported, under the name and the licence that it was imported with."""
    manifest, folder = original_folder(name, base_models)
    model = _checked(manifest.name, WeightsLocation(str(folder)), folder)
    return replace(model, license=manifest.license, served=folder.parent / SERVED)


def _fetch(name: str, revision: str) -> Path:
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(name, revision=revision or None, allow_patterns=list(FETCHED)))
    except (OSError, ValueError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise BadInput(
            f"model.base_model: {name}: not a folder here, and not to be had from the model hub: {reason}; "
            "check name and revision, or give a folder that holds the model"
        ) from error


def _checked(name: str, location: WeightsLocation, folder: Path) -> ExistingModel:
    config = _json(folder / "config.json")
    for file in ("config.json", "tokenizer_config.json"):
        if (folder / file).is_file() and "auto_map" in _json(folder / file):
            raise BadInput(f"{folder / file}: auto_map: the model would run code of its own; take one without")
    architecture = (config.get("architectures") or ["none"])[0]
    if not architecture.endswith("ForCausalLM"):
        raise BadInput(f"{folder / 'config.json'}: architecture {architecture} is no causal language model")
    parameters = sum(_count(path) for path in weight_files(folder))
    return ExistingModel(name, location, folder, architecture, find_license(folder)[0], parameters)


def _json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise BadInput(
            f"{path}: {reason}, so this is no model; name a folder with config.json, tokenizer and safetensors"
        ) from error
    if not isinstance(content, dict):
        raise BadInput(f"{path}: holds no settings of a model")
    return content


def weight_files(folder: Path) -> list[Path]:
    """The files that the model's weights are in; raises ``BadInput`` when there is none, or one is missing."""
    index = folder / "model.safetensors.index.json"
    names = set(_json(index).get("weight_map", {}).values()) if index.is_file() else {"model.safetensors"}
    if any(Path(name).name != name for name in names):
        raise BadInput(f"{index}: names weights outside of the model's folder")
    missing = sorted(name for name in names if not (folder / name).is_file())
    if missing and list(folder.glob("*.bin")):
        raise BadInput(f"{folder}: weights only as pickle (*.bin), which can run code; convert them to safetensors")
    if missing:
        raise BadInput(f"{folder}: no weights: {', '.join(missing)} is missing; copy the model again")
    return [folder / name for name in sorted(names)]


def _count(path: Path) -> int:
    """Parameters of one file, by its header; the weights themselves stay on disk."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, "numpy") as file:
            return sum(math.prod(file.get_slice(name).get_shape()) for name in file.keys())  # noqa: SIM118  no dict
    except (OSError, SafetensorError) as error:
        raise BadInput(f"{path}: not a whole file of safetensors: {error}; copy the model again") from error
