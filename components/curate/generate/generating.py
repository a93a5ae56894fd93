"""The work of generating: seeds drawn, a model asked, and what it said put before every gate."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from components.curate.filters import fate_of
from components.curate.generate.copies import near_copies
from components.curate.generate.endpoint import Endpoint
from components.curate.generate.making import record_of
from components.curate.generate.prompts import messages_for
from components.curate.generate.remembered import Said
from components.curate.generate.seeds import ENOUGH, MAY_NOT_LEAVE, Seed, Seeds, allotted
from components.curate.generate.settings import Kind
from components.curate.preparing import prepared
from components.curate.reviewing import decided
from components.curate.settings import CurateSettings
from components.shared.progress import Progress
from components.shared.records import Record, count_records, read_records, write_records
from components.shared.reviews import Decision
from components.shared.summaries import DerivedCount, GeneratedSummary

KEPT = "kept"
NEAR_DUPLICATE = "near_duplicate"

_Fates = Counter[tuple[Kind, str]]


@dataclass(frozen=True, slots=True)
class Generated:
    """What was made: the records lie in a file."""

    file: Path
    count: int
    summary: GeneratedSummary
    redacted: Counter[str]
    decisions_used: int

    def records(self) -> Iterator[Record]:
        """The records that passed every gate."""
        return read_records(self.file)


def generate(
    kept: Path,
    undescribed: Path,
    file: Path,
    settings: CurateSettings,
    endpoint: Endpoint,
    decisions: Mapping[str, Decision],
    progress: Progress,
) -> Generated:
    """Ask a model about records, and keep what passes every gate.

    Args:
        kept: Records that are kept; they passed the filters, that of secrets among them.
        undescribed: Records that are good but for the description of their task, in no other way copies of one another.
        file: Written with what was made.
        settings: What is asked, and the filters that what was made has to pass.
        endpoint: Whom to ask.
        decisions: What reviewers decided, also about what a model made in an earlier run.
        progress: Told how many questions were answered.

    Raises:
        BadInput: The endpoint is none, or does not let us in.
    """
    fates: _Fates = Counter()
    seeds = list(_drawn(kept, undescribed, settings, fates))
    work = _Work(settings, decisions)
    passed = list(work.passing(_said(seeds, endpoint, progress), endpoint.settings.model, fates))
    new = [record for kind, record in passed if kind == "variant"]
    copies = near_copies(new, kept, settings.near_duplicate_similarity)
    for kind, record in passed:
        fates[kind, NEAR_DUPLICATE if record.id in copies else KEPT] += 1
    count = write_records(file, (record for _, record in passed if record.id not in copies))
    summary = GeneratedSummary(
        model=endpoint.settings.model,
        asked=endpoint.counts["asked"],
        remembered=endpoint.counts["remembered"],
        retried=endpoint.counts["retried"],
        read_by_person=sum(record.reviewer_kind == "person" for _, record in passed if record.id not in copies),
        kinds=tuple(_counts(fates)),
    )
    return Generated(file, count, summary, work.redacted, len(work.used))


def _drawn(kept: Path, undescribed: Path, settings: CurateSettings, fates: _Fates) -> Iterator[Seed]:
    """The seeds of all kinds that are asked about; what is not asked is counted."""
    chosen = settings.generate
    most = min(chosen.most_requests, int(chosen.most_share * count_records(kept)))
    every = {kind: Seeds(kind, chosen, most) for kind in dict.fromkeys(chosen.ask)}
    for record in read_records(undescribed):
        if "describe" in every:
            every["describe"].see(record)
    for record in read_records(kept):
        for kind, seeds in every.items():
            if kind != "describe":
                seeds.see(record)
    for kind, count in allotted(every.values(), most).items():
        fates[kind, MAY_NOT_LEAVE] += every[kind].kept_back
        fates[kind, ENOUGH] += every[kind].fitting - count
        yield from every[kind].drawn(count)


def _said(seeds: list[Seed], endpoint: Endpoint, progress: Progress) -> Iterator[tuple[Seed, Said | str]]:
    questions = (messages_for(seed.kind, seed.record) for seed in seeds)
    answers = endpoint.answers(questions)
    for done, (seed, said) in enumerate(zip(seeds, answers, strict=True), start=1):
        progress("asking the model", done, len(seeds))
        yield seed, said


@dataclass(slots=True)
class _Work:
    """The gates that one answer passes by itself."""

    settings: CurateSettings
    decisions: Mapping[str, Decision]
    redacted: Counter[str] = field(default_factory=Counter)
    used: set[str] = field(default_factory=set)

    def passing(
        self, answers: Iterator[tuple[Seed, Said | str]], model: str, fates: _Fates
    ) -> Iterator[tuple[Kind, Record]]:
        """The records that pass; the others are counted."""
        for seed, said in answers:
            made = said if isinstance(said, str) else record_of(seed, said, model)
            passed = made if isinstance(made, str) else self._judged(made)
            if isinstance(passed, str):
                fates[seed.kind, passed] += 1
            else:
                yield seed.kind, passed

    def _judged(self, made: Record) -> Record | str:
        """The record as it is kept, or its fate: the same filters as for everything that comes in."""
        if decision := self.decisions.get(made.id):
            self.used.add(made.id)
            made = decided(made, decision)
        if fate := fate_of(made, self.settings):
            return fate
        record, remarks = prepared(made, self.settings)
        self.redacted.update(remark.rule for remark in remarks)
        return record


def _counts(fates: _Fates) -> Iterator[DerivedCount]:
    for kind in sorted({kind for kind, _ in fates}):
        refused = {fate: count for (name, fate), count in fates.items() if name == kind and fate != KEPT and count}
        ordered = sorted(refused.items(), key=lambda fate: (-fate[1], fate[0]))
        yield DerivedCount(kind=kind, kept=fates[kind, KEPT], refused=dict(ordered))
