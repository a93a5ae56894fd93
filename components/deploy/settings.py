"""How a new version meets users."""

from typing import Literal

from pydantic import Field

from components.shared.settings import NamedModelSettings


class DeploySettings(NamedModelSettings):
    """Dialect and size of the canary."""

    dialect: Literal["local"] = Field("local", description="Who splits the traffic")
    canary_percent: int = Field(5, ge=1, le=100, description="Share of users that the new version answers")
