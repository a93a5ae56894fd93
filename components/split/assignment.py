"""Which split a record belongs to: told by its modules alone, so that it never changes as the data grow."""

import hashlib
from pathlib import Path
from typing import Literal

from components.shared.records import Record, read_records
from components.split.settings import SplitSettings

SplitName = Literal["train", "validation", "test"]
SPLITS: tuple[SplitName, ...] = ("train", "validation", "test")


def split_of(module_key: str, settings: SplitSettings) -> SplitName:
    """The split of a module. Methods of one module resemble each other, so they stay together.

    Args:
        module_key: The module without configuration and repository: the same library in two of them is one.
        settings: Shares and salt.
    """
    digest = hashlib.blake2b(f"{settings.salt}\n{module_key}".encode(), digest_size=8).digest()
    place = int.from_bytes(digest, "big") / 2**64
    if place < settings.train_share:
        return "train"
    return "validation" if place < settings.train_share + settings.validation_share else "test"


def split_of_record(record: Record, settings: SplitSettings) -> SplitName:
    """The split of a record: that of its module or of a module that has a copy of it, test before validation.

    So it stays in test whichever of its copies is kept as the data grow; and it leaves train or validation only for a
    test module in which a copy turns up.
    """
    keys = {record.module_key, *(origin.module_key for origin in record.origins)}
    return max((split_of(key, settings) for key in keys), key=SPLITS.index)


def assign(curated: Path, settings: SplitSettings) -> list[SplitName]:
    """The split of each record, in the order of the file; what was made of another record goes where that one goes."""
    splits: list[SplitName] = []
    by_id: dict[str, SplitName] = {}
    derived: list[tuple[int, str]] = []
    for row, record in enumerate(read_records(curated)):
        splits.append(split_of_record(record, settings))
        if record.parent_id:
            derived.append((row, record.parent_id))
        else:
            by_id[record.id] = splits[-1]
    for row, parent_id in derived:
        # the parent may have been dropped: the module of both decides then
        splits[row] = by_id.get(parent_id, splits[row])
    return splits
