"""The work of curate: two passes over the corpus, so that memory holds hashes and never the texts."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from components.curate.aside import MENDABLE, UNDESCRIBED, Aside, as_records
from components.curate.clusters import Answers, Cluster, Clusters, settle_derived
from components.curate.derive.deriving import Derived, derive
from components.curate.filters import fate_of
from components.curate.identity import Strictness, strictness
from components.curate.novelty import Novelty
from components.curate.preparing import may_be_shown, prepared
from components.curate.reviewing import apply_decisions
from components.curate.settings import CurateSettings
from components.curate.sifting import PLACES_PER_FATE, Sifted, Sifter, note_drop
from components.shared.errors import BadInput
from components.shared.folders import scratch_folder
from components.shared.processes import in_order as in_order_of_pieces
from components.shared.progress import Progress, silent
from components.shared.record_order import in_order
from components.shared.records import (
    Origin,
    Record,
    count_records,
    read_origins,
    read_records,
    write_records,
)
from components.shared.reviews import Decision
from components.shared.summaries import CurateSummary, Drop

if TYPE_CHECKING:  # nothing of it runs where no endpoint is named
    from components.curate.generate.endpoint import Endpoint
    from components.curate.generate.generating import Generated

KEPT = "kept"
ROWS_PER_PIECE = 200
# Starting processes takes longer than judging fewer pieces.
PIECES_WORTH_A_POOL = 20


@dataclass(slots=True)
class Fates:
    """What became of the records."""

    fates: Counter[str] = field(default_factory=Counter)
    drops: list[Drop] = field(default_factory=list)
    categories: Counter[str] = field(default_factory=Counter)
    sources: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    redacted: Counter[str] = field(default_factory=Counter)
    redactions: list[Drop] = field(default_factory=list)
    changed: set[int] = field(default_factory=set)
    mendable: set[int] = field(default_factory=set)
    readers: Counter[str] = field(default_factory=Counter)
    novelty: Novelty = field(default_factory=Novelty)
    decisions_unused: int = 0

    def add(self, sifted: Sifted) -> None:
        """Count what a piece of the corpus lost; of its places the first of each fate are kept."""
        _add_places(self.drops, sifted.drops)
        _add_places(self.redactions, sifted.redactions)
        self.fates += sifted.fates
        self.rules += sifted.rules
        self.redacted += sifted.redacted
        self.changed.update(sifted.changed)
        self.mendable.update(sifted.mendable)

    def keep(self, record: Record) -> None:
        """Count a kept record."""
        self.fates[KEPT] += 1
        self.categories[record.category] += 1
        self.sources[record.source] += 1
        self.readers.update(filter(None, [record.reviewer_kind]))
        self.novelty.keep(record)


def _add_places(places: list[Drop], new: list[Drop]) -> None:
    shown = Counter(place.reason for place in places)
    for place in new:
        if shown[place.reason] < PLACES_PER_FATE:
            shown[place.reason] += 1
            places.append(place)


def curate_corpus(
    corpus: Path,
    curated: Path,
    settings: CurateSettings,
    progress: Progress = silent,
    decisions: Mapping[str, Decision] | None = None,
    endpoint: "Endpoint | None" = None,
) -> CurateSummary:
    """Write the records worth keeping to ``curated``, in an order that does not depend on that of the corpus.

    Args:
        corpus: Records as ingested.
        curated: File to write.
        settings: Thresholds of the filters, and how much alike two records may be.
        progress: Told how many records were judged, compared and written.
        decisions: What reviewers decided, by record.
        endpoint: A model that is asked for examples.

    Returns:
        How many records met each fate: ``kept``, or the name of the filter that dropped them.

    Raises:
        BadInput: Nothing was kept.
    """
    started = time.monotonic()
    fates = Fates()
    with scratch_folder(curated.with_name(curated.name + ".scratch")) as scratch:
        if decisions:
            fates.decisions_unused = apply_decisions(corpus, scratch / "reviewed", decisions)
            corpus = scratch / "reviewed"
        judged = _with_undescribed(settings) if endpoint else settings
        clusters = _judge(corpus, scratch / "shingles", judged, fates, progress)
        if not clusters.by_row:
            raise BadInput(_nothing_kept(corpus, fates))
        with Aside(scratch, judged, describes=endpoint is not None) as aside:
            kept = _kept(corpus, clusters, fates, aside, settings, progress)
            write_records(scratch / "kept", kept)
        if not fates.fates[KEPT]:
            raise BadInput(_nothing_kept(corpus, fates))
        derived = _derive(scratch, fates, settings, progress)
        generated = _generate(scratch, settings, endpoint, decisions or {}, progress) if endpoint else None
        made = (part.records() for part in (derived, generated) if part)
        records = chain(read_records(scratch / "kept"), *made)
        count = len(clusters.by_row) + (len(derived.rows) if derived else 0) + (generated.count if generated else 0)
        write_records(curated, in_order(records, count, scratch / "parts"))
    return CurateSummary(
        fates=dict(sorted(fates.fates.items(), key=lambda fate: (-fate[1], fate[0]))),
        by_category=dict(sorted(fates.categories.items())),
        by_source=dict(sorted(fates.sources.items())),
        drops=tuple(fates.drops),
        rules=dict(sorted(fates.rules.items())),
        redacted=dict(sorted((fates.redacted + (generated.redacted if generated else Counter())).items())),
        redactions=tuple(fates.redactions),
        renamed_copies=clusters.renamed,
        read_by=dict(sorted(fates.readers.items())),
        decisions_unused=fates.decisions_unused - (generated.decisions_used if generated else 0),
        contributors=fates.novelty.counted(),
        derived=derived.counts if derived else (),
        generated=generated.summary if generated else None,
        seconds=time.monotonic() - started,
    )


def _nothing_kept(corpus: Path, fates: Fates) -> str:
    reasons = ", ".join(f"{fate} {count}" for fate, count in fates.fates.most_common())
    return (
        f"{corpus}: none of its records is worth keeping ({reasons or 'it is empty'}); "
        "add sources with documented methods, or lower the thresholds of the section curate"
    )


def _judge(corpus: Path, shingles: Path, settings: CurateSettings, fates: Fates, progress: Progress) -> Clusters:
    """The first pass: drop by filters, and find the best record of each answer and of almost equal ones."""
    total = count_records(corpus)
    pieces = [range(start, min(start + ROWS_PER_PIECE, total)) for start in range(0, total, ROWS_PER_PIECE)]
    with shingles.open("wb") as file:
        answers = Answers(file)
        for sifted in in_order_of_pieces(Sifter(corpus, settings), pieces, PIECES_WORTH_A_POOL):
            fates.add(sifted)
            answers.add(sifted)
            progress("judging records", sifted.rows.stop, total)
        clusters = answers.clusters(settings.near_duplicate_similarity, progress)
    if answers.derived:
        orphans, licenses = _parents(corpus, clusters)
        settle_derived(clusters, answers.derived, orphans, licenses)
    return clusters


def _parents(corpus: Path, clusters: Clusters) -> tuple[dict[str, str], dict[str, Strictness]]:
    """What derived records take over: fates of ids that are left to no kept record, and licences of kept ones."""
    dropped = {origin.id: clusters.fates[row] for row, origin in read_origins(corpus, sorted(clusters.fates))}
    licenses = {}
    for row, origin in read_origins(corpus, sorted(clusters.by_row)):
        dropped.pop(origin.id, None)
        licenses[origin.id] = clusters.by_row[row].strictest
    return dropped, licenses


def _derive(scratch: Path, fates: Fates, settings: CurateSettings, progress: Progress) -> Derived | None:
    """Examples made of the kept records, and of those that can be mended; None where there are too few."""
    if sum(fates.sources[source] for source in settings.derive.sources) < settings.derive.fewest_parents:
        return None
    return derive(scratch / "kept", as_records(scratch, MENDABLE), scratch / "derived", settings, progress)


def _with_undescribed(settings: CurateSettings) -> CurateSettings:
    """Methods without a described task are judged and compared like the others where a model may describe them."""
    wanted = settings.keep_undocumented or "describe" in settings.generate.ask
    return settings.model_copy(update={"keep_undocumented": wanted})


def _generate(
    scratch: Path,
    settings: CurateSettings,
    endpoint: "Endpoint",
    decisions: Mapping[str, Decision],
    progress: Progress,
) -> "Generated":
    """Examples that a model makes of the kept records, and of those that lack nothing but a task."""
    from components.curate.generate.generating import generate

    files = (scratch / "kept", as_records(scratch, UNDESCRIBED), scratch / "generated")
    return generate(*files, settings, endpoint, decisions, progress)


def _kept(
    corpus: Path, clusters: Clusters, fates: Fates, aside: Aside, settings: CurateSettings, progress: Progress
) -> Iterator[Record]:
    """The second pass: what the filters passed is kept, or is a copy of something better.

    What can be mended, or described, goes aside.
    """
    origins = _origins_of_others(corpus, clusters)
    for row, record in enumerate(read_records(corpus)):
        if cluster := clusters.by_row.get(row):
            kept = prepared(record, aside.settings)[0] if row in fates.changed else record
            resolved = _resolved(kept, cluster, origins.pop(row, []))
            if not may_be_shown(resolved, settings):
                note_drop(resolved, "not_redistributable", fates, settings)
                continue
            if resolved.task == "raw":
                aside.describe(resolved, record)
            if resolved.task == "raw" and not settings.keep_undocumented:  # judged as code, but not kept as such
                note_drop(resolved, fate_of(record, settings) or "no_instruction", fates, settings)
            else:
                fates.keep(resolved)
                progress("writing records", fates.fates[KEPT], len(clusters.by_row))
                yield resolved
        elif fate := clusters.fates.get(row):
            fates.novelty.leave(record)
            note_drop(record, fate, fates, settings)
        elif row in fates.mendable and may_be_shown(record, settings):
            aside.mend(record)


def _origins_of_others(corpus: Path, clusters: Clusters) -> dict[int, list[bytes]]:
    """For each kept record where its copies were met, as JSON, which takes a third of the memory of objects."""
    kept_of = {row: cluster.row for cluster in clusters.by_row.values() for row in cluster.others}
    origins: dict[int, list[bytes]] = {}
    for row, origin in read_origins(corpus, sorted(kept_of)):
        origins.setdefault(kept_of[row], []).append(origin.model_dump_json().encode())
    return origins


def _resolved(record: Record, cluster: Cluster, origins: list[bytes]) -> Record:
    """A kept record with all that is known from its copies."""
    stricter = cluster.strictest[0] > strictness(record)[0]
    license_facts = {"license": cluster.strictest[1], "license_source": "copy", "redistributable": False}
    return record.model_copy(
        update={
            "copies": cluster.copies,
            "cluster_id": record.id,
            "origins": tuple(Origin.model_validate_json(origin) for origin in sorted(origins)),
            **(license_facts if stricter else {}),
        }
    )
