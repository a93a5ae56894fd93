"""The work of split: three splits by the hash of the module, each in every layout that trainers read."""

import hashlib
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from components.shared.errors import BadInput
from components.shared.folders import whole_folder
from components.shared.progress import Progress, silent
from components.shared.records import CATEGORIES, NORMALISER_VERSION, Record, read_records
from components.shared.summaries import SplitSummary
from components.split.assignment import SPLITS, SplitName, split_of
from components.split.files import dataset_info, native_line, write_json, write_split
from components.split.settings import SplitSettings

# What users ask for, by the guide of the project. A wish: what is scarce is reported and never oversampled.
MIX_TARGET: dict[str, float] = dict(zip(CATEGORIES, (0.30, 0.20, 0.15, 0.15, 0.10, 0.10), strict=True))


@dataclass(slots=True)
class Mix:
    """What is in the splits, counted as records pass."""

    by_category: dict[str, Counter[str]] = field(default_factory=lambda: {split: Counter() for split in SPLITS})
    by_source: dict[str, Counter[str]] = field(default_factory=lambda: {split: Counter() for split in SPLITS})
    by_license: Counter[str] = field(default_factory=Counter)
    by_configuration: Counter[str] = field(default_factory=Counter)
    conversations: int = 0
    with_tools: bool = False
    digest: Any = field(default_factory=hashlib.sha256)

    def see(self, record: Record, split: SplitName) -> None:
        """Count a record."""
        self.by_category[split][record.category] += 1
        self.by_source[split][record.source] += 1
        self.by_license[record.license] += 1
        self.by_configuration[record.configuration] += 1
        self.conversations += bool(record.messages) and split == "train"
        self.with_tools = self.with_tools or bool(record.tools)
        self.digest.update(native_line(record).encode())

    def size(self, split: SplitName) -> int:
        """How many records a split has."""
        return self.by_source[split].total()


def split_records(curated: Path, splits: Path, settings: SplitSettings, progress: Progress = silent) -> SplitSummary:
    """Divide records into train, validation and test; the folder appears when it is whole.

    Args:
        curated: Records as kept.
        splits: Folder to write.
        settings: Shares and salt.
        progress: Told which split is written.

    Returns:
        Sizes and mix of the splits.

    Raises:
        BadInput: A split would have too few records.
    """
    started = time.monotonic()
    _check_sizes(curated, settings)
    mix = Mix()
    with whole_folder(splits) as folder:
        for number, split in enumerate(SPLITS):
            progress(f"writing {split}", number, len(SPLITS))
            write_split(folder, split, _of_split(curated, split, settings, mix))
        write_json(folder / "dataset_info.json", dataset_info(with_tools=mix.with_tools))
        write_json(folder / "dataset_stats.json", _statistics(mix, settings))
    progress("writing test", len(SPLITS), len(SPLITS))
    return _summary(mix, time.monotonic() - started)


def _check_sizes(curated: Path, settings: SplitSettings) -> None:
    modules: dict[SplitName, set[bytes]] = {split: set() for split in SPLITS}
    sizes: Counter[SplitName] = Counter()
    for record in read_records(curated):
        split = split_of(record.module_key, settings)
        sizes[split] += 1
        modules[split].add(hashlib.blake2b(record.module_key.encode(), digest_size=8).digest())
    if all(sizes[split] >= settings.min_records for split in SPLITS):
        return
    counted = ", ".join(f"{split} {sizes[split]}" for split in SPLITS)
    raise BadInput(
        f"{sizes.total()} records of {sum(map(len, modules.values()))} modules are too few to divide ({counted}; each "
        f"split needs {settings.min_records}, and the records of one module stay together): add sources, or change "
        f"split.train_share, split.validation_share or split.min_records; they lie in {curated}"
    )


def _of_split(curated: Path, split: SplitName, settings: SplitSettings, mix: Mix) -> Iterator[Record]:
    for record in read_records(curated):
        if split_of(record.module_key, settings) == split:
            mix.see(record, split)
            yield record


def _summary(mix: Mix, seconds: float) -> SplitSummary:
    return SplitSummary(
        train=mix.size("train"),
        validation=mix.size("validation"),
        test=mix.size("test"),
        by_category={split: _sorted(counts) for split, counts in mix.by_category.items()},
        by_source={split: _sorted(counts) for split, counts in mix.by_source.items()},
        by_license=_sorted(mix.by_license),
        mix_target=MIX_TARGET,
        digest=mix.digest.hexdigest(),
        seconds=seconds,
    )


def _statistics(mix: Mix, settings: SplitSettings) -> dict[str, Any]:
    """The summary's facts without the clock, so that the same input gives the same bytes."""
    summary = _summary(mix, 0.0).model_dump(exclude={"seconds"})
    train = mix.by_category["train"]
    return {
        **summary,
        "by_configuration": _sorted(mix.by_configuration),
        "mix": {category: round(train[category] / train.total(), 4) for category in CATEGORIES},
        "missing_categories": [category for category in CATEGORIES if not train[category]],
        "not_in_alpaca": mix.conversations,
        "settings": settings.model_dump(),
        "normaliser_version": NORMALISER_VERSION,
    }


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items()))
