"""The rules on canaries whose truth is known; the full table is `python -m benchmarks canary`."""

import pytest
from pydantic import ValidationError

from components.compare.power import power_of
from components.compare.settings import CompareSettings
from components.compare.simulation import Traffic, simulate


@pytest.mark.parametrize("users", [20, 50, 200])
def test_equal_versions_are_rarely_told_apart(users: int) -> None:
    found = simulate(Traffic(users=users, hours=100), CompareSettings(min_hours_per_step=24), runs=200, seed=1)
    assert found.promoted + found.rolled_back <= 0.05 * 200


def test_a_better_version_is_promoted_and_a_worse_one_rolled_back() -> None:
    settings = CompareSettings()
    better = simulate(Traffic(base=0.5, effect_points=20, percent=25), settings, runs=50, seed=1)
    assert (better.promoted >= 45, better.rolled_back) == (True, 0)
    worse = Traffic(users=1000, base=0.9, effect_points=-5, spread_points=5)
    found = simulate(worse, settings, runs=50, seed=1)
    assert (found.rolled_back, found.promoted) == (50, 0)
    assert found.outcomes_to_verdict < 20_000


def test_power_in_closed_form_is_that_of_the_simulation() -> None:
    settings = CompareSettings()
    said = power_of(50, 50, settings).gain
    traffic = Traffic(users=50, base=0.5, effect_points=20, percent=50)
    found = simulate(traffic, settings, runs=400, seed=3)
    assert found.share(found.promoted) == pytest.approx(said, abs=0.15)


@pytest.mark.parametrize("users", [2, 9, 20])
def test_so_few_users_prove_nothing_at_a_small_share(users: int) -> None:
    found = power_of(users, 5, CompareSettings())
    assert (found.gain, found.smallest_points) == (0, None)


@pytest.mark.parametrize(
    "change",
    [{"steps": (25, 5)}, {"steps": (0, 5)}, {"steps": (5, 101)}, {"guards": ("rating",)}, {"primary": ()},
     {"false_decisions": 0}, {"primary": ("stars",)}, {"min_users": 1}],
)  # fmt: skip
def test_settings_that_make_no_sense_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        CompareSettings.model_validate(change)
