"""Canaries that never were: how often the rules decide, and decide wrongly, for a team's own traffic.

The very functions of the decision are called, at every look; only users and their answers are drawn.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pydantic import Field

from components.compare.decision import alphas
from components.compare.settings import CompareSettings
from components.shared.sequential import Arm, arm, bounds, difference
from components.shared.settings import Settings


class Traffic(Settings):
    """Who asks how much, and what comes of it."""

    users: int = Field(200, ge=2, description="People who ask")
    outcomes_per_user: float = Field(20.0, gt=0, description="Answers (or ratings) of each person, over all hours")
    hours: int = Field(168, ge=1, description="How long it goes on; one look an hour")
    base: float = Field(0.6, ge=0, le=1, description="Share of good outcomes of the stable version")
    effect_points: float = Field(0.0, ge=-100, le=100, description="How much better the canary really is")
    spread_points: float = Field(15.0, ge=0, le=50, description="How people differ: standard deviation of their shares")
    percent: int | None = Field(None, ge=1, le=99, description="A share held all the time; none: the rollout's steps")


@dataclass(frozen=True, slots=True)
class Simulated:
    """What became of all runs."""

    runs: int
    promoted: int
    rolled_back: int
    outcomes_to_verdict: float  # median over runs with a verdict; NaN without one

    def share(self, count: int) -> float:
        """A count of runs as a share of all."""
        return count / self.runs


def simulate(traffic: Traffic, settings: CompareSettings, *, runs: int, seed: int) -> Simulated:
    """Draw many canaries and decide on each at every hour, until a verdict or the end.

    One primary measure is drawn; its levels are those that the settings give to each of their measures.
    """
    generator = np.random.default_rng(seed)
    verdicts: Counter[str] = Counter()
    needed = []
    for _ in range(runs):
        verdict, outcomes = _one_run(generator, traffic, settings)
        verdicts[verdict] += 1
        if verdict != "none":
            needed.append(outcomes)
    median = float(np.median(needed)) if needed else float("nan")
    return Simulated(runs, verdicts["promote"], verdicts["roll_back"], median)


@dataclass(slots=True)
class _Step:
    """Sums per user at one share."""

    in_canary: npt.NDArray[np.bool_]
    good: npt.NDArray[np.float64]
    count: npt.NDArray[np.float64]

    def pair(self) -> tuple[Arm, Arm]:
        stable = ~self.in_canary
        return arm(self.good[stable], self.count[stable]), arm(self.good[self.in_canary], self.count[self.in_canary])


def _one_run(generator: np.random.Generator, traffic: Traffic, settings: CompareSettings) -> tuple[str, float]:
    order = generator.permutation(traffic.users)
    tastes = np.clip(traffic.base + generator.normal(0, traffic.spread_points / 100, traffic.users), 0, 1)
    loss_alpha, gain_alpha = alphas(settings)
    steps: list[_Step] = []
    for percent, is_new in _shares(traffic, settings):
        if is_new:
            inside = order < traffic.users * percent / 100
            steps.append(_Step(inside, np.zeros(traffic.users), np.zeros(traffic.users)))
        now = steps[-1]
        asked = generator.poisson(traffic.outcomes_per_user / traffic.hours, traffic.users)
        shares = np.clip(tastes + traffic.effect_points / 100 * now.in_canary, 0, 1)
        now.good += generator.binomial(asked, shares)
        now.count += asked
        found = difference([step.pair() for step in steps])
        if found is None:
            continue
        if bounds(found, alpha=loss_alpha, smallest_effect=settings.smallest_loss_points / 100).high < 0:
            return "roll_back", float(sum(step.count.sum() for step in steps))
        if bounds(found, alpha=gain_alpha, smallest_effect=settings.smallest_gain_points / 100).low > 0:
            return "promote", float(sum(step.count.sum() for step in steps))
    return "none", float("nan")


def _shares(traffic: Traffic, settings: CompareSettings) -> Iterator[tuple[int, bool]]:
    """The share at each hour, and whether it is new: each step of the rollout takes its least time."""
    hours = max(1, round(settings.min_hours_per_step))
    before = 0
    for hour in range(traffic.hours):
        share = traffic.percent or settings.steps[min(hour // hours, len(settings.steps) - 1)]
        yield share, share != before
        before = share
