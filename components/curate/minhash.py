"""Signatures by which sets that may be alike are found without comparing all with all.

25 bands of 5 rows: of two sets with Jaccard 0.8 one pair in 20,000 shares no band, at 0.9 practically none; whatever
shares a band is compared exactly afterwards, so a chance meeting costs time and never a record.
"""

import numpy as np
from numpy.typing import NDArray

from components.shared.shingles import Hashes, Sequences, mix

BANDS, ROWS = 25, 5
_SEED = 5
_MULTIPLIERS, _ADDENDS = np.random.default_rng(_SEED).integers(2**32, size=(2, BANDS * ROWS), dtype=np.uint32)
_MULTIPLIERS |= np.uint32(1)  # odd: then no two numbers become one
_STEP = np.uint64(0xD1342543DE82EF95)


def band_hashes(sets: Sequences, groups: Hashes) -> NDArray[np.uint64]:
    """For each set one hash a band; only sets of the same group can meet.

    Args:
        sets: Shingles; an empty set meets nothing sensible, so leave those out.
        groups: For each set its group.
    """
    rows = _minima(sets).astype(np.uint64).reshape(BANDS, ROWS, len(sets))
    bands = np.broadcast_to(groups, (BANDS, len(sets))).copy()
    for row in range(ROWS):
        bands *= _STEP
        bands += rows[:, row]
    return np.ascontiguousarray(mix(bands).T)


def _minima(sets: Sequences) -> NDArray[np.uint32]:
    """The smallest value of each set under each permutation."""
    minima = np.empty((BANDS * ROWS, len(sets)), np.uint32)
    values = (sets.values >> np.uint64(21)).astype(np.uint32)  # the upper half of a shingle's bits
    moved = np.empty_like(values)
    for number, (multiplier, addend) in enumerate(zip(_MULTIPLIERS, _ADDENDS, strict=True)):
        np.multiply(values, multiplier, out=moved)
        moved += addend
        np.minimum.reduceat(moved, sets.offsets[:-1], out=minima[number])
    return minima
