"""Training records that say too much of the held-out ones: found exactly, set aside, and certified.

Two ways to leak are looked for. Near: a record that is mostly the same as one of validation or test. Containing: a
record that is put together from pieces of them, however it ends as a whole.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from components.shared.progress import Progress
from components.shared.records import NORMALISER_VERSION, Record, read_records
from components.shared.shingles import (
    SHINGLES_VERSION,
    Sequences,
    blocks,
    comparable_text,
    shingles_of,
    tokens_of,
)
from components.shared.summaries import SplitCertificate
from components.split.assignment import SplitName
from components.split.likeness import AlikeSets, find
from components.split.settings import SplitSettings

NEAR, CONTAINING, MADE_OF_ONE = "near_held_out", "contains_held_out", "made_of_quarantined"
NEAR_TOKENS, CONTAINED_TOKENS = 5, 13
# Below the threshold, so that the greatest similarity that is left is known, and not only that it is below.
SEARCHED_FROM = 0.4
HOW = (
    "every record of train against every one of test, exactly (prefix filter, then full sets of token hashes); "
    "similarity: Jaccard of token 5-grams; containment: share of a training record's token 13-grams met in test"
)


@dataclass(frozen=True, slots=True)
class Leak:
    """How much of the held-out records one training record tells."""

    similarity: float = 0.0
    containment: float = 0.0
    nearest: str = ""


@dataclass(slots=True)
class Quarantine:
    """Training records that are set aside, by their place in the file, and what is left."""

    reasons: dict[int, str] = field(default_factory=dict)
    leaks: dict[int, Leak] = field(default_factory=dict)
    similarity_left: float = 0.0
    containment_left: float = 0.0

    def counts(self) -> dict[str, int]:
        """How many records are set aside for which reason."""
        return dict(sorted(Counter(self.reasons.values()).items()))


class HeldOut:
    """Validation and test, ready to be compared with."""

    def __init__(self, records: Iterable[tuple[bool, Record]]) -> None:
        """Read them.

        Args:
            records: Whether it is one of test, and the record.
        """
        near: list[Sequences] = []
        pieces: list[NDArray[np.uint64]] = [np.empty(0, np.uint64)]
        test_pieces: list[NDArray[np.uint64]] = [np.empty(0, np.uint64)]
        self.ids: list[str] = []
        self.is_test: list[bool] = []
        for block in blocks(records, _characters):
            tokens = tokens_of([comparable_text(record) for _, record in block])
            near.append(shingles_of(tokens, NEAR_TOKENS))
            contained = shingles_of(tokens, CONTAINED_TOKENS)
            in_test = np.array([is_test for is_test, _ in block])[contained.rows()]
            pieces.append(np.unique(contained.values))
            test_pieces.append(np.unique(contained.values[in_test]))
            self.is_test += [is_test for is_test, _ in block]
            self.ids += [record.id for _, record in block]
        self.near = AlikeSets(near, SEARCHED_FROM)
        self.pieces = np.unique(np.concatenate(pieces))
        self.is_test_piece = np.isin(self.pieces, np.concatenate(test_pieces))

    def leaks(self, records: list[Record]) -> list[tuple[Leak, Leak]]:
        """What each training record tells of validation and test together, and of test alone."""
        tokens = tokens_of([comparable_text(record) for record in records])
        nearest: list[list[tuple[float, str]]] = [[(0.0, "")] for _ in records]
        nearest_test: list[list[tuple[float, str]]] = [[(0.0, "")] for _ in records]
        for row, number, similarity in self.near.pairs(shingles_of(tokens, NEAR_TOKENS)):
            nearest[row].append((similarity, self.ids[number]))
            if self.is_test[number]:
                nearest_test[row].append((similarity, self.ids[number]))
        of_all, of_test = self._containments(shingles_of(tokens, CONTAINED_TOKENS))
        return [
            (_leak(nearest[row], of_all[row]), _leak(nearest_test[row], of_test[row])) for row in range(len(records))
        ]

    def _containments(self, contained: Sequences) -> tuple[list[float], list[float]]:
        places, known = find(self.pieces, contained.values)
        rows = contained.rows()
        lengths = np.maximum(1, contained.lengths())
        in_test = known & self.is_test_piece[places] if len(self.pieces) else known
        counts = (np.bincount(rows[which], minlength=len(contained)) / lengths for which in (known, in_test))
        of_all, of_test = (shares.tolist() for shares in counts)
        return of_all, of_test


def quarantine(curated: Path, splits: list[SplitName], settings: SplitSettings, progress: Progress) -> Quarantine:
    """Find the training records that are too near to held-out ones.

    Args:
        curated: Records as kept.
        splits: The split of each.
        settings: How near is too near.
        progress: Told how many training records were compared.
    """
    held_out = HeldOut(
        (split == "test", record)
        for split, record in zip(splits, read_records(curated), strict=True)
        if split != "train" and not (split == "test" and record.task == "raw")  # such code is nowhere written
    )
    train = ((row, record) for row, record in enumerate(read_records(curated)) if splits[row] == "train")
    total, done = splits.count("train"), 0
    found = Quarantine()
    ids: set[str] = set()
    children: dict[str, list[int]] = {}
    of_test: dict[int, Leak] = {}
    for block in blocks(train, _characters):
        for (row, record), (leak, test_leak) in zip(block, held_out.leaks([r for _, r in block]), strict=True):
            if record.parent_id:
                children.setdefault(record.parent_id, []).append(row)
            of_test[row] = test_leak
            if reason := _reason(leak, settings):
                found.reasons[row], found.leaks[row] = reason, leak
                ids.add(record.id)
        done += len(block)
        progress("comparing with validation and test", done, total)
    for row in (child for parent in sorted(ids) for child in children.get(parent, ())):
        found.reasons.setdefault(row, MADE_OF_ONE)
    left = [leak for row, leak in of_test.items() if row not in found.reasons]
    found.similarity_left = max((leak.similarity for leak in left), default=0.0)
    found.containment_left = max((leak.containment for leak in left), default=0.0)
    return found


def certificate(
    found: Quarantine, train: int, test: int, dataset_digest: str, settings: SplitSettings
) -> SplitCertificate:
    """What can be said of test and training after the quarantine, bound to the data set by its digest."""
    facts = {
        "train": train,
        "test": test,
        "max_similarity": round(found.similarity_left, 4) or None,
        "similarity_searched_from": SEARCHED_FROM,
        "max_containment": round(found.containment_left, 4),
        "how": HOW,
    }
    versions = {"dataset": dataset_digest, "normaliser": NORMALISER_VERSION, "shingles": SHINGLES_VERSION}
    bound = json.dumps({**facts, **versions, "settings": settings.model_dump()}, sort_keys=True)
    return SplitCertificate.model_validate({**facts, "digest": hashlib.sha256(bound.encode()).hexdigest()})


def _reason(leak: Leak, settings: SplitSettings) -> str | None:
    if leak.similarity >= settings.quarantine_similarity:
        return NEAR
    return CONTAINING if leak.containment >= settings.quarantine_containment else None


def _leak(nearest: list[tuple[float, str]], containment: float) -> Leak:
    similarity, record_id = max(nearest)
    return Leak(similarity, containment, record_id)


def _characters(item: tuple[object, Record]) -> int:
    return len(item[1].output)
