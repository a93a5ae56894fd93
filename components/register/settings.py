"""Under which name versions are kept."""

from pydantic import Field

from components.shared.settings import NamedModelSettings


class RegisterSettings(NamedModelSettings):
    """Name and licence of the model."""

    base_license: str = Field("", description="Licence of the base model, SPDX; empty: as its files say")
