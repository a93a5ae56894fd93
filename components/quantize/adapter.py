"""A LoRA adapter on disk, and its part in each weight of the base model.

The same sum as peft's ``merge_and_unload``, without building the model: weight + scale · B·A.
"""

import json
import math
import re
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file

from components.shared.errors import BadInput

CONFIG = "adapter_config.json"
WEIGHTS = "adapter_model.safetensors"
PREFIX = "base_model.model."
# each of these changes the sum in a way that is not worked out here
UNSUPPORTED = ("use_dora", "lora_bias", "alora_invocation_tokens", "use_qalora", "use_bdlora", "target_parameters")


def is_adapter(folder: Path) -> bool:
    """Whether the folder holds an adapter; a full fine-tune leaves a whole model instead."""
    return (folder / CONFIG).is_file()


class LoraAdapter:
    """The adapter's matrices; small enough to be held in memory.

    Args:
        folder: What training left: ``adapter_config.json`` and ``adapter_model.safetensors``.

    Raises:
        BadInput: It is no LoRA adapter, or of a kind that cannot be merged.
    """

    def __init__(self, folder: Path):
        self._folder = folder
        self._config = _read_config(folder / CONFIG)
        self._pairs: dict[str, dict[str, torch.Tensor]] = {}
        self._replaced: dict[str, torch.Tensor] = {}
        for key, tensor in _read_weights(folder / WEIGHTS).items():
            self._sort_in(key, tensor)
        self._unused = set(self._pairs) | set(self._replaced)

    def merged(self, name: str, weight: torch.Tensor) -> torch.Tensor:
        """The weight with the adapter's part in it, computed in fp32; a weight without one as it came."""
        self._unused.discard(name)
        if name in self._replaced:
            return self._replaced[name]
        if name not in self._pairs:
            return weight
        update = self._update(name)
        if update.shape != weight.shape:
            raise BadInput(
                f"{self._folder}: adapts {name} as {tuple(update.shape)}, but in the base it is {tuple(weight.shape)}; "
                "give the base model that the adapter was trained on"
            )
        return weight.float() + update

    def check_all_used(self) -> None:
        """Refuse an adapter that adapts what the base model does not have."""
        if self._unused:
            raise BadInput(
                f"{self._folder}: adapts {min(self._unused)} and {len(self._unused) - 1} more weights that the base "
                "model does not have; give the base model that the adapter was trained on"
            )

    def _sort_in(self, key: str, tensor: torch.Tensor) -> None:
        name = key.removeprefix(PREFIX)
        module, _, matrix = name.rpartition(".lora_")
        if matrix in ("A.weight", "B.weight"):
            self._pairs.setdefault(f"{module}.weight", {})[matrix[0]] = tensor.float()
        elif "lora_" in name or "token_adapter" in name:
            raise BadInput(f"{self._folder / WEIGHTS}: {key} cannot be merged; train with LoRA on linear layers only")
        else:
            self._replaced[name] = tensor

    def _update(self, name: str) -> torch.Tensor:
        pair = self._pairs[name]
        if set(pair) != {"A", "B"}:
            raise BadInput(f"{self._folder / WEIGHTS}: {name} has only one of its two matrices; train again")
        product = pair["B"] @ pair["A"]
        return (product.T if self._config.get("fan_in_fan_out") else product) * self._scale(name)

    def _scale(self, name: str) -> float:
        module = name.removesuffix(".weight")
        alpha = self._by_pattern("alpha_pattern", module, self._config["lora_alpha"])
        rank = self._by_pattern("rank_pattern", module, self._config["r"])
        return alpha / (math.sqrt(rank) if self._config.get("use_rslora") else rank)

    def _by_pattern(self, field: str, module: str, default: float) -> float:
        for pattern, value in (self._config.get(field) or {}).items():
            if re.match(rf"(.*\.)?({pattern})$", module):
                return float(value)
        return float(default)


def _read_config(path: Path) -> dict[str, Any]:
    try:
        config = dict(json.loads(path.read_text(encoding="utf-8")))
        kind, rank, alpha = config["peft_type"], config["r"], config["lora_alpha"]
    except (OSError, ValueError, KeyError) as error:
        raise BadInput(f"{path}: not the configuration of a LoRA adapter: {error!r}") from error
    if kind != "LORA" or not rank or not alpha:
        raise BadInput(f"{path}: an adapter of kind {kind}, rank {rank}; only LoRA can be merged")
    for field in UNSUPPORTED:
        if config.get(field):
            raise BadInput(f"{path}: {field} is set, which cannot be merged; train plain LoRA")
    if config.get("bias", "none") != "none":
        raise BadInput(f"{path}: bias is {config['bias']}, which cannot be merged; train with bias none")
    return config


def _read_weights(path: Path) -> dict[str, torch.Tensor]:
    try:
        return dict(load_file(path))
    except (OSError, SafetensorError) as error:
        raise BadInput(f"{path}: not the weights of an adapter: {error}; train again") from error
