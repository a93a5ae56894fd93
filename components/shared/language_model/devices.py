"""Which device computes, and in which type."""

import torch

from components.shared.errors import BadInput
from components.shared.hardware import HardwareSettings

_DTYPES = {"no": torch.float32, "fp16": torch.float16, "bf16": torch.bfloat16}


def choose_device(hardware: HardwareSettings) -> torch.device:
    """The device that was asked for, or the best that this machine has."""
    available = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    wanted = next(n for n in available if available[n]) if hardware.device == "auto" else hardware.device
    if not available[wanted]:
        there = ", ".join(name for name in available if available[name])
        raise BadInput(f"hardware.device: {wanted} is not available here; use auto or one of: {there}")
    if wanted == "cpu":
        # two threads that share a busy core are fifteen times slower than one: barriers
        torch.set_num_threads(hardware.threads or 1)
    return torch.device(wanted)


def choose_dtype(hardware: HardwareSettings, device: torch.device) -> torch.dtype:
    """The type of weights and activations that ``mixed_precision`` asks for."""
    if hardware.mixed_precision == "fp16" and device.type == "cpu":
        raise BadInput("hardware.mixed_precision: fp16 does not compute on a CPU; use bf16 or no")
    return _DTYPES[hardware.mixed_precision]
