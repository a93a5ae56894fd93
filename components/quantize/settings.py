"""How weights become small, and how much may be lost."""

from typing import Literal

from pydantic import Field

from components.shared.hardware import HardwareSettings
from components.shared.settings import Settings


class QuantizeSettings(Settings):
    """Format and limits of the judgement after reload."""

    format: Literal["int8-w8a8", "fp8-dynamic", "bitsandbytes-8bit"] = Field(
        "int8-w8a8", description="compressed-tensors INT8 or FP8, or bitsandbytes LLM.int8"
    )
    max_perplexity_increase: float = Field(0.01, ge=0, description="Highest relative rise of perplexity")
    min_top1_agreement: float = Field(0.98, ge=0, le=1, description="Least share of equal next tokens, teacher forced")
    max_syntax_loss_points: float = Field(
        2.0, ge=0, description="Most points of well-formed answers lost, if beyond chance"
    )
    max_records: int = Field(100, ge=1, description="Most validation and test records judged")
    max_new_tokens: int = Field(256, ge=1, description="Longest answer, in tokens")
    batch_size: int = Field(32, ge=1, description="Prompts answered together")
    hardware: HardwareSettings = HardwareSettings()
