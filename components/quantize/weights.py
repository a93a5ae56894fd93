"""Weights on disk: read and written one tensor at a time, so that memory holds one shard and never a model."""

import json
from pathlib import Path
from types import TracebackType
from typing import Self

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from components.shared.errors import BadInput, TryAgain

INDEX = "model.safetensors.index.json"
SHARD_BYTES = 2 * 2**30


class WeightFolder:
    """The safetensors of a model's folder, whole or sharded.

    Args:
        folder: Where ``model.safetensors`` lies, or shards with their index.
    """

    def __init__(self, folder: Path):
        self.folder = folder
        self._files = _files_of_names(folder)

    @property
    def names(self) -> list[str]:
        """All tensors, shard by shard."""
        return sorted(self._files, key=lambda name: (self._files[name], name))

    def tensor(self, name: str) -> torch.Tensor:
        """Read one tensor."""
        path = self.folder / self._files[name]
        try:
            with safe_open(path, framework="pt") as file:
                return file.get_tensor(name)
        except (OSError, SafetensorError) as error:
            raise BadInput(f"{path}: cannot read {name}: {error}; copy the model again") from error

    def size(self) -> int:
        """Bytes of all files together."""
        return sum((self.folder / file).stat().st_size for file in set(self._files.values()))


class ShardWriter:
    """Collects tensors into shards and numbers the shards when it is closed.

    Args:
        folder: Where the files go.
        shard_bytes: Size at which a shard is written; only a larger tensor makes a larger shard.
    """

    def __init__(self, folder: Path, shard_bytes: int = SHARD_BYTES):
        self._folder = folder
        self._shard_bytes = shard_bytes
        self._pending: dict[str, torch.Tensor] = {}
        self._pending_bytes = 0
        self._shards: list[list[str]] = []
        self._total_bytes = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._finish()

    def add(self, name: str, tensor: torch.Tensor) -> None:
        """Write one tensor, now or with the rest of its shard."""
        size = tensor.numel() * tensor.element_size()
        if self._pending and self._pending_bytes + size > self._shard_bytes:
            self._flush()
        self._pending[name] = tensor.contiguous()
        self._pending_bytes += size
        self._total_bytes += size

    def _flush(self) -> None:
        self._shards.append(list(self._pending))
        path = self._folder / _shard_name(len(self._shards), None)
        try:
            save_file(self._pending, path, metadata={"format": "pt"})
        except SafetensorError as error:  # how this library tells of a full disk
            raise TryAgain(f"{path}: cannot be written: {error}; make room and run again") from error
        self._pending, self._pending_bytes = {}, 0

    def _finish(self) -> None:
        if self._pending:
            self._flush()
        count = len(self._shards)
        places = {}
        for number, names in enumerate(self._shards, start=1):
            final = _shard_name(number, count)
            (self._folder / _shard_name(number, None)).rename(self._folder / final)
            places.update(dict.fromkeys(names, final))
        if count > 1:
            index = {"metadata": {"total_size": self._total_bytes}, "weight_map": dict(sorted(places.items()))}
            (self._folder / INDEX).write_text(json.dumps(index, indent=1) + "\n", encoding="utf-8")


def _shard_name(number: int, count: int | None) -> str:
    if count is None:
        return f"model-{number:05}.safetensors"
    return "model.safetensors" if count == 1 else f"model-{number:05}-of-{count:05}.safetensors"


def _files_of_names(folder: Path) -> dict[str, str]:
    if (folder / INDEX).is_file():
        return _indexed(folder)
    whole = folder / "model.safetensors"
    if not whole.is_file():
        raise BadInput(f"{folder}: no model.safetensors and no {INDEX}; give a model whose weights are safetensors")
    try:
        with safe_open(whole, framework="pt") as file:
            return dict.fromkeys(file.keys(), whole.name)
    except (OSError, SafetensorError) as error:
        raise BadInput(f"{whole}: not a safetensors file: {error}; copy the model again") from error


def _indexed(folder: Path) -> dict[str, str]:
    try:
        places = json.loads((folder / INDEX).read_text(encoding="utf-8"))["weight_map"]
        files = {str(name): str(file) for name, file in places.items()}
    except (ValueError, KeyError, AttributeError) as error:
        raise BadInput(f"{folder / INDEX}: not an index of safetensors: {error!r}") from error
    for file in sorted(set(files.values())):
        if Path(file).name != file or not (folder / file).is_file():
            raise BadInput(f"{folder / INDEX}: names {file}, which is not there; copy the model again")
    return files
