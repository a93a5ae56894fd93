"""Which records are worth keeping."""

from typing import Literal

from pydantic import Field

from components.curate.derive.settings import DeriveSettings
from components.curate.generate.settings import GenerateSettings
from components.shared.records import Source
from components.shared.settings import ProfiledSettings


class CurateSettings(ProfiledSettings):
    """Thresholds of the filters."""

    min_statements: int = Field(2, ge=1, description="Shortest method kept, in statements")
    max_lines: int = Field(200, ge=1, description="Longest answer kept, in lines")
    drop_not_compiling: bool = Field(True, description="Whether methods with names that do not exist are left out")
    drop_strong_findings: bool = Field(True, description="Whether methods with a strong finding are left out")
    drop_widened_rights: bool = Field(
        True,
        description="Whether code that widens rights (privileged mode, safe mode off, texts run as code, programs "
        "started, external components) is left out where no person has read it",
    )
    reviews: str = Field(
        "store", description="Decisions of reviewers: `store` (the object store), the path of a file, or empty: none"
    )
    review_required: tuple[Source | Literal["generated"], ...] = Field(
        (), description="Sources of which nothing is kept that no person has read; `generated`: what a program made"
    )
    min_instruction_characters: int = Field(15, ge=1, description="Shortest task description kept")
    keep_undocumented: bool = Field(
        False,
        description="Whether methods without a described task are kept as plain code: for training on code before "
        "instructions; all of them are judged then, which takes up to three times as long",
    )
    near_duplicate_similarity: float = Field(
        0.8,
        ge=0.8,
        le=1,
        description="Of answers this alike one is kept: shared 5-grams of tokens of all they have (Jaccard); "
        "below 0.8 the search would miss some",
    )
    derive: DeriveSettings = DeriveSettings()
    generate: GenerateSettings = GenerateSettings()
