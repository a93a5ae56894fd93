"""How often the rules of a canary decide, and decide wrongly: ``python -m benchmarks canary``.

Simulated people, the very functions of the decision, one look an hour for a week. The claims are those that a canary
must hold: equal versions, a loss of 5 points in valid answers, a gain of 20 points among people who differ by a
standard deviation of 15 points.
"""

from collections.abc import Iterator

from benchmarks.figure import Figure
from components.compare.settings import CompareSettings
from components.compare.simulation import Simulated, Traffic, simulate

COMMAND = "python -m benchmarks canary"
RUNS = 2000


def figures() -> Iterator[Figure]:
    settings = CompareSettings()
    for users in (20, 50, 200, 1000):
        same = simulate(Traffic(users=users), settings, runs=RUNS, seed=1)
        yield _share(f"A/A, {users} users, steps 5, 25, 50 %: false decisions", same, same.promoted + same.rolled_back)
    worse = Traffic(users=1000, base=0.9, effect_points=-5, spread_points=5)
    lost = simulate(worse, settings, runs=RUNS, seed=1)
    yield _share("loss of 5 points, 1,000 users, 20,000 answers: rolled back", lost, lost.rolled_back)
    needed = lost.outcomes_to_verdict
    yield Figure("answers until it is rolled back, median", needed, needed, needed, "", COMMAND)
    for users in (20, 50, 200, 1000):
        better = Traffic(users=users, base=0.5, effect_points=20, percent=25)
        gained = simulate(better, settings, runs=RUNS, seed=1)
        yield _share(f"gain of 20 points, {users} users at 25 %, 20 ratings each: promoted", gained, gained.promoted)


def _share(claim: str, found: Simulated, count: int) -> Figure:
    value = 100 * found.share(count)
    return Figure(claim, value, value, value, "%", COMMAND)
