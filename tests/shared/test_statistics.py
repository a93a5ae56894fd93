import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.shared.statistics import (
    bootstrap_mean,
    bootstrap_ratio,
    difference_of_shares,
    excludes_zero,
    paired_bootstrap,
    paired_difference_of_shares,
    perplexity,
    perplexity_band,
    wilson,
)
from components.shared.summaries import Interval

PAIRS = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=60)


@pytest.mark.parametrize(
    ("successes", "total", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),  # Newcombe 1998, one proportion, table I, method 3
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_the_published_intervals(successes: int, total: int, low: float, high: float) -> None:
    interval = wilson(successes, total)
    assert interval.value == pytest.approx(successes / total)
    assert (interval.low, interval.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_a_share_of_nothing_is_unknown() -> None:
    interval = wilson(0, 0)
    assert math.isnan(interval.value)
    assert (interval.low, interval.high) == (0.0, 1.0)


@pytest.mark.parametrize(("successes", "total"), [(-1, 5), (6, 5)])
def test_impossible_counts_are_refused(successes: int, total: int) -> None:
    with pytest.raises(ValueError, match="successes of"):
        wilson(successes, total)


@pytest.mark.parametrize(
    ("base", "tuned", "low", "high"),
    [
        ((48, 80), (56, 70), 5.24, 33.39),  # Newcombe 1998, two proportions, table II, method 10
        ((3, 10), (9, 10), 17.05, 80.90),
        ((2, 7), (6, 7), 5.82, 80.62),
        ((0, 29), (5, 56), -3.81, 19.26),
        ((0, 20), (0, 10), -16.11, 27.75),
        ((0, 20), (10, 10), 67.91, 100.0),
        ((0, 10), (10, 10), 60.75, 100.0),
    ],
)
def test_the_difference_of_shares_gives_the_published_intervals(
    base: tuple[int, int], tuned: tuple[int, int], low: float, high: float
) -> None:
    interval = difference_of_shares(*base, *tuned)
    assert (interval.low, interval.high) == (pytest.approx(low, abs=0.006), pytest.approx(high, abs=0.006))


def test_a_paired_difference_is_narrower_when_records_agree() -> None:
    base = [True] * 40 + [False] * 20
    tuned = [True] * 45 + [False] * 15
    paired, unpaired = paired_difference_of_shares(base, tuned), difference_of_shares(40, 60, 45, 60)
    assert paired.value == pytest.approx(unpaired.value)
    assert paired.high - paired.low < unpaired.high - unpaired.low
    assert excludes_zero(paired)
    assert not excludes_zero(unpaired)


def test_five_lucky_records_are_not_certain() -> None:
    interval = paired_difference_of_shares([False] * 5, [True] * 5)
    assert interval.value == 100
    assert 20 < interval.low < 60


@given(PAIRS)
def test_the_difference_lies_in_its_interval_and_changes_its_sign_when_columns_are_swapped(
    pairs: list[tuple[bool, bool]],
) -> None:
    base, tuned = [a for a, _ in pairs], [b for _, b in pairs]
    there, back = paired_difference_of_shares(base, tuned), paired_difference_of_shares(tuned, base)
    assert -100 - 1e-9 <= there.low <= there.value + 1e-9
    assert there.value - 1e-9 <= there.high <= 100 + 1e-9
    assert (there.low, there.high) == (pytest.approx(-back.high, abs=1e-9), pytest.approx(-back.low, abs=1e-9))


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="no pairs"):
        paired_difference_of_shares([True], [])
    with pytest.raises(ValueError, match="no pairs"):
        paired_bootstrap([1.0], [1.0, 2.0], resamples=100, seed=0)


def test_a_bootstrap_is_the_same_for_the_same_seed_only() -> None:
    values = [random.Random(1).gauss(0, 1) for _ in range(30)]
    assert bootstrap_mean(values, resamples=500, seed=3) == bootstrap_mean(values, resamples=500, seed=3)
    assert bootstrap_mean(values, resamples=500, seed=3) != bootstrap_mean(values, resamples=500, seed=4)


def test_a_bootstrap_interval_is_about_as_wide_as_theory_says() -> None:
    generator = random.Random(0)
    values = [generator.gauss(5, 2) for _ in range(400)]
    interval = bootstrap_mean(values, resamples=4000, seed=0)
    assert interval.high - interval.low == pytest.approx(2 * 1.96 * 2 / 20, rel=0.1)


def test_perplexity_is_weighted_by_tokens() -> None:
    interval = bootstrap_ratio([10.0, 90.0], [10, 30], resamples=200, seed=0, exponential=True)
    assert interval.value == pytest.approx(math.exp(100 / 40))
    assert interval.low <= interval.value <= interval.high


def test_pairing_finds_a_small_gain_among_very_different_records() -> None:
    base = [float(n) for n in range(100)]
    tuned = [value - 0.1 for value in base]
    difference = paired_bootstrap(base, tuned, resamples=500, seed=0)
    assert difference.value == pytest.approx(-0.1)
    assert excludes_zero(difference)


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_what_is_no_number_is_never_significant(bad: float) -> None:
    difference = paired_bootstrap([1.0, bad], [2.0, bad], resamples=100, seed=0)
    assert math.isnan(difference.value)
    assert not excludes_zero(difference)
    assert not excludes_zero(Interval(value=math.nan, low=math.nan, high=math.nan))


def test_blocks_of_resamples_do_not_change_the_result(monkeypatch: pytest.MonkeyPatch) -> None:
    values = [float(n % 7) for n in range(50)]
    whole = bootstrap_mean(values, resamples=300, seed=1)
    monkeypatch.setattr("components.shared.statistics.COUNTS_PER_BLOCK", 1000)
    assert bootstrap_mean(values, resamples=300, seed=1) == whole


@pytest.mark.parametrize(
    ("value", "band"),
    [(9.99, "excellent"), (10, "good"), (20, "fair"), (50, "fair"), (50.1, "poor"), (math.nan, "poor")],
)
def test_perplexity_has_the_bands_of_the_guide(value: float, band: str) -> None:
    assert perplexity_band(value) == band


@pytest.mark.parametrize(("loss", "value"), [(0, 1), (1, math.e), (1e9, math.inf)])
def test_perplexity_of_a_loss(loss: float, value: float) -> None:
    assert perplexity(loss) == value
    assert math.isnan(perplexity(math.nan))
