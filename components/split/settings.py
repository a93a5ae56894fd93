"""How records are divided into train, validation and test."""

from typing import Self

from pydantic import Field, model_validator

from components.shared.settings import ProfiledSettings


class SplitSettings(ProfiledSettings):
    """Shares, salt and quarantine. A module key always falls into the same split as long as the salt stays."""

    train_share: float = Field(0.8, gt=0, lt=1, description="Share of module keys in train")
    validation_share: float = Field(0.1, gt=0, lt=1, description="Share of module keys in validation; the rest is test")
    salt: str = Field("bsl-foundry", min_length=1, description="Frozen for the life of a data set")
    quarantine_similarity: float = Field(
        0.5,
        ge=0.4,
        le=1,
        description="Training records this alike to one of validation or test are set aside (Jaccard of token 5-grams)",
    )
    quarantine_containment: float = Field(
        0.5, gt=0, le=1, description="So are those of whose token 13-grams this share is met in validation and test"
    )
    mix_excess: float = Field(
        2.0,
        description="A category of training records has at most so many times its wished share; 0: no limit",
        ge=0,
    )
    mix_from_records: int = Field(
        5000, ge=0, description="Training records below which none is left out for the sake of the mix"
    )
    min_records: int = Field(3, ge=1, description="Fewest records each split must have")

    @model_validator(mode="after")
    def _test_is_left(self) -> Self:
        if 0 < self.mix_excess < 1:
            raise ValueError(
                "mix_excess below 1 leaves no category its wished share: give 1 or more, or 0 for no limit"
            )
        if self.train_share + self.validation_share >= 1:
            raise ValueError("train_share + validation_share leave nothing for test: their sum must be below 1")
        return self
