"""Merge and quantize in one pass over the base model's weights: each is read once, and only one is in memory."""

import contextlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import torch

from components.quantize.adapter import LoraAdapter, is_adapter
from components.quantize.compressed_tensors import Format, quantization_config, quantize
from components.quantize.model_folder import copy_companions, linear_layers, read_config, write_config
from components.quantize.weights import ShardWriter, WeightFolder
from components.shared.errors import BadInput
from components.shared.progress import Progress, silent


@dataclass(frozen=True, slots=True)
class Source:
    """The weights that a run ends with: base and adapter, or what a full fine-tune left."""

    folder: Path
    adapter: LoraAdapter | None

    @classmethod
    def find(cls, base: Path, tuned: Path) -> "Source":
        """Find out what training left.

        Args:
            base: Folder with the base model's weights.
            tuned: What training left: an adapter, or a whole model.

        Raises:
            BadInput: It is neither.
        """
        if is_adapter(tuned):
            return cls(base, LoraAdapter(tuned))
        if (tuned / "config.json").is_file():
            return cls(tuned, None)
        raise BadInput(f"{tuned}: neither adapter_config.json nor config.json; give what training left there")


def write_models(
    source: Source, merged: Path | None, small: Path | None, format: Format, progress: Progress = silent
) -> None:
    """Write the merged model in bf16, and the quantized one beside it.

    Args:
        source: Where the weights come from.
        merged: Folder for the merged model; none: only quantize.
        small: Folder for the quantized model; none: only merge.
        format: How the linear layers are stored in it.
        progress: Told of each weight.
    """
    config = read_config(source.folder)
    weights = WeightFolder(source.folder)
    quantized, kept = linear_layers(source.folder) if small else (set(), set())
    _write_weights(source, weights, merged, small, quantized, format, progress)
    if merged:
        write_config(merged, config)
        copy_companions(source.folder, merged)
    if small:
        missing = quantized - {name.removesuffix(".weight") for name in weights.names}
        write_config(small, config, quantization_config(format, kept | missing))
        copy_companions(source.folder, small)


def _write_weights(
    source: Source,
    weights: WeightFolder,
    merged: Path | None,
    small: Path | None,
    quantized: Collection[str],
    format: Format,
    progress: Progress,
) -> None:
    names = weights.names
    if small and not any(name.removesuffix(".weight") in quantized for name in names):
        raise BadInput(f"{source.folder}: none of its linear layers was found among its weights; use bitsandbytes-8bit")
    with contextlib.ExitStack() as stack:
        whole = stack.enter_context(ShardWriter(merged)) if merged else None
        eight_bit = stack.enter_context(ShardWriter(small)) if small else None
        for number, name in enumerate(names, start=1):
            tensor = _merged(source, name, weights.tensor(name))
            if whole:
                whole.add(name, tensor)
            if eight_bit and name.removesuffix(".weight") in quantized and name.endswith(".weight"):
                values, scale = quantize(tensor, format)
                eight_bit.add(name, values)
                eight_bit.add(f"{name}_scale", scale)
            elif eight_bit:
                eight_bit.add(name, tensor)
            progress("merging and quantizing weights", number, len(names))
        if source.adapter:
            source.adapter.check_all_used()


def _merged(source: Source, name: str, weight: torch.Tensor) -> torch.Tensor:
    """One weight in bf16. The sum is made in fp32 first; merging into 8-bit weights would round twice."""
    tensor = source.adapter.merged(name, weight) if source.adapter else weight
    if not tensor.is_floating_point():
        return tensor
    if not bool(torch.isfinite(tensor).all()):
        raise BadInput(f"{source.folder}: {name} holds values that are no finite numbers; train again")
    return tensor.to(torch.bfloat16)
