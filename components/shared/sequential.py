"""Statistics that stay valid however often one looks: a canary is judged every hour until somebody decides.

A confidence sequence covers the truth at all looks together with its confidence (normal mixture, Robbins 1970;
asymptotic form: Waudby-Smith et al. 2021), where an ordinary 95 % interval that is looked at eighty times is wrong in
more than a third of all A/A tests. The unit is the user: what one user says ten times is one opinion, said precisely.
All differences are canary − stable, in shares (−1 to 1).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

FEWEST_USERS = 5  # of each variant: a variance of fewer is a guess
DESIGN_Z = 3.3  # where a sequence tuned for an effect detects it: about this many standard errors


@dataclass(frozen=True, slots=True)
class Arm:
    """What the users of one variant did: a share of good outcomes and a count of outcomes for each user."""

    means: Floats
    counts: Floats

    @property
    def users(self) -> int:
        """How many users there are."""
        return int(self.means.size)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A difference with its variance; None where there is nothing to estimate from."""

    value: float
    variance: float


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where the difference lies, at all looks together."""

    value: float
    low: float
    high: float


def arm(successes: Floats, counts: Floats) -> Arm:
    """An arm from sums per user; users without an outcome are left out."""
    seen = counts > 0
    return Arm(means=successes[seen] / counts[seen], counts=counts[seen].astype(np.float64))


def difference(stages: Sequence[tuple[Arm, Arm]]) -> Estimate | None:
    """Canary − stable over the stages of a rollout, each a pair of stable and canary.

    Only users of the same stage are compared: while the share of a canary grows, everything else changes too (the
    hour, the tasks), and one sum over all stages would take that for the canary's work (Simpson's paradox).
    """
    estimates = [found for stable, canary in stages if (found := _stage_difference(stable, canary)) is not None]
    if not estimates:
        return None
    weights = [1 / estimate.variance for estimate in estimates]
    total = math.fsum(weights)
    value = math.fsum(weight * estimate.value for weight, estimate in zip(weights, estimates, strict=True)) / total
    return Estimate(value, 1 / total)


def bounds(estimate: Estimate, *, alpha: float, smallest_effect: float) -> Bounds:
    """The confidence sequence now.

    Args:
        estimate: From everything seen so far.
        alpha: Chance that the truth is ever outside, both sides together.
        smallest_effect: The difference that should be found soonest, in shares: tunes the width, not the validity.
    """
    information = 1 / estimate.variance
    wanted = (DESIGN_Z / smallest_effect) ** 2
    # the mixture whose boundary is lowest at the wanted information (Howard et al. 2021, section 3.5)
    rho = wanted / (-2 * math.log(alpha) + math.log(-2 * math.log(alpha) + 1))
    width = math.sqrt((information + rho) / information**2 * math.log((information + rho) / (rho * alpha**2)))
    return Bounds(estimate.value, max(-1.0, estimate.value - width), min(1.0, estimate.value + width))


def sample_ratio_evidence(canary_users: int, users: int, share: float) -> float:
    """How many times likelier the counts are under some other split than under the intended one.

    Always valid: under the intended split it ever reaches 1,000 with a chance of at most 1 in 1,000 (Ville). The
    other splits are a Beta distribution around the intended one.

    Args:
        canary_users: Users that the canary answered.
        users: Users that either answered.
        share: Of users that should meet the canary, between 0 and 1.
    """
    if users == 0 or not 0 < share < 1:
        return 1.0
    certainty = 20.0
    a, b = certainty * share, certainty * (1 - share)
    likelier = _log_beta(a + canary_users, b + users - canary_users) - _log_beta(a, b)
    intended = canary_users * math.log(share) + (users - canary_users) * math.log1p(-share)
    return math.exp(min(likelier - intended, 700.0))


def _stage_difference(stable: Arm, canary: Arm) -> Estimate | None:
    if min(stable.users, canary.users) < FEWEST_USERS:
        return None
    own = [_variance(side) for side in (stable, canary)]
    separate = own[0] / stable.users + own[1] / canary.users
    freedom = stable.users + canary.users - 2
    pooled = ((stable.users - 1) * own[0] + (canary.users - 1) * own[1]) / freedom
    together = pooled * (1 / stable.users + 1 / canary.users)
    # few users of the canary guess their own variance badly; many of the stable version do not know the canary's
    variance = max(separate, together) * _small_sample(freedom)
    return Estimate(float(canary.means.mean() - stable.means.mean()), variance)


def _variance(side: Arm) -> float:
    """Between users; never below what outcomes of one user must vary: a hundred of a hundred is no proof."""
    share = (float(side.means.sum()) + 1) / (side.users + 2)
    least = share * (1 - share) * float((1 / side.counts).mean())
    return max(float(side.means.var(ddof=1)), least)


def _small_sample(freedom: int) -> float:
    """How much wider Student's distribution is than the normal one, as a factor of the variance."""
    return freedom / (freedom - 2) if freedom > 2 else math.inf


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
