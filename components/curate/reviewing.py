"""Decisions of reviewers on their records, before any filter: what was corrected passes every gate again."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from components.shared.records import Record, read_records, write_records
from components.shared.reviews import Decision

REJECTED = "rejected_by_reviewer"
CORRECTED = "corrected_by_reviewer"


def apply_decisions(corpus: Path, reviewed: Path, decisions: Mapping[str, Decision]) -> int:
    """Write the corpus with decisions applied to ``reviewed``.

    Returns:
        How many decisions are about records that are not there any more.
    """
    met: set[str] = set()
    write_records(reviewed, _reviewed(corpus, decisions, met))
    return len(decisions) - len(met)


def decided(record: Record, decision: Decision) -> Record:
    """A record as its reviewer wants it; its id stays, because what is derived from it and decided on it names it."""
    reviewer = {"reviewer": decision.reviewer, "reviewer_kind": decision.reviewer_kind}
    match decision.verdict:
        case "accept":
            return record.model_copy(update=reviewer)
        case "reject":
            return record.model_copy(update={**reviewer, "flags": (*record.flags, REJECTED)})
        case "correct":
            flags = (*record.flags, CORRECTED)
            return record.model_copy(update={**reviewer, "output": decision.corrected, "flags": flags})


def _reviewed(corpus: Path, decisions: Mapping[str, Decision], met: set[str]) -> Iterator[Record]:
    for record in read_records(corpus):
        decision = decisions.get(record.id)
        # a conversation has no one answer that a correction could stand for
        if decision and not (decision.verdict == "correct" and record.messages):
            met.add(record.id)
            record = decided(record, decision)
        yield record
