"""Intervals behind every verdict: shares, differences of shares, and paired scores.

Shares get score intervals (Wilson, Newcombe) and not a bootstrap: with 0 of 70 against 70 of 70, resampling returns
the same extremes each time and claims to be certain. Scores are resampled in pairs, from a seed.
"""

import math
from collections.abc import Sequence
from statistics import NormalDist
from typing import Literal

import numpy as np
import numpy.typing as npt

from components.shared.summaries import Interval

CONFIDENCE = 0.95
POINTS = 100.0
# one block of resampling counts stays below 32 MB however many records there are
COUNTS_PER_BLOCK = 4_000_000

Band = Literal["excellent", "good", "fair", "poor"]
Floats = npt.NDArray[np.float64]


def wilson(successes: float, total: float) -> Interval:
    """A share with its Wilson score interval; nothing observed means nothing known: 0 to 1.

    Args:
        successes: How many were good; an effective number may be fractional.
        total: How many there were.
    """
    if not 0 <= successes <= total:
        raise ValueError(f"{successes} successes of {total}")
    if total == 0:
        return Interval(value=math.nan, low=0.0, high=1.0)
    z2 = _z() ** 2
    share = successes / total
    centre = (share + z2 / (2 * total)) / (1 + z2 / total)
    half = _z() / (1 + z2 / total) * math.sqrt(share * (1 - share) / total + z2 / (4 * total**2))
    low = 0.0 if successes == 0 else max(0.0, centre - half)
    high = 1.0 if successes == total else min(1.0, centre + half)
    return Interval(value=share, low=low, high=high)


def difference_of_shares(
    base_successes: float, base_total: float, tuned_successes: float, tuned_total: float
) -> Interval:
    """Tuned − base of two independent groups, in percentage points (Newcombe 1998, method 10)."""
    base, tuned = wilson(base_successes, base_total), wilson(tuned_successes, tuned_total)
    return _difference(base, tuned, correlation=0.0)


def paired_difference_of_shares(base: Sequence[bool], tuned: Sequence[bool]) -> Interval:
    """Tuned − base over the same records, in percentage points (Newcombe 1998, paired method 10).

    Args:
        base: Whether each record was good with base.
        tuned: The same records, in the same order.
    """
    before, after = np.asarray(base, dtype=bool), np.asarray(tuned, dtype=bool)
    if before.shape != after.shape:
        raise ValueError(f"{before.size} and {after.size} records are no pairs")
    correlation = _correlation(
        both=int((before & after).sum()),
        base_only=int((before & ~after).sum()),
        tuned_only=int((~before & after).sum()),
        neither=int((~before & ~after).sum()),
    )
    total = before.size
    return _difference(wilson(int(before.sum()), total), wilson(int(after.sum()), total), correlation)


def bootstrap_mean(values: Sequence[float], *, resamples: int, seed: int) -> Interval:
    """The mean with its percentile interval."""
    return bootstrap_ratio(values, [1.0] * len(values), resamples=resamples, seed=seed)


def bootstrap_ratio(
    numerators: Sequence[float], denominators: Sequence[float], *, resamples: int, seed: int, exponential: bool = False
) -> Interval:
    """Sum over sum, as token-weighted losses need, with its percentile interval.

    Args:
        numerators: One for each record, as summed losses.
        denominators: One for each record, as counts of tokens.
        resamples: How many times the records are drawn again.
        seed: Seed of the drawing; the same seed and number of records draw the same records.
        exponential: Whether the ratio is turned into a perplexity.
    """
    above, below = _column(numerators), _column(denominators)
    draws = _resampled_ratio(above, below, resamples, seed, exponential)
    return _percentiles(_ratio(above.sum(keepdims=True), below.sum(keepdims=True), exponential)[0], draws)


def paired_bootstrap(
    base: Sequence[float],
    tuned: Sequence[float],
    *,
    resamples: int,
    seed: int,
    weights: Sequence[float] | None = None,
    exponential: bool = False,
) -> Interval:
    """Tuned − base over the same records: both columns are drawn together, so what they share cancels out.

    Args:
        base: A score of each record, or a sum of losses where there are weights.
        tuned: The same records, in the same order.
        resamples: How many times the records are drawn again.
        seed: Seed of the drawing.
        weights: What the summed scores are divided by, as counts of tokens; none: one for each record.
        exponential: Whether each column is turned into a perplexity.
    """
    if len(base) != len(tuned):
        raise ValueError(f"{len(base)} and {len(tuned)} records are no pairs")
    below = _column(weights if weights is not None else [1.0] * len(base))
    columns = [_column(base), _column(tuned)]
    before, after = (_resampled_ratio(column, below, resamples, seed, exponential) for column in columns)
    value = [_ratio(column.sum(keepdims=True), below.sum(keepdims=True), exponential)[0] for column in columns]
    with np.errstate(invalid="ignore"):
        return _percentiles(value[1] - value[0], after - before)


def excludes_zero(difference: Interval) -> bool:
    """Whether the difference is significant: its interval has one sign; NaN never has."""
    return difference.low > 0 or difference.high < 0


def perplexity(loss: float) -> float:
    """From mean loss in nats; what is too large to be said is infinite."""
    return math.exp(loss) if loss < 700 else math.nan if math.isnan(loss) else math.inf


def perplexity_band(value: float) -> Band:
    """Below 10 excellent, below 20 good, above 50 poor, fair between; no number is poor."""
    if value < 10:
        return "excellent"
    if value < 20:
        return "good"
    return "fair" if value <= 50 else "poor"


def _z() -> float:
    return NormalDist().inv_cdf(0.5 + CONFIDENCE / 2)


def _difference(base: Interval, tuned: Interval, correlation: float) -> Interval:
    value = tuned.value - base.value
    down = _distance(tuned.value - tuned.low, base.high - base.value, correlation)
    up = _distance(tuned.high - tuned.value, base.value - base.low, correlation)
    if math.isnan(value):
        return Interval(value=value, low=-POINTS, high=POINTS)
    return Interval(value=POINTS * value, low=POINTS * (value - down), high=POINTS * (value + up))


def _distance(first: float, second: float, correlation: float) -> float:
    return math.sqrt(max(0.0, first**2 - 2 * correlation * first * second + second**2))


def _correlation(both: int, base_only: int, tuned_only: int, neither: int) -> float:
    """Newcombe's phi: the numerator is lowered by half the records when positive, a continuity correction."""
    product = (both + base_only) * (tuned_only + neither) * (both + tuned_only) * (base_only + neither)
    if product == 0:
        return 0.0
    cross = both * neither - base_only * tuned_only
    half = (both + base_only + tuned_only + neither) / 2
    corrected = max(cross - half, 0.0) if cross > 0 else float(cross)
    return corrected / math.sqrt(product)


def _column(values: Sequence[float]) -> Floats:
    column = np.asarray(values, dtype=np.float64)
    if column.size == 0:
        raise ValueError("nothing to resample")
    return column


def _ratio(above: Floats, below: Floats, exponential: bool) -> Floats:
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        ratio = above / below
        return np.exp(ratio) if exponential else ratio


def _resampled_ratio(above: Floats, below: Floats, resamples: int, seed: int, exponential: bool) -> Floats:
    """Draw records with replacement: counts of a multinomial, so that a resample is a product of matrices."""
    if above.size != below.size:
        raise ValueError(f"{above.size} and {below.size} values are no pairs")
    generator = np.random.default_rng(seed)
    draws: list[Floats] = []
    block = max(1, COUNTS_PER_BLOCK // above.size)
    for start in range(0, resamples, block):
        size = min(block, resamples - start)
        counts = generator.multinomial(above.size, np.full(above.size, 1 / above.size), size=size)
        with np.errstate(invalid="ignore"):
            draws.append(_ratio(counts @ above, counts @ below, exponential))
    return np.concatenate(draws)


def _percentiles(value: float, draws: Floats) -> Interval:
    tail = 50 * (1 - CONFIDENCE)
    with np.errstate(invalid="ignore"):
        low, high = np.percentile(draws, [tail, 100 - tail])
    return Interval(value=float(value), low=float(low), high=float(high))
