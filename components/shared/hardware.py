"""Settings of the machine, shared by every stage that runs a model: the guide's section `hardware`."""

from typing import Literal

from pydantic import Field

from components.shared.settings import Settings


class HardwareSettings(Settings):
    """Where and in which precision a model runs."""

    device: Literal["auto", "cuda", "mps", "cpu"] = Field("auto", description="Where to compute")
    mixed_precision: Literal["no", "fp16", "bf16"] = Field("no", description="Type of activations and base weights")
    gradient_checkpointing: bool = Field(False, description="Recompute activations instead of keeping them")
    threads: int | None = Field(None, ge=1, description="Threads on the CPU; empty: one")
