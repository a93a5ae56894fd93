"""A model that exists already, in a folder or on the model hub: checked before anything is spent on it."""

import json
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from components.shared.errors import BadInput
from components.shared.language_model.weights import WeightsLocation

FETCHED = ("*.safetensors", "*.json", "*.jinja", "*.model", "merges.txt", "vocab.txt", "README.md", "LICENSE*")
_LICENSE_MARKS = {"Apache License": "Apache-2.0", "MIT License": "MIT", "BSD 3-Clause": "BSD-3-Clause"}
_HEADER_LICENSE = re.compile(r"\A---\n(?:.*\n)*?license:\s*['\"]?([\w.+-]+)", re.MULTILINE)
_SPDX = {"apache-2.0": "Apache-2.0", "mit": "MIT", "bsd-3-clause": "BSD-3-Clause"}
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


def find_model(name: str, revision: str) -> ExistingModel:
    """Find a causal language model and check that it can be trained and served safely.

    Raises:
        BadInput: It is absent, incomplete, no causal language model, or would run code of its own.
    """
    folder = Path(name).expanduser()
    if folder.is_dir():
        if revision:
            raise BadInput(f"model.revision: {name} is a folder, only models on the hub have revisions; leave it empty")
        return _checked(folder.absolute().name, WeightsLocation(str(folder.absolute())), folder.absolute())
    if folder.is_absolute() or name.startswith((".", "~")) or not _HUB_NAME.fullmatch(name):
        raise BadInput(f"model.base_model: {name}: no such folder, and no name on the model hub; give either")
    snapshot = _fetch(name, revision)
    return _checked(name, WeightsLocation(name, snapshot.name), snapshot)


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
    parameters = sum(_count(path) for path in _weight_files(folder))
    return ExistingModel(name, location, folder, architecture, _license(folder), parameters)


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


def _weight_files(folder: Path) -> list[Path]:
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


def _license(folder: Path) -> str:
    readme = folder / "README.md"
    if readme.is_file() and (found := _HEADER_LICENSE.search(readme.read_text(encoding="utf-8", errors="replace"))):
        return _SPDX.get(found[1].lower(), f"LicenseRef-{found[1]}")
    for path in sorted(folder.glob("LICENSE*")):
        start = path.read_text(encoding="utf-8", errors="replace")[:2000]
        for mark, name in _LICENSE_MARKS.items():
            if mark in start:
                return name
    return "LicenseRef-unknown"
