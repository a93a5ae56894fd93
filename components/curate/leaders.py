"""Near-duplicates by greedy leaders: each record is compared with the better ones that were kept before it.

Chains do no harm: whatever is dropped is alike the kept record itself, and no two kept records are alike.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from components.shared.progress import Progress, silent
from components.shared.shingles import Places, Sequences, similarity

PROGRESS_EVERY = 1000
_ALONE = -1

# Whether two sets, by their numbers, are alike
Alike = Callable[[int, int], bool]


def find_leaders(
    bands: NDArray[np.uint64], sets: Sequences, order: Places, threshold: float, progress: Progress = silent
) -> Places:
    """For each set, best first, the place in this order of the set that stands for it: its own, or a better one's.

    Args:
        bands: Hashes of the bands, a row for each set.
        sets: Shingles, in the order of the bands; they may lie on the disk.
        order: Numbers of the sets, best first.
        threshold: Least Jaccard similarity of sets that are alike.
        progress: Told how many were compared.
    """
    lengths = sets.lengths()[order]

    def alike(one: int, other: int) -> bool:
        shorter, longer = sorted((lengths[one], lengths[other]))
        # sets of too different size cannot be: this saves reading them
        return bool(shorter >= threshold * longer and similarity(sets[order[one]], sets[order[other]]) >= threshold)

    return _lead(_buckets(bands[order]), alike, progress)


def _lead(buckets: NDArray[np.int32], alike: Alike, progress: Progress) -> Places:
    leaders = np.arange(len(buckets), dtype=np.int64)
    kept: dict[int, list[int]] = {}  # bucket -> kept sets in it, best first
    crowded = np.flatnonzero((buckets != _ALONE).any(axis=1))
    for done, number in enumerate(crowded.tolist(), start=1):
        mine = buckets[number][buckets[number] != _ALONE].tolist()
        candidates = sorted({leader for bucket in mine for leader in kept.get(bucket, ())})
        leader = next((candidate for candidate in candidates if alike(candidate, number)), None)
        if leader is None:
            for bucket in mine:
                kept.setdefault(bucket, []).append(number)
        else:
            leaders[number] = leader
        if done % PROGRESS_EVERY == 0 or done == len(crowded):
            progress("comparing records", done, len(crowded))
    return leaders


def _buckets(bands: NDArray[np.uint64]) -> NDArray[np.int32]:
    """For each set and band a number that only sets with the same hash share; -1: no other has it."""
    buckets = np.full(bands.shape, _ALONE, np.int32)
    count = 0
    for band in range(bands.shape[1]):
        order = np.argsort(bands[:, band], kind="stable")
        ordered = bands[order, band]
        same = ordered[1:] == ordered[:-1]
        shared = np.concatenate((same, [False])) | np.concatenate(([False], same))
        first = shared & ~np.concatenate(([False], same))
        buckets[order[shared], band] = count + np.cumsum(first)[shared]
        count += int(first.sum())
    return buckets
