"""The work of split: three splits by the hash of the module, each in every layout that trainers read."""

import hashlib
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from components.shared.errors import BadInput
from components.shared.folders import whole_folder
from components.shared.progress import Progress, silent
from components.shared.record_order import in_order
from components.shared.records import BY_MODEL, CATEGORIES, NORMALISER_VERSION, Record, read_records
from components.shared.summaries import SplitSummary
from components.split.assignment import SPLITS, SplitName, assign
from components.split.attribution import Credits, attribution
from components.split.card import data_card
from components.split.files import dataset_info, native_line, write_json, write_lines, write_split, write_text
from components.split.manifest import MANIFEST, manifest_of
from components.split.mix import MIX_TARGET, cell_of, deficits, diversity, quotas, shares
from components.split.quarantine import Leak, Quarantine, certificate, quarantine
from components.split.raw import write_raw
from components.split.settings import SplitSettings

RAW_FILES: dict[SplitName, str] = {"train": "bsl_raw_train.jsonl", "validation": "bsl_raw_val.jsonl"}


@dataclass(slots=True)
class Mix:
    """What is in the splits, counted as records pass."""

    by_category: dict[str, Counter[str]] = field(default_factory=lambda: {split: Counter() for split in SPLITS})
    by_source: dict[str, Counter[str]] = field(default_factory=lambda: {split: Counter() for split in SPLITS})
    by_license: Counter[str] = field(default_factory=Counter)
    by_configuration: Counter[str] = field(default_factory=Counter)
    cells: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)
    capped: Counter[str] = field(default_factory=Counter)
    credits: Credits = field(default_factory=Credits)
    raw_modules: dict[str, int] = field(default_factory=dict)
    written_by_models: Counter[str] = field(default_factory=Counter)
    conversations: int = 0
    with_tools: bool = False
    digest: Any = field(default_factory=hashlib.sha256)

    def see(self, record: Record, split: SplitName) -> None:
        """Count a record."""
        self.by_category[split][record.category] += 1
        self.by_source[split][record.source] += 1
        self.by_license[record.license] += 1
        self.credits.see(record)
        if split == "train":
            self.cells[cell_of(record)] += 1
        self.by_configuration[record.configuration] += 1
        if record.generator.startswith(BY_MODEL):
            self.written_by_models[record.generator.removeprefix(BY_MODEL)] += 1
        self.conversations += bool(record.messages) and split == "train"
        self.with_tools = self.with_tools or bool(record.tools)
        self.digest.update(native_line(record).encode())

    def seeing(self, records: Iterable[Record], split: SplitName) -> Iterator[Record]:
        """Count records as they pass."""
        for record in records:
            self.see(record, split)
            yield record

    def within(self, quota: Mapping[str, int], records: Iterable[Record]) -> Iterator[Record]:
        """Let pass as many records of each category as it may have, and count the rest."""
        left = Counter(quota)
        for record in records:
            if left[record.category]:
                left[record.category] -= 1
                yield record
            else:
                self.capped[record.category] += 1

    def size(self, split: SplitName) -> int:
        """How many records a split has."""
        return self.by_source[split].total()


def split_records(curated: Path, splits: Path, settings: SplitSettings, progress: Progress = silent) -> SplitSummary:
    """Divide records into train, validation and test; the folder appears when it is whole.

    Args:
        curated: Records as kept.
        splits: Folder to write.
        settings: Shares, salt and quarantine.
        progress: Told how many records were compared, and which split is written.

    Returns:
        Sizes and mix of the splits.

    Raises:
        BadInput: A split would have too few records.
    """
    started = time.monotonic()
    assigned = assign(curated, settings)
    found = quarantine(curated, assigned, settings, progress)
    counts = _check(curated, assigned, found, settings)
    quota: dict[SplitName, dict[str, int]] = {**counts, "train": quotas(counts["train"], settings)}
    mix = Mix()
    with whole_folder(splits) as folder:
        for number, split in enumerate(SPLITS):
            progress(f"writing {split}", number, len(SPLITS))
            examples = filter(is_example, _of_split(curated, assigned, split, found))
            ordered = in_order(examples, assigned.count(split), folder / "parts")
            write_split(folder, split, mix.seeing(mix.within(quota[split], ordered), split))
        for split, name in RAW_FILES.items():
            code = _of_split(curated, assigned, split, found)
            mix.raw_modules[split] = write_raw(folder / name, code, assigned.count(split), folder / "parts")
        write_lines(folder / "quarantined.jsonl", _quarantined(curated, found))
        summary = _summary(mix, found, settings, time.monotonic() - started)
        write_json(folder / "dataset_info.json", dataset_info(with_tools=mix.with_tools))
        write_json(folder / "dataset_stats.json", _statistics(summary, mix, settings))
        write_text(folder / "README.md", data_card(summary, _empty_files(folder)))
        write_text(folder / "ATTRIBUTION.md", attribution(mix.credits))
        write_json(folder / MANIFEST, manifest_of(folder))
    progress("writing test", len(SPLITS), len(SPLITS))
    return summary


def _check(
    curated: Path, assigned: list[SplitName], found: Quarantine, settings: SplitSettings
) -> dict[SplitName, dict[str, int]]:
    """Count the examples of each split by category, and refuse what must not be written."""
    counts: dict[SplitName, Counter[str]] = {split: Counter() for split in SPLITS}
    modules: set[str] = set()
    for row, record in enumerate(read_records(curated)):
        if settings.profile == "publish" and not record.redistributable:
            raise BadInput(_not_for_others(curated, record))
        modules.add(record.module_key)
        if is_example(record) and row not in found.reasons:
            counts[assigned[row]][record.category] += 1
    if any(counts[split].total() < settings.min_records for split in SPLITS):
        raise BadInput(_too_few(curated, counts, len(assigned), len(modules), len(found.reasons), settings))
    return {split: dict(of_split) for split, of_split in counts.items()}


def _not_for_others(curated: Path, record: Record) -> str:
    return (
        f"{curated}: split.profile is publish, and a record under {record.license} may not be passed on; "
        "curate with curate.profile=publish, or keep both internal"
    )


def _too_few(
    curated: Path,
    counts: Mapping[SplitName, Counter[str]],
    records: int,
    modules: int,
    aside: int,
    settings: SplitSettings,
) -> str:
    counted = ", ".join(f"{split} {counts[split].total()}" for split in SPLITS)
    set_aside = f"; {aside} are set aside as too near to validation or test" if aside else ""
    return (
        f"{records} records of {modules} modules are too few to divide ({counted}; each split needs "
        f"{settings.min_records}, and the records of one module stay together{set_aside}): add sources, or change "
        f"split.train_share, split.validation_share or split.min_records; they lie in {curated}"
    )


def is_example(record: Record) -> bool:
    """Whether a record has a task; one without is code for the plain files."""
    return record.task != "raw"


def _empty_files(folder: Path) -> frozenset[str]:
    return frozenset(path.name for path in folder.iterdir() if path.is_file() and not path.stat().st_size)


def _of_split(curated: Path, assigned: list[SplitName], split: SplitName, found: Quarantine) -> Iterator[Record]:
    for row, record in enumerate(read_records(curated)):
        if assigned[row] == split and row not in found.reasons:
            yield record


def _quarantined(curated: Path, found: Quarantine) -> list[dict[str, Any]]:
    """What was set aside, for people to look at: never the text, which is in the curated records."""
    lines = [
        {
            "id": record.id,
            "module_key": record.module_key,
            "path": record.path,
            "line": record.line_start,
            "reason": found.reasons[row],
            **asdict(found.leaks.get(row, Leak())),
        }
        for row, record in enumerate(read_records(curated))
        if row in found.reasons
    ]
    return sorted(lines, key=lambda line: tuple(map(str, line.values())))


def _summary(mix: Mix, found: Quarantine, settings: SplitSettings, seconds: float) -> SplitSummary:
    digest = mix.digest.hexdigest()
    return SplitSummary(
        train=mix.size("train"),
        validation=mix.size("validation"),
        test=mix.size("test"),
        by_category={split: _sorted(counts) for split, counts in mix.by_category.items()},
        by_source={split: _sorted(counts) for split, counts in mix.by_source.items()},
        by_license=_sorted(mix.by_license),
        mix_target=MIX_TARGET,
        digest=digest,
        quarantined=found.counts(),
        capped=_sorted(mix.capped),
        deficits=deficits(mix.by_category["train"]),
        diversity=diversity(mix.cells),
        written_by_models=_sorted(mix.written_by_models),
        raw_modules=mix.raw_modules,
        profile=settings.profile,
        certificate=certificate(found, mix.size("train"), mix.size("test"), digest, settings),
        seconds=seconds,
    )


def _statistics(summary: SplitSummary, mix: Mix, settings: SplitSettings) -> dict[str, Any]:
    """The summary's facts without the clock, so that the same input gives the same bytes."""
    train = mix.by_category["train"]
    return {
        **summary.model_dump(exclude={"seconds"}),
        "by_configuration": _sorted(mix.by_configuration),
        "mix": shares(train),
        "missing_categories": [category for category in CATEGORIES if not train[category]],
        "not_in_alpaca": mix.conversations,
        "settings": settings.model_dump(),
        "normaliser_version": NORMALISER_VERSION,
    }


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items()))
