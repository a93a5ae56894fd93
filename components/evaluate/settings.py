"""How base and tuned are compared."""

from pydantic import Field

from components.shared.hardware import HardwareSettings
from components.shared.settings import Settings


class EvaluateSettings(Settings):
    """Size and shape of the evaluation."""

    max_records: int = Field(200, ge=1, description="Most test records answered; chosen by hash, the same each time")
    max_new_tokens: int = Field(256, ge=1, description="Longest answer, in tokens")
    batch_size: int = Field(32, ge=1, description="Prompts answered together")
    bootstrap_resamples: int = Field(2000, ge=100, description="Resamples behind each interval")
    seed: int = Field(0, ge=0, description="Seed of the resampling")
    hardware: HardwareSettings = HardwareSettings()
