"""How a new version meets users."""

from typing import Literal

from pydantic import Field

from components.shared.settings import Settings


class DeploySettings(Settings):
    """Dialect and size of the canary."""

    name: str = Field("bsl-coder", pattern=r"^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$", description="Name of the model")
    dialect: Literal["local"] = Field("local", description="Who splits the traffic")
    canary_percent: int = Field(5, ge=1, le=100, description="Share of users that the new version answers")
