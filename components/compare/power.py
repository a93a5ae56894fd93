"""How much a number of users can show: they stay with their variant, so more answers of the same people add little."""

import math
from statistics import NormalDist

from components.compare.decision import alphas
from components.compare.settings import CompareSettings
from components.shared.sequential import FEWEST_USERS, Bounds, Estimate, bounds
from components.shared.summaries import Power

USERS = (20, 50, 200, 1000)
BASE, SPREAD = 0.5, 0.15  # share of good ratings where it varies most; how users differ, standard deviation
RATINGS_PER_USER = 20
GOOD_CHANCE = 0.8
TOO_FEW_POINTS = 30.0  # nobody waits for a version that must be so much better before it can be seen


def power_of(users: int, percent: int, settings: CompareSettings) -> Power:
    """What a number of users can show when this share of them meets the canary."""
    variance = _variance(users, percent)
    gain = settings.smallest_gain_points / 100
    smallest = _smallest(variance, settings) if variance else None
    return Power(users=users, gain=_chance(gain, variance, settings) if variance else 0.0, smallest_points=smallest)


def power_table(percent: int, settings: CompareSettings, users: int | None = None) -> tuple[Power, ...]:
    """For teams of usual sizes, and for the number of users that there really is."""
    sizes = sorted({*USERS, *([users] if users else [])})
    return tuple(power_of(size, percent, settings) for size in sizes)


def advice(users: int, settings: CompareSettings) -> str:
    """What else could decide when this many users cannot, in Russian; empty when they can."""
    best = power_of(users, max(settings.steps), settings)
    if best.smallest_points is not None and best.smallest_points <= TOO_FEW_POINTS:
        return ""
    seen = "никакую разницу" if best.smallest_points is None else f"разницу меньше {best.smallest_points:.0f} пунктов"
    return (
        f"Пользователей {users}: доказать {seen} такая проверка не сможет, сколько бы она ни длилась. Решить помогут "
        "сравнение вслепую (пользователь видит оба ответа и выбирает) и повтор настоящих запросов на обеих версиях: "
        "в них каждый запрос служит парой сам себе."
    )


def _variance(users: int, percent: int) -> float | None:
    canary = users * percent // 100
    stable = users - canary
    if min(canary, stable) < FEWEST_USERS:
        return None
    one_user = SPREAD**2 + (BASE * (1 - BASE) - SPREAD**2) / RATINGS_PER_USER
    return one_user * (1 / canary + 1 / stable) * (users - 2) / (users - 4)


def _bounds(value: float, variance: float, settings: CompareSettings) -> Bounds:
    _, alpha = alphas(settings)
    return bounds(Estimate(value, variance), alpha=alpha, smallest_effect=settings.smallest_gain_points / 100)


def _chance(effect: float, variance: float, settings: CompareSettings) -> float:
    """Of proof at the last look: earlier looks can only add to it."""
    return NormalDist().cdf(_bounds(effect, variance, settings).low / math.sqrt(variance))


def _smallest(variance: float, settings: CompareSettings) -> float | None:
    at_zero = _bounds(0.0, variance, settings)
    needed = at_zero.high + NormalDist().inv_cdf(GOOD_CHANCE) * math.sqrt(variance)
    return 100 * needed if needed <= 1 else None
