"""Which of the examples that could be made are kept: one of equal ones, so many of a kind, so many of a method."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from components.curate.derive.lots import lot
from components.curate.derive.settings import DeriveSettings
from components.curate.derive.tasks import TASKS
from components.curate.identity import answer_hash, quality
from components.shared.records import Record

DUPLICATE, OVER_THE_SHARE, OVER_THE_METHOD = "duplicate", "enough_of_the_kind", "enough_of_the_method"


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is remembered of an example: some 300 bytes."""

    row: int
    kind: str
    parent_id: str
    lot: float
    key: bytes
    quality: bytes


@dataclass(frozen=True, slots=True)
class Choice:
    """The places of what is kept, and what became of each kind."""

    rows: frozenset[int]
    fates: Counter[tuple[str, str]]


def candidate(row: int, record: Record) -> Candidate:
    """Remember an example."""
    return Candidate(row, kind_of(record), record.parent_id, lot(record.id), answer_hash(record), quality(record))


def kind_of(record: Record) -> str:
    """The kind of example that a generator makes: its name without the version."""
    return record.generator.partition("@")[0]


def choose(candidates: Iterable[Candidate], parents: int, settings: DeriveSettings) -> Choice:
    """Choose among all examples; what is chosen does not depend on their order.

    Args:
        candidates: All of them.
        parents: How many methods they were made of: limits are shares of it.
        settings: The limits.
    """
    fates: Counter[tuple[str, str]] = Counter()
    rows: set[int] = set()
    by_kind = _different(candidates, fates)
    of_parent: Counter[str] = Counter()
    most = max(1, int(settings.most_of_a_kind * parents))
    for kind in sorted(by_kind, key=lambda kind: (len(by_kind[kind]), kind)):
        kept = 0
        for found in by_kind[kind]:
            reason = "" if kind in TASKS else _too_many(kept, most, of_parent[found.parent_id], settings)
            if reason:
                fates[kind, reason] += 1
                continue
            kept += 1
            rows.add(found.row)
            of_parent[found.parent_id] += kind not in TASKS
        fates[kind, "kept"] += kept
    return Choice(frozenset(rows), fates)


def _different(candidates: Iterable[Candidate], fates: Counter[tuple[str, str]]) -> dict[str, list[Candidate]]:
    """The best of equal examples, by kind and in the order of their lots."""
    best: dict[bytes, Candidate] = {}
    for found in candidates:
        other = best.get(found.key)
        if other is not None:
            fates[max(found, other, key=_quality).kind, DUPLICATE] += 1
        best[found.key] = min(found, other, key=_quality) if other is not None else found
    by_kind: defaultdict[str, list[Candidate]] = defaultdict(list)
    for found in sorted(best.values(), key=lambda found: (found.lot, found.quality)):
        by_kind[found.kind].append(found)
    return by_kind


def _too_many(kept: int, most: int, of_parent: int, settings: DeriveSettings) -> str:
    if kept >= most:
        return OVER_THE_SHARE
    return OVER_THE_METHOD if of_parent >= settings.pairs_per_method else ""


def _quality(found: Candidate) -> bytes:
    return found.quality


def numbered(records: Iterable[Record], rows: frozenset[int]) -> Iterator[Record]:
    """The records at the chosen places."""
    return (record for row, record in enumerate(records) if row in rows)
