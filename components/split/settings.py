"""How records are divided into train, validation and test."""

from typing import Self

from pydantic import Field, model_validator

from components.shared.settings import Settings


class SplitSettings(Settings):
    """Shares and salt. A module key always falls into the same split as long as the salt stays."""

    train_share: float = Field(0.8, gt=0, lt=1, description="Share of module keys in train")
    validation_share: float = Field(0.1, gt=0, lt=1, description="Share of module keys in validation; the rest is test")
    salt: str = Field("bsl-foundry", min_length=1, description="Frozen for the life of a data set")
    min_records: int = Field(3, ge=1, description="Fewest records each split must have")

    @model_validator(mode="after")
    def _test_is_left(self) -> Self:
        if self.train_share + self.validation_share >= 1:
            raise ValueError("train_share + validation_share leave nothing for test: their sum must be below 1")
        return self
