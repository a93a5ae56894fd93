"""All records alike to the held-out ones, exactly: which sets have a Jaccard similarity of at least so much.

Prefix filter: two sets that share a given part of all they have must share one of their rarest n-grams too, so only
those are looked up; each pair found is then compared in full. Nothing is sampled and nothing is missed.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from components.shared.shingles import Hashes, Places, Sequences, joined, similarity

LOOKED_UP_AT_ONCE = 2**20
_RANK_BITS = 32


class AlikeSets:
    """An index of sets, for finding those that another set is alike to."""

    def __init__(self, parts: list[Sequences], threshold: float) -> None:
        """Build it.

        Args:
            parts: The sets, in blocks.
            threshold: Least similarity that is found.
        """
        self.sets = joined(parts)
        self.threshold = threshold
        self._grams, gram_numbers, counts = np.unique(self.sets.values, return_inverse=True, return_counts=True)
        self._ranks = np.empty(len(counts), np.int64)
        self._ranks[np.argsort(counts, kind="stable")] = np.arange(len(counts))
        prefix = _first_of_each(self.sets.rows(), self._ranks[gram_numbers], self._prefix(self.sets.lengths()))
        by_rank = np.argsort(prefix[1], kind="stable")
        self._holders = prefix[0][by_rank]
        self._starts = np.searchsorted(prefix[1][by_rank], np.arange(len(counts) + 1))

    def pairs(self, others: Sequences) -> Iterator[tuple[int, int, float]]:
        """Pairs of one of the other sets and one of the index, with their similarity, if that reaches the threshold."""
        lengths, own_lengths = others.lengths(), self.sets.lengths()
        for rows, numbers in self._candidates(others):
            shorter = np.minimum(lengths[rows], own_lengths[numbers])
            longer = np.maximum(lengths[rows], own_lengths[numbers])
            # sets of too different size cannot be alike: this saves comparing them
            possible = shorter >= self.threshold * longer
            for row, number in zip(rows[possible].tolist(), numbers[possible].tolist(), strict=True):
                found = similarity(others[row], self.sets[number])
                if found >= self.threshold:
                    yield row, number, found

    def _candidates(self, others: Sequences) -> Iterator[tuple[Places, Places]]:
        """Pairs that share one of their rarest n-grams; a pair may come twice."""
        places, known = find(self._grams, others.values)
        rows = others.rows()[known]
        unknown = others.lengths() - np.bincount(rows, minlength=len(others))
        # what the index does not have is rarest of all
        left = np.maximum(0, self._prefix(others.lengths()) - unknown)
        rows, ranks = _first_of_each(rows, self._ranks[places[known]], left)
        holders = self._starts[ranks + 1] - self._starts[ranks]
        ends = np.cumsum(holders)
        start = 0
        while start < len(ranks):
            base = ends[start - 1] if start else 0
            stop = max(start + 1, int(np.searchsorted(ends, base + LOOKED_UP_AT_ONCE)))
            yield self._expanded(rows[start:stop], ranks[start:stop], holders[start:stop])
            start = stop

    def _expanded(self, rows: Places, ranks: Places, holders: Places) -> tuple[Places, Places]:
        firsts = np.repeat(self._starts[ranks], holders)
        within = np.arange(len(firsts)) - np.repeat(np.cumsum(holders) - holders, holders)
        codes = np.unique(np.repeat(rows, holders) * len(self.sets) + self._holders[firsts + within])
        return codes // max(1, len(self.sets)), codes % max(1, len(self.sets))

    def _prefix(self, lengths: Places) -> Places:
        """How many of the rarest members of a set must hold one that any alike set has among its own."""
        needed = np.ceil(self.threshold * lengths - 1e-9).astype(np.int64)
        return np.where(lengths > 0, lengths - needed + 1, 0)


def find(values: Hashes, wanted: Hashes) -> tuple[Places, NDArray[np.bool_]]:
    """Places of wanted values among ascending ones, and which of them are there at all."""
    if not len(values):
        return np.zeros(len(wanted), np.int64), np.zeros(len(wanted), np.bool_)
    places = np.minimum(np.searchsorted(values, wanted), len(values) - 1)
    return places, values[places] == wanted


def _first_of_each(rows: Places, ranks: Places, limits: Places) -> tuple[Places, Places]:
    """The lowest ranks of each row, as many as its limit says."""
    packed = np.sort(rows << _RANK_BITS | ranks)
    rows, ranks = packed >> _RANK_BITS, packed & (2**_RANK_BITS - 1)
    within = np.arange(len(rows)) - np.searchsorted(rows, np.arange(len(limits)))[rows]
    chosen = within < limits[rows]
    return rows[chosen], ranks[chosen]
