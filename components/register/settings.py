"""Under which name versions are kept."""

from pydantic import Field

from components.shared.settings import Settings


class RegisterSettings(Settings):
    """Name and licence of the model."""

    name: str = Field("bsl-coder", pattern=r"^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$", description="Name of the model")
    base_license: str = Field("", description="Licence of the base model, SPDX; empty: as its files say")
