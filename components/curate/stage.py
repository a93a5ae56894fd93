"""The work of curate: two passes over the corpus, so that memory holds hashes and never the texts."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from components.curate.duplicates import Duplicates
from components.curate.filters import fate_of, reason_of
from components.curate.settings import CurateSettings
from components.shared.errors import BadInput
from components.shared.progress import Progress, silent
from components.shared.records import Record, count_records, read_records, write_records
from components.shared.summaries import CurateSummary, Drop

KEPT = "kept"
DUPLICATE = "duplicate"
PLACES_PER_FATE = 20


@dataclass(slots=True)
class Fates:
    """What became of the records."""

    counts: Counter[str] = field(default_factory=Counter)
    drops: list[Drop] = field(default_factory=list)
    categories: Counter[str] = field(default_factory=Counter)
    sources: Counter[str] = field(default_factory=Counter)

    def drop(self, record: Record, fate: str) -> None:
        """Count a dropped record; the first places of each fate are kept for people to look at."""
        self.counts[fate] += 1
        if self.counts[fate] <= PLACES_PER_FATE:
            detail = ": ".join(filter(None, (record.name, reason_of(record, fate))))
            self.drops.append(Drop(path=record.path, line=record.line_start, reason=fate, detail=detail))

    def keep(self, record: Record) -> None:
        """Count a kept record."""
        self.counts[KEPT] += 1
        self.categories[record.category] += 1
        self.sources[record.source] += 1


def curate_corpus(corpus: Path, curated: Path, settings: CurateSettings, progress: Progress = silent) -> CurateSummary:
    """Write the records worth keeping to ``curated``.

    Args:
        corpus: Records as ingested.
        curated: File to write.
        settings: Thresholds of the filters.
        progress: Told how many records were judged.

    Returns:
        How many records met each fate: ``kept``, or the name of the filter that dropped them.

    Raises:
        BadInput: Nothing was kept.
    """
    started = time.monotonic()
    fates = Fates()
    kept, passed = _judge(corpus, settings, fates, progress)
    if not kept:
        reasons = ", ".join(f"{fate} {count}" for fate, count in fates.counts.most_common())
        raise BadInput(
            f"{corpus}: none of its records is worth keeping ({reasons or 'it is empty'}); "
            "add sources with documented methods, or lower the thresholds of the section curate"
        )
    write_records(curated, _kept(corpus, kept, passed, fates, progress))
    return CurateSummary(
        fates=dict(fates.counts.most_common()),
        by_category=dict(sorted(fates.categories.items())),
        by_source=dict(sorted(fates.sources.items())),
        drops=tuple(fates.drops),
        seconds=time.monotonic() - started,
    )


def _judge(
    corpus: Path, settings: CurateSettings, fates: Fates, progress: Progress
) -> tuple[dict[int, int], bytearray]:
    """The first pass: drop by filters, and find the best record of each answer.

    Returns:
        Places in the corpus that are kept with the copies of each, and for every place whether the filters passed it.
    """
    duplicates = Duplicates()
    passed = bytearray()
    total = count_records(corpus)
    for row, record in enumerate(read_records(corpus)):
        fate = fate_of(record, settings)
        passed.append(fate is None)
        if fate:
            fates.drop(record, fate)
        else:
            duplicates.see(record, row)
        progress("judging records", row + 1, total)
    return duplicates.kept(), passed


def _kept(corpus: Path, kept: dict[int, int], passed: bytearray, fates: Fates, progress: Progress) -> Iterator[Record]:
    """The second pass: what the filters passed is kept, or is a duplicate of something better."""
    for row, record in enumerate(read_records(corpus)):
        if row in kept:
            fates.keep(record)
            progress("writing records", fates.counts[KEPT], len(kept))
            yield record.model_copy(update={"copies": kept[row]})
        elif passed[row]:
            fates.drop(record, DUPLICATE)
