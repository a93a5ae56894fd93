"""What a tuned model must reach before anything is shipped."""

from pydantic import Field

from components.shared.settings import Settings


class GateSettings(Settings):
    """Thresholds of the offline gate. Points are percentage points."""

    min_gain_points: float = Field(
        0.0, ge=-100, le=100, description="Least gain in answers that are well-formed and ended by the model"
    )
    require_significance: bool = Field(True, description="The lower end of the 95 % interval must reach the least gain")
    max_perplexity_ratio: float = Field(1.0, gt=0, description="Highest perplexity of tuned / base")
    min_records: int = Field(5, ge=1, description="Fewest answers that can carry a verdict")
