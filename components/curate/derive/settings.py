"""How many examples are made of kept records."""

from pydantic import Field

from components.shared.records import Source
from components.shared.settings import Settings


class DeriveSettings(Settings):
    """Shares of kept methods for each kind of task, and limits. A share of 0 switches the kind off."""

    complete: float = Field(0.1, ge=0, le=1, description="Share of methods of which the beginning is given")
    fill: float = Field(0.15, ge=0, le=1, description="Share of methods in which some statements are left out")
    document: float = Field(0.25, ge=0, le=1, description="Share of well described methods whose comment is asked for")
    explain: float = Field(0.15, ge=0, le=1, description="Share of well described methods that are to be explained")
    query: float = Field(1.0, ge=0, le=1, description="Share of functions that are one query whose text is asked for")
    pairs: float = Field(1.0, ge=0, le=1, description="Share of methods that bad ones are made of, to be mended")
    repair: float = Field(
        0.5, ge=0, le=1, description="Share of methods with findings that are mended where the mend is proven"
    )
    most_of_a_kind: float = Field(
        0.03, gt=0, le=1, description="Most pairs of one kind, as a share of the methods: the abundant are cut off"
    )
    pairs_per_method: int = Field(2, ge=1, description="Most pairs with one good side; rare kinds come first")
    sources: tuple[Source, ...] = Field(
        ("module", "knowledge_base", "public", "community"),
        description="Kinds of records that examples are made of; patterns are whole as their authors wrote them, and "
        "templates teach no programming",
    )
    fewest_parents: int = Field(
        200,
        ge=1,
        description="With fewer kept records of these kinds nothing is made: variants of a few methods would be most "
        "of what is learned",
    )
