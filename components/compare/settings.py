"""What a canary is judged by, how sure a decision must be, and how its share grows."""

from typing import Literal, Self

from pydantic import Field, model_validator

from components.shared.settings import NamedModelSettings

MeasureName = Literal["rating", "validity", "answered", "timely"]


class CompareSettings(NamedModelSettings):
    """Evidence that a decision needs, and the steps of a rollout."""

    primary: tuple[MeasureName, ...] = Field(
        ("rating", "validity"), min_length=1, description="Measures of which one must be proven better to promote"
    )
    guards: tuple[MeasureName, ...] = Field(
        ("answered", "timely"), description="Measures that promote nothing, but of which a proven loss rolls back"
    )
    false_decisions: float = Field(
        0.05, gt=0, le=0.2, description="Chance that a version like the stable one is ever promoted or rolled back"
    )
    smallest_gain_points: float = Field(20.0, gt=0, le=100, description="Gain that should be found soonest")
    smallest_loss_points: float = Field(5.0, gt=0, le=100, description="Loss that should be found soonest")
    good_rating: int = Field(4, ge=2, le=5, description="Lowest rating that counts as good")
    slow_seconds: float = Field(60.0, gt=0, description="An answer that takes longer is not timely")
    min_users: int = Field(5, ge=5, description="Fewest users of each variant that can carry a verdict")
    accept_automatic: bool = Field(False, description="Whether ratings by automatic raters may decide")
    steps: tuple[int, ...] = Field(
        (5, 25, 50), description="Shares of a rollout, percent; from the last one only a proven gain leads on"
    )
    min_hours_per_step: float = Field(24.0, ge=0, description="Least time at a share before the next one")
    min_answers_per_step: int = Field(100, ge=1, description="Fewest answers of the canary at a share before the next")
    promote_from_percent: int = Field(5, ge=1, le=100, description="Smallest share from which a proven gain promotes")
    max_hours: float = Field(336.0, gt=0, description="A canary without a verdict is taken back after this time")
    stale_hours: float = Field(24.0, gt=0, description="No answer for so long: nothing is decided; thrice so: back")

    @model_validator(mode="after")
    def _shares_grow(self) -> Self:
        if list(self.steps) != sorted(set(self.steps)) or not all(1 <= share <= 100 for share in self.steps):
            raise ValueError(f"steps {self.steps}: give growing shares between 1 and 100 percent")
        if set(self.primary) & set(self.guards):
            raise ValueError("a measure is either primary or a guard")
        return self

    @property
    def measures(self) -> tuple[MeasureName, ...]:
        """All of them, primary first."""
        return (*self.primary, *self.guards)
