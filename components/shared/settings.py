"""What all settings have in common: frozen, and a misspelt name is an error."""

from pydantic import BaseModel, ConfigDict


class Settings(BaseModel):
    """One stage's choices. Each field carries its default, range and meaning; nothing else repeats them."""

    model_config = ConfigDict(frozen=True, extra="forbid", protected_namespaces=(), allow_inf_nan=False)
