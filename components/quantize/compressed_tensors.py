"""Two 8-bit formats of compressed-tensors, which vLLM runs natively: weights per output channel, activations per token.

Scales of activations are found while serving, so no calibration data is needed.
"""

from collections.abc import Collection
from typing import Any, Literal

import torch

Format = Literal["int8-w8a8", "fp8-dynamic"]
SMALLEST_SCALE = 1e-8


def quantize(weight: torch.Tensor, format: Format) -> tuple[torch.Tensor, torch.Tensor]:
    """Eight bits for each weight and one scale for each row, such that weight ≈ quantized · scale.

    The scale is rounded to bf16, as it is stored, before it divides: else each row would be off by that rounding.
    """
    exact = weight.float()
    largest = torch.finfo(torch.float8_e4m3fn).max if format == "fp8-dynamic" else 127.0
    scale = (exact.abs().amax(dim=1, keepdim=True) / largest).clamp_min(SMALLEST_SCALE).to(torch.bfloat16)
    scaled = (exact / scale.float()).clamp(-largest, largest)
    small = scaled.to(torch.float8_e4m3fn) if format == "fp8-dynamic" else scaled.round().to(torch.int8)
    return small, scale


def quantization_config(format: Format, ignored: Collection[str]) -> dict[str, Any]:
    """The section of config.json by which loaders know the format.

    Args:
        format: Which of the two.
        ignored: Linear layers that stay in bf16.
    """
    kind = "float" if format == "fp8-dynamic" else "int"
    common = {"num_bits": 8, "type": kind, "symmetric": True}
    return {
        "quant_method": "compressed-tensors",
        "format": f"{kind}-quantized",
        "quantization_status": "compressed",
        "ignore": sorted(ignored),
        "config_groups": {
            "group_0": {
                "targets": ["Linear"],
                "weights": {**common, "strategy": "channel", "dynamic": False},
                "input_activations": {**common, "strategy": "token", "dynamic": True},
                "output_activations": None,
            }
        },
    }
