"""What people and models decided about single examples: kept by record, applied whenever the data are curated.

A file of JSON lines in the object store or at a path; the same decisions are the same bytes.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from components.shared.errors import BadInput
from components.shared.object_store import NotFound, open_object_store

STORE = "store"
STORE_KEY = "reviews/decisions.jsonl"

ReviewerKind = Literal["person", "model"]


class Decision(BaseModel):
    """What one reviewer decided about one record."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    record_id: str = Field(pattern=r"^[0-9a-f]{32}$")
    verdict: Literal["accept", "reject", "correct"]
    corrected: str = Field("", max_length=200_000, description="The answer as it should be, of `correct`")
    reviewer: str = Field(min_length=1, max_length=200)
    reviewer_kind: ReviewerKind
    comment: str = Field("", max_length=10_000)

    def says(self) -> tuple[str, str]:
        """What it comes to: two reviewers who say the same do not contradict one another."""
        return self.verdict, self.corrected


@dataclass(slots=True)
class Merged:
    """Decisions after some came in."""

    decisions: list[Decision] = field(default_factory=list)
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    conflicts: list[tuple[Decision, Decision]] = field(default_factory=list)  # the new one and what it contradicts


def open_decisions(where: str, store_url: str) -> list[Decision]:
    """The decisions kept at a place.

    Args:
        where: ``store``, the path of a file, or empty for none.
        store_url: The object store that ``store`` means.

    Raises:
        BadInput: There is no such file, or a line of it is no decision.
    """
    if not where:
        return []
    try:
        data = open_object_store(store_url).get(STORE_KEY) if where == STORE else Path(where).read_bytes()
    except NotFound:
        return []
    except OSError as error:
        raise BadInput(f"{where}: {error.strerror}; name a file that `bsl review import` wrote, or `store`") from error
    return parse_decisions(data, where)


def parse_decisions(data: bytes, where: str) -> list[Decision]:
    """Decisions from their lines."""
    decisions = []
    for number, line in enumerate(data.splitlines(), start=1):
        try:
            decisions.append(Decision.model_validate_json(line))
        except ValidationError as error:
            raise BadInput(f"{where}:{number}: no decision: {error.errors()[0]['msg']}") from error
    return decisions


def to_lines(decisions: Iterable[Decision]) -> bytes:
    """The file of some decisions, in an order of their own."""
    ordered = sorted(decisions, key=lambda one: (one.record_id, one.reviewer_kind, one.reviewer))
    return b"".join(one.model_dump_json().encode() + b"\n" for one in ordered)


def merge(kept: Sequence[Decision], new: Iterable[Decision]) -> Merged:
    """Add decisions: a reviewer may change their mind, a person overrules a model, two people must agree."""
    merged = Merged()
    by_reviewer = {(one.record_id, one.reviewer_kind, one.reviewer): one for one in kept}
    reviewers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in kept:
        reviewers[one.record_id, one.reviewer_kind].add(one.reviewer)
    for one in new:
        key = (one.record_id, one.reviewer_kind, one.reviewer)
        before = by_reviewer.get(key)
        others = (
            by_reviewer[one.record_id, one.reviewer_kind, name]
            for name in sorted(reviewers[one.record_id, one.reviewer_kind] - {one.reviewer})
        )
        contradicted = next((other for other in others if other.says() != one.says()), None)
        if before == one:
            merged.unchanged += 1
        elif contradicted:
            merged.conflicts.append((one, contradicted))
        else:
            merged.added += before is None
            merged.changed += before is not None
            by_reviewer[key] = one
            reviewers[key[0], key[1]].add(one.reviewer)
    merged.decisions = list(by_reviewer.values())
    return merged


def effective(decisions: Iterable[Decision]) -> dict[str, Decision]:
    """The one decision that counts for each record: a person's before a model's, the stricter of two."""
    order = {"accept": 0, "correct": 1, "reject": 2}
    found: dict[str, Decision] = {}
    ranked = sorted(decisions, key=lambda one: (one.reviewer_kind == "person", order[one.verdict], one.reviewer))
    for one in ranked:
        found[one.record_id] = one
    return found
