"""Answers that were given and what users said about them, and what every store of them must hold.

An answer is known before it can be rated, and each user rates it once.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Literal, Protocol

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from components.shared.errors import BadInput

ANONYMOUS = "anonymous"  # the user of an answer that nobody in particular asked for
_LONGEST_TEXT = 200_000


def _in_utc(moment: datetime) -> datetime:
    """A time without a zone is taken as UTC: two of them must always compare."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


Moment = Annotated[datetime, AfterValidator(_in_utc)]


class Line(BaseModel):
    """What is kept of one event."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def to_line(self) -> bytes:
        """As JSON, with the end of its line."""
        return self.model_dump_json().encode() + b"\n"


class GivenAnswer(Line):
    """One answer that left the gateway."""

    answer_id: str = Field(min_length=1, max_length=200)
    name: str = Field(description="Name of the model that the caller asked for")
    assigned_version: str = Field(description="Version that the split gave this user")
    served_version: str = Field(description="Version that answered; another one when the base model stood in")
    user: str = Field(min_length=1, max_length=200, description="Hash of the user")
    query_type: str = ""
    user_query: str = Field(max_length=_LONGEST_TEXT)
    generated_code: str = Field(max_length=_LONGEST_TEXT)
    finish_reason: str = ""
    latency_seconds: float = Field(0.0, ge=0)
    timestamp: Moment
    record_id: str = Field("", description="The test record that was asked, when it was one")


class Rating(Line):
    """What one user said about one answer."""

    user_query: str = Field(max_length=_LONGEST_TEXT)
    generated_code: str = Field(max_length=_LONGEST_TEXT)
    user_rating: int = Field(ge=1, le=5)
    issues: tuple[Annotated[str, Field(max_length=1000)], ...] = Field((), max_length=50)
    timestamp: Moment
    answer_id: str = Field(min_length=1, max_length=200)
    version: str = Field(description="Version that gave the answer")
    user: str = Field(min_length=1, max_length=200, description="Hash of the user who rates")
    rater: Literal["person", "automatic"] = "person"
    corrected_code: str = Field("", max_length=_LONGEST_TEXT, description="How it should have been written")


class RatingStore(Protocol):
    """Where answers and ratings are kept."""

    def add_answer(self, answer: GivenAnswer) -> bool:
        """Keep an answer; False: an answer with this id is kept already."""

    def answer(self, answer_id: str) -> GivenAnswer | None:
        """The answer with this id, or None when none was given."""

    def add_rating(self, rating: Rating) -> bool:
        """Keep a rating; False: this user has rated this answer before. Raises ``BadInput`` for an unknown answer."""

    def ratings(self) -> Iterator[Rating]:
        """All ratings in the order they came."""

    def answers(self) -> Iterator[GivenAnswer]:
        """All answers in the order they were given."""


def check_rateable(rating: Rating, served_version: str | None) -> None:
    """Refuse a rating of what was not given.

    Args:
        rating: What somebody says.
        served_version: The version that gave the answer; none: there is no such answer.

    Raises:
        BadInput: The answer is unknown, or another version gave it.
    """
    if served_version is None:
        raise BadInput(f"no answer {rating.answer_id!r} was given; rate an answer by the id that came with it")
    if rating.version != served_version:
        raise BadInput(f"answer {rating.answer_id!r} was given by {served_version}, not {rating.version}")
