"""Which records are copies of which: equal answers first, then almost equal ones, each cluster with its best record.

Memory holds hashes: some 0.5 KB for each different answer. Shingles, by which likeness is verified, lie on the disk.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from components.curate.identity import Strictness
from components.curate.leaders import find_leaders
from components.curate.sifting import NO_SKETCH, Answer, Sifted
from components.shared.progress import Progress
from components.shared.shingles import Sequences

DUPLICATE = "duplicate"
NEAR_DUPLICATE = "near_duplicate"


@dataclass(slots=True)
class Group:
    """All records with one answer."""

    best: Answer
    rows: list[int]
    copies: int
    strictest: Strictness

    def add(self, answer: Answer) -> None:
        """Take one more record into account."""
        self.best = min(self.best, answer, key=_quality)
        self.rows.append(answer.row)
        self.copies += answer.copies
        self.strictest = max(self.strictest, answer.strictness)


@dataclass(slots=True)
class Cluster:
    """A record that is kept, and what is known of all that it stands for."""

    row: int
    copies: int
    strictest: Strictness
    others: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Clusters:
    """What became of the records that passed the filters."""

    by_row: dict[int, Cluster] = field(default_factory=dict)
    fates: dict[int, str] = field(default_factory=dict)
    renamed: int = 0

    def keep(self, group: Group) -> Cluster:
        """Keep the best record of a group."""
        cluster = Cluster(group.best.row, 0, group.strictest)
        self.by_row[cluster.row] = cluster
        self.join(cluster, group, DUPLICATE)
        return cluster

    def join(self, cluster: Cluster, group: Group, fate: str) -> None:
        """Count a group to a cluster; its best record meets the fate, and the others are duplicates of that one."""
        cluster.copies += group.copies
        cluster.strictest = max(cluster.strictest, group.strictest)
        for row in group.rows:
            if row != cluster.row:
                cluster.others.append(row)
                self.fates[row] = fate if row == group.best.row else DUPLICATE

    def forget(self, row: int) -> None:
        """Leave a record out that is only there to bind others: its own fate is known."""
        self.by_row.pop(row, None)
        self.fates.pop(row, None)


class Answers:
    """All that passed the filters, by answer; sketches go to the disk as they come."""

    def __init__(self, shingles: BinaryIO) -> None:
        self._shingles = shingles
        self._groups: dict[bytes, Group] = {}
        self._sketches: dict[bytes, int] = {}
        self._lengths: list[NDArray[np.int64]] = []
        self._bands: list[NDArray[np.uint64]] = []
        self.derived: list[Answer] = []
        self.shadows: list[int] = []

    def add(self, sifted: Sifted) -> None:
        """Take a piece of the corpus into account."""
        new: dict[bytes, int] = {}
        for answer in sifted.answers:
            if answer.parent_id:
                self.derived.append(answer)
                continue
            add_to(self._groups, answer)
            self.shadows += [answer.row] * answer.shadow
            if answer.sketch != NO_SKETCH and answer.key not in self._sketches:
                new.setdefault(answer.key, answer.sketch)
        self._store(new, sifted)

    def clusters(self, threshold: float, progress: Progress) -> Clusters:
        """Gather equal and almost equal answers; derived records are not among them."""
        clusters = Clusters()
        keys = sorted(self._sketches, key=lambda key: self._groups[key].best.quality)
        leaders = self._leaders([self._sketches[key] for key in keys], threshold, progress)
        for key in self._groups.keys() - self._sketches.keys():
            clusters.keep(self._groups[key])
        led: dict[int, Cluster] = {}
        for number, (key, leader) in enumerate(zip(keys, leaders.tolist(), strict=True)):
            if number == leader:
                led[number] = clusters.keep(self._groups[key])
            else:
                clusters.join(led[leader], self._groups[key], NEAR_DUPLICATE)
        for row in self.shadows:
            clusters.forget(row)
        clusters.renamed = _renamed(self._groups[keys[number]].best for number in led)
        return clusters

    def _store(self, new: Mapping[bytes, int], sifted: Sifted) -> None:
        rows = list(new.values())
        for key in new:
            self._sketches[key] = len(self._sketches)
        for row in rows:
            self._shingles.write(sifted.sketches.sets[row].tobytes())
        self._lengths.append(sifted.sketches.sets.lengths()[rows])
        self._bands.append(sifted.sketches.bands[rows])

    def _leaders(self, order: list[int], threshold: float, progress: Progress) -> NDArray[np.int64]:
        if not order:
            return np.empty(0, np.int64)
        self._shingles.flush()
        values = np.memmap(self._shingles.name, np.uint64, mode="r")
        offsets = np.concatenate(([0], np.cumsum(np.concatenate(self._lengths))))
        bands = np.concatenate([part for part in self._bands if len(part)])
        return find_leaders(bands, Sequences(values, offsets), np.array(order), threshold, progress)


def settle_derived(
    clusters: Clusters,
    derived: Iterable[Answer],
    orphans: Mapping[str, str],
    licenses: Mapping[str, Strictness],
) -> None:
    """Keep the best of equal derived records.

    Args:
        clusters: Grows by them.
        derived: Records that were made from others.
        orphans: Ids of records that were dropped as copies -> their fate, which what was made of them shares.
        licenses: Ids of kept records -> their licence, which binds what was made of them.
    """
    groups: dict[bytes, Group] = {}
    for answer in derived:
        if answer.parent_id in orphans:
            clusters.fates[answer.row] = orphans[answer.parent_id]
        else:
            add_to(groups, answer)
            group = groups[answer.key]
            group.strictest = max(group.strictest, licenses.get(answer.parent_id, group.strictest))
    for group in groups.values():
        clusters.keep(group)


def add_to(groups: dict[bytes, Group], answer: Answer) -> None:
    """Take a record into account among those with the same answer."""
    if answer.key in groups:
        groups[answer.key].add(answer)
    else:
        groups[answer.key] = Group(answer, [answer.row], answer.copies, answer.strictness)


def _renamed(kept: Iterable[Answer]) -> int:
    """How many of different answers are equal to another but for their names, one of each kind not counted."""
    counts = Counter(answer.renamed for answer in kept)
    return sum(count - 1 for count in counts.values())


def _quality(answer: Answer) -> bytes:
    return answer.quality
