"""How the adapter is trained: the four sections of the training guide, `training_config.yaml`."""

from typing import Literal

from pydantic import Field

from components.shared.hardware import HardwareSettings
from components.shared.settings import Settings


class TrainingSettings(Settings):
    """Section `training`."""

    num_epochs: int = Field(3, ge=1, description="Passes over the training records")
    batch_size: int = Field(8, ge=1, description="Packed sequences in one forward pass")
    gradient_accumulation_steps: int = Field(1, ge=1, description="Forward passes in one optimizer step")
    learning_rate: float = Field(2e-4, gt=0, le=0.1, description="Highest learning rate")
    warmup_steps: int = Field(3, ge=0, description="Steps until the highest learning rate; must be below all steps")
    use_lora: bool = Field(True, description="Train an adapter; without it all weights are trained")
    lora_rank: int = Field(16, ge=1, le=512, description="Rank of the adapter")
    lora_alpha: int = Field(32, ge=1, description="Scale of the adapter; alpha / rank is what counts")
    lora_dropout: float = Field(0.0, ge=0, lt=1, description="Dropout inside the adapter")
    lora_targets: tuple[str, ...] = Field(
        ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"),
        min_length=1,
        description="Linear layers that get an adapter",
    )
    max_steps: int | None = Field(None, ge=1, description="Cap on optimizer steps")
    max_tokens: int = Field(2048, ge=16, description="Longest sequence; longer records are left out and counted")
    max_validation_records: int = Field(200, ge=1, description="Most validation records measured, chosen by hash")
    evaluations: int = Field(6, ge=1, description="How many times validation loss is measured on the way")
    patience: int = Field(3, ge=1, description="Measurements without a better validation loss before training stops")
    checkpoint_minutes: float | None = Field(
        10.0, ge=0, description="How much work a kill may cost; empty: training begins anew"
    )
    seed: int = Field(0, ge=0, description="Seed of order and initial weights")


class OptimizationSettings(Settings):
    """Section `optimization`."""

    optimizer: Literal["adamw"] = Field("adamw", description="Optimizer")
    scheduler: Literal["cosine", "linear", "constant"] = Field("cosine", description="Learning rate after warm-up")
    weight_decay: float = Field(0.01, ge=0, description="Weight decay")
    max_grad_norm: float = Field(1.0, gt=0, description="Gradients are clipped to this norm")


class TrainSettings(Settings):
    """All sections that the train stage reads; the base model comes as an artifact."""

    training: TrainingSettings = TrainingSettings()
    optimization: OptimizationSettings = OptimizationSettings()
    hardware: HardwareSettings = HardwareSettings()
