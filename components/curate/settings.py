"""Which records are worth keeping."""

from pydantic import Field

from components.shared.settings import Settings


class CurateSettings(Settings):
    """Thresholds of the filters."""

    min_statements: int = Field(2, ge=1, description="Shortest method kept, in statements")
    max_lines: int = Field(200, ge=1, description="Longest answer kept, in lines")
    drop_not_compiling: bool = Field(True, description="Whether methods with names that do not exist are left out")
    drop_strong_findings: bool = Field(True, description="Whether methods with a strong finding are left out")
    min_instruction_characters: int = Field(15, ge=1, description="Shortest task description kept")
    near_duplicate_similarity: float = Field(
        0.8,
        ge=0.8,
        le=1,
        description="Of answers this alike one is kept: shared 5-grams of tokens of all they have (Jaccard); "
        "below 0.8 the search would miss some",
    )
