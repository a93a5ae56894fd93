"""Which base model a run starts from."""

from pydantic import Field

from components.shared.settings import Settings

TINY = "tiny"


class BaseModelSettings(Settings):
    """Section `model`: the tiny model, a name on the model hub, or a folder."""

    base_model: str = Field(
        TINY,
        min_length=1,
        description="`tiny`, `models/base/<digest>` of a model that `bsl base-model import` brought, a Hugging Face "
        "name, or a folder with a causal language model",
    )
    revision: str = Field("", description="Commit of the model on the hub, 40 hex digits; empty for a folder")
    output_dir: str = Field("", description="Where `bsl train` leaves the adapter; empty: the artifacts folder")
    seed: int = Field(0, ge=0, description="Seed of the tiny model")
    tiny_steps: int = Field(600, ge=1, description="Steps that the tiny model is trained from nothing")
