"""How much of a configuration a prompt is told, in training records."""

from typing import Literal

from pydantic import Field

from components.shared.settings import Settings


class ContextSettings(Settings):
    """Names of the configuration in the tasks of records, found as the gateway finds them for users."""

    entries: int = Field(
        0,
        ge=0,
        le=200,
        description="Names shown in a task; each task has half to twice as many. 0: none, for models whose context is "
        "short. 40 is what was measured; it takes about 1,000 tokens",
    )
    without_share: float = Field(0.15, ge=0, le=1, description="Share of tasks that are told no names at all")
    own_characters: int = Field(
        1500, ge=0, description="Most characters for the fields of the edited form or object; 0: none"
    )
    uncovered: Literal["top_up", "leave_out"] = Field(
        "top_up",
        description="What becomes of a task whose answer uses names that were not found among twice as many: these are "
        "added and the record is flagged context_topped_up, or it is left out",
    )
    most_added: int = Field(3, ge=0, description="Names added to one task; where more are missing it is left out")
    most_topped_up: float = Field(
        0.15,
        ge=0,
        le=1,
        description="Share of the tasks told names, in one configuration, that may be such to which names were added; "
        "beyond, chosen by their ids, they are left out and counted",
    )
    helper_lines: int = Field(
        25,
        ge=0,
        description="Private methods that nothing but the answer calls belong to the answer where they have at most so "
        "many lines together; longer ones are shown in the task, whose record is flagged edit. 0: always shown",
    )
    most_methods: int = Field(
        500_000,
        ge=1,
        description="Methods of one configuration that are kept in memory, about 3 KB each; a larger one is told no "
        "names",
    )
    alike: float = Field(
        0.5,
        ge=0.1,
        le=1,
        description="Methods this alike to the answer (Jaccard on 5-grams of tokens) do not help to find its names",
    )
