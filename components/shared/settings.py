"""What all settings have in common: frozen, and a misspelt name is an error."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Profile = Literal["internal", "publish"]


class Settings(BaseModel):
    """One stage's choices. Each field carries its default, range and meaning; nothing else repeats them."""

    model_config = ConfigDict(frozen=True, extra="forbid", protected_namespaces=(), allow_inf_nan=False)


class ProfiledSettings(Settings):
    """Settings of a stage that handles data which may have to stay where they are."""

    profile: Profile = Field(
        "internal",
        description="internal: all data, for a model that stays in the company; publish: only what may be passed on, "
        "and nothing of the rest in files, cards and reports",
    )


class NamedModelSettings(Settings):
    """Settings of a stage that must know which model it handles."""

    name: str = Field(
        "bsl-coder",
        pattern=r"^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$",
        description="Name of the model: the alias that callers use",
    )
