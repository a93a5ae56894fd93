"""Training that goes on where it was: its whole state in the object store, whole or not there.

A pod is killed without a signal that it could hear, and its own disk goes with it. A checkpoint lies under a digest of
everything that decides the result (model, records, settings, library), never under the name of a run: a retry, a
cloned run and a new run all go on from it, and no other training ever does.
"""

import hashlib
import json
import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from components.shared.errors import TryAgain
from components.shared.language_model.weights import locate_weights
from components.shared.object_store import NotFound, ObjectStore
from components.train.settings import TrainSettings

PREFIX = "checkpoints"
_MANIFEST = re.compile(r"step-(\d{9})\.json")
WHOLE_FILE_BYTES = 1 << 28
SAMPLE_BYTES = 1 << 20

logger = logging.getLogger(__name__)

Tensors = dict[str, torch.Tensor]


@dataclass(frozen=True, slots=True)
class State:
    """Everything that a training needs to go on."""

    step: int
    tensors: Tensors
    facts: dict[str, Any]


class Checkpoints:
    """The checkpoints of one training."""

    def __init__(self, store: ObjectStore, digest: str) -> None:
        self._store = store
        self._prefix = f"{PREFIX}/{digest}/"

    def save(self, state: State) -> None:
        """Keep a state: tensors, then the manifest that names their digest; then older ones go.

        A store that is away for the moment costs a checkpoint, not the training.
        """
        name = f"step-{state.step:09d}"
        try:
            with TemporaryDirectory() as folder:
                path = Path(folder) / "state.safetensors"
                save_file({key: tensor.contiguous() for key, tensor in state.tensors.items()}, path)
                etag = self._store.put_file(f"{self._prefix}{name}.safetensors", path)
            manifest = {"format": 1, "step": state.step, "tensors": etag, "facts": state.facts}
            self._store.put(f"{self._prefix}{name}.json", json.dumps(manifest).encode())
            self._forget(before=state.step)
        except TryAgain as error:
            logger.warning("no checkpoint at step %d: %s", state.step, error)

    def newest(self) -> State | None:
        """The newest state that is whole; damaged ones are passed over and named in the log."""
        for step in sorted(self._steps(), reverse=True):
            try:
                return self._read(step)
            except (NotFound, ValueError, KeyError, TypeError, SafetensorError) as error:
                logger.warning("checkpoint at step %d is damaged and passed over: %s", step, error)
        return None

    def _read(self, step: int) -> State:
        name = f"{self._prefix}step-{step:09d}"
        manifest = json.loads(self._store.get(f"{name}.json"))
        with TemporaryDirectory() as folder:
            path = Path(folder) / "state.safetensors"
            if self._store.fetch_file(f"{name}.safetensors", path) != manifest["tensors"]:
                raise ValueError("the tensors are not those that were written")
            tensors = load_file(path)
        if (manifest["format"], manifest["step"]) != (1, step):
            raise ValueError(f"format {manifest['format']}, step {manifest['step']}")
        return State(step, tensors, manifest["facts"])

    def _steps(self) -> Iterator[int]:
        for key in self._store.list(self._prefix):
            if match := _MANIFEST.fullmatch(key.removeprefix(self._prefix)):
                yield int(match[1])

    def _forget(self, before: int) -> None:
        """The one before stays, in case the newest turns out to be damaged; a manifest goes before its tensors."""
        for step in sorted(step for step in self._steps() if step < before)[:-1]:
            for ending in (".json", ".safetensors"):
                self._store.delete(f"{self._prefix}step-{step:09d}{ending}")


def training_digest(base: Path, splits: Path, settings: TrainSettings) -> str:
    """SHA-256 over everything that decides what comes out of a training."""
    location = locate_weights(base)
    files = [splits / "train.parquet", splits / "validation.parquet"]
    if location.folder:
        files += sorted(path for path in location.folder.iterdir() if path.suffix in (".json", ".safetensors"))
    decisive = {
        "base": [location.public_name, location.revision],
        "files": [[path.name, path.stat().st_size, _file_digest(path)] for path in files],
        "settings": settings.model_dump(mode="json", exclude={"training": {"checkpoint_minutes"}}),
        "torch": torch.__version__,
    }
    return hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()


def _file_digest(path: Path) -> str:
    """Of a file as a whole; of weights too large for that, of both ends: their size and settings are in it as well."""
    size = path.stat().st_size
    with path.open("rb") as file:
        if size <= WHOLE_FILE_BYTES:
            return hashlib.file_digest(file, "sha256").hexdigest()
        digest = hashlib.sha256(file.read(SAMPLE_BYTES))
        file.seek(size - SAMPLE_BYTES)
        digest.update(file.read())
    return digest.hexdigest()


def optimizer_tensors(optimizer: torch.optim.Optimizer) -> Tensors:
    """The moments of an optimizer, under names."""
    state = optimizer.state_dict()["state"]
    return {f"optimizer.{index}.{name}": value for index, row in state.items() for name, value in row.items()}


def restore_optimizer(optimizer: torch.optim.Optimizer, tensors: Mapping[str, torch.Tensor]) -> None:
    """Give an optimizer the moments that were kept."""
    state: dict[int, dict[str, torch.Tensor]] = {}
    for key, value in tensors.items():
        kind, _, rest = key.partition(".")
        if kind == "optimizer":
            index, _, name = rest.partition(".")
            state.setdefault(int(index), {})[name] = value
    optimizer.load_state_dict({"state": state, "param_groups": optimizer.state_dict()["param_groups"]})


def random_tensors() -> Tensors:
    """Where the generators of random numbers stand: dropout goes on as if nothing had happened."""
    found = {"random.cpu": torch.get_rng_state()}
    if torch.cuda.is_available():
        found["random.cuda"] = torch.cuda.get_rng_state()
    return found


def restore_random(tensors: Mapping[str, torch.Tensor]) -> None:
    """Put the generators back."""
    torch.set_rng_state(tensors["random.cpu"].cpu())
    if "random.cuda" in tensors and torch.cuda.is_available():
        torch.cuda.set_rng_state(tensors["random.cuda"].cpu())
