"""When a canary is promoted, rolled back, or waits."""

from pydantic import Field

from components.shared.settings import NamedModelSettings


class CompareSettings(NamedModelSettings):
    """Evidence that a decision needs."""

    good_rating: int = Field(4, ge=2, le=5, description="Lowest rating that counts as good")
    min_ratings: int = Field(8, ge=2, description="Fewest ratings of each variant that can carry a verdict")
    min_users: int = Field(5, ge=1, description="Fewest users behind the ratings of each variant")
    max_age_hours: float = Field(168.0, gt=0, description="Older ratings do not count")
    accept_automatic: bool = Field(False, description="Whether ratings by automatic raters may decide")
