"""Confidence sequences: what they cover, and that looking again and again does not break them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.shared.sequential import Arm, Bounds, Estimate, arm, bounds, difference, sample_ratio_evidence

SHARES = st.lists(st.floats(0, 1), min_size=5, max_size=30)


def side(means: list[float], count: float = 1.0) -> Arm:
    return Arm(np.asarray(means), np.full(len(means), count))


def test_users_without_an_outcome_are_nobody() -> None:
    found = arm(np.array([1.0, 0.0, 3.0]), np.array([2.0, 0.0, 3.0]))
    assert (found.users, found.means.tolist(), found.counts.tolist()) == (2, [0.5, 1.0], [2.0, 3.0])


@pytest.mark.parametrize(("stable", "canary"), [([], [1.0] * 9), ([0.0] * 9, [1.0] * 4), ([0.0] * 4, [1.0] * 9)])
def test_of_too_few_users_nothing_is_known(stable: list[float], canary: list[float]) -> None:
    assert difference([(side(stable), side(canary))]) is None


def test_a_hundred_of_a_hundred_is_not_certain() -> None:
    found = difference([(side([1.0] * 10), side([1.0] * 10))])
    assert found is not None
    assert (found.value, found.variance > 0.01) == (0, True)


@given(SHARES, SHARES)
def test_the_difference_of_one_step_is_that_of_the_means(stable: list[float], canary: list[float]) -> None:
    found = difference([(side(stable), side(canary))])
    assert found is not None
    assert found.value == pytest.approx(np.mean(canary) - np.mean(stable), abs=1e-9)
    assert 0 < found.variance < math.inf
    both = difference([(side(stable), side(canary))] * 2)
    assert both is not None
    assert both.variance == pytest.approx(found.variance / 2)


def test_a_share_that_grows_while_everything_gets_worse_is_not_taken_for_the_canary() -> None:
    """Both variants are alike at each step; added up without steps the canary would look 40 points worse."""
    good, bad = [0.9, 1.0] * 50, [0.0, 0.1] * 50
    steps = [(side(good[:90]), side(good[:10])), (side(bad[:10]), side(bad[:90]))]
    found = difference(steps)
    assert found is not None
    assert found.value == pytest.approx(0)


@given(
    value=st.floats(-1, 1),
    variance=st.floats(1e-6, 10),
    alpha=st.floats(1e-4, 0.2),
    smallest=st.floats(0.001, 1),
)
def test_bounds_hold_their_value_and_narrow_with_what_is_allowed(
    value: float, variance: float, alpha: float, smallest: float
) -> None:
    found = bounds(Estimate(value, variance), alpha=alpha, smallest_effect=smallest)
    assert -1 <= found.low <= value <= found.high <= 1
    wider = bounds(Estimate(value, variance), alpha=alpha / 10, smallest_effect=smallest)
    assert wider.low <= found.low + 1e-9
    assert wider.high >= found.high - 1e-9


def test_an_ordinary_interval_is_broken_by_looking_and_a_sequence_is_not() -> None:
    """500 A/A tests, each looked at after every one of 100 users a side: the fault is shown beside the cure."""
    generator = np.random.default_rng(1)
    wrong = {"sequence": 0, "ordinary": 0}
    for _ in range(500):
        users = generator.beta(4, 4, size=(2, 100))
        seen: dict[str, bool] = {}
        for count in range(10, 101):
            found = difference([(side(list(users[0, :count]), 1000), side(list(users[1, :count]), 1000))])
            assert found is not None
            sequence = bounds(found, alpha=0.05, smallest_effect=0.05)
            half = 1.96 * math.sqrt(found.variance)
            for name, it in (
                ("sequence", sequence),
                ("ordinary", Bounds(found.value, found.value - half, found.value + half)),
            ):
                seen[name] = seen.get(name, False) or it.low > 0 or it.high < 0
        for name, decided in seen.items():
            wrong[name] += decided
    assert wrong["sequence"] <= 0.05 * 500
    assert wrong["ordinary"] > 0.15 * 500


@pytest.mark.parametrize(
    ("canary", "users", "share", "broken"),
    [
        (0, 0, 0.05, False),
        (5, 100, 0.05, False),
        (50, 1000, 0.05, False),
        (62, 1000, 0.05, False),
        (150, 1000, 0.05, True),
        (0, 1000, 0.05, True),
        (500, 1000, 0.5, False),
        (400, 1000, 0.5, True),
        (10, 10, 1.0, False),
    ],
)
def test_a_split_that_is_not_as_intended_shows(canary: int, users: int, share: float, broken: bool) -> None:
    assert (sample_ratio_evidence(canary, users, share) >= 1000) is broken


def test_a_sound_split_is_rarely_called_broken_however_often_one_looks() -> None:
    generator = np.random.default_rng(2)
    called = 0
    for _ in range(300):
        inside = np.cumsum(generator.random(500) < 0.1)
        called += any(sample_ratio_evidence(int(inside[n]), n + 1, 0.1) >= 1000 for n in range(0, 500, 5))
    assert called <= 2
