"""What is decided of a canary, and why: a function of the evidence and the clock, without memory.

The rules, the first that holds:

1. somebody's users were lost on the way to a variant (sample ratio): nothing is promoted, a proven loss still ends it;
2. a proven loss in any measure: roll back;
3. no answer for three times the stale time, or no verdict within the time of a canary: roll back;
4. no fresh answer, or the canary is paused: hold;
5. a proven gain in a primary measure: promote;
6. enough time and answers at this share: the next share;
7. otherwise: hold.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from components.compare.evidence import Evidence
from components.compare.outcomes import OutcomeTable
from components.compare.settings import CompareSettings, MeasureName
from components.shared.sequential import Bounds, bounds, difference, sample_ratio_evidence
from components.shared.traffic import Split

Decision = Literal["promote", "advance", "hold", "roll_back", "nothing"]
Reason = Literal[
    "gain", "loss", "sample_ratio", "abandoned", "expired", "stale", "paused", "step_done", "too_few", "unproven"
]

BROKEN_SPLIT = 1000.0  # the chance that a sound split ever looks so broken is 1 in 1,000


@dataclass(frozen=True, slots=True)
class Found:
    """One measure: both variants, and where the difference lies."""

    name: MeasureName
    stable: float
    canary: float
    stable_users: int
    canary_users: int
    loss: Bounds | None
    gain: Bounds | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """A decision with everything it rests on."""

    decision: Decision
    reason: Reason
    found: tuple[Found, ...]
    decisive: Found | None = None
    next_percent: int | None = None


def judge_canary(evidence: Evidence, split: Split, settings: CompareSettings, now: datetime) -> Judgement:
    """Decide on the canary of a split."""
    found = tuple(measured(name, evidence.measures[name], settings) for name in settings.measures)
    decision, reason, decisive, percent = _decided(found, evidence, split, settings, now)
    return Judgement(decision, reason, found, decisive, percent)


def measured(name: MeasureName, table: OutcomeTable, settings: CompareSettings, until: datetime | None = None) -> Found:
    """What is known of a measure, now or at a moment."""
    pairs = table.pairs(until.timestamp()) if until else table.pairs()
    estimate = difference(pairs)
    loss_alpha, gain_alpha = alphas(settings)
    least_loss, least_gain = settings.smallest_loss_points / 100, settings.smallest_gain_points / 100
    loss = bounds(estimate, alpha=loss_alpha, smallest_effect=least_loss) if estimate else None
    gain = bounds(estimate, alpha=gain_alpha, smallest_effect=least_gain) if estimate else None
    return Found(
        name=name,
        stable=table.share(canary=False),
        canary=table.share(canary=True),
        stable_users=table.user_count(canary=False),
        canary_users=table.user_count(canary=True),
        loss=loss,
        gain=gain if name in settings.primary else None,
    )


def alphas(settings: CompareSettings) -> tuple[float, float]:
    """Two-sided levels of each loss and each gain.

    Half of the false decisions may be roll backs, half promotions; each half is shared by its measures (Bonferroni).
    Only one side of an interval decides, so its level may be twice its share.
    """
    share = settings.false_decisions / 2
    return 2 * share / len(settings.measures), 2 * share / len(settings.primary)


def broken_split(evidence: Evidence, split: Split) -> bool:
    """Whether users are missing on one side: what they would have said is missing too."""
    steps = split.exposure()
    found = (
        sample_ratio_evidence(canary, canary + stable, step.percent / 100)
        for number, step in enumerate(steps)
        for canary in (evidence.answers.user_count(canary=True, step=number),)
        for stable in (evidence.answers.user_count(canary=False, step=number),)
    )
    return any(evidence_against >= BROKEN_SPLIT * len(steps) for evidence_against in found)


_Decided = tuple[Decision, Reason, Found | None, int | None]


def _decided(
    found: tuple[Found, ...], evidence: Evidence, split: Split, settings: CompareSettings, now: datetime
) -> _Decided:
    step = split.exposure()[-1]
    worse = next((it for it in found if it.loss and it.loss.high < 0 and _enough(it, settings)), None)
    better = next((it for it in found if it.gain and it.gain.low > 0 and _enough(it, settings)), None)
    silent = now - _last_answer(evidence, since=step.since)
    stale = timedelta(hours=settings.stale_hours)
    if worse:
        return "roll_back", "loss", worse, None
    if split.canary_since and now - split.canary_since > timedelta(hours=settings.max_hours):
        return "roll_back", "expired", None, None
    if silent > 3 * stale:
        return "roll_back", "abandoned", None, None
    if broken_split(evidence, split):
        return "hold", "sample_ratio", None, None
    if silent > stale:
        return "hold", "stale", None, None
    if split.paused:
        return "hold", "paused", None, None
    if better and step.percent >= settings.promote_from_percent:
        return "promote", "gain", better, None
    larger = next((share for share in settings.steps if share > step.percent), None)
    if larger is not None and _step_done(evidence, split, settings, now):
        return "advance", "step_done", better, larger
    too_few = not any(it.loss and _enough(it, settings) for it in found)
    return "hold", "too_few" if too_few else "unproven", None, None


def _enough(found: Found, settings: CompareSettings) -> bool:
    return min(found.stable_users, found.canary_users) >= settings.min_users


def _step_done(evidence: Evidence, split: Split, settings: CompareSettings, now: datetime) -> bool:
    steps = split.exposure()
    answers = evidence.answers.count(canary=True, step=len(steps) - 1)
    waited = now - steps[-1].since >= timedelta(hours=settings.min_hours_per_step)
    return waited and answers >= settings.min_answers_per_step


def _last_answer(evidence: Evidence, since: datetime) -> datetime:
    """When the variant that was silent longest answered last; the step's beginning when one has not answered yet."""
    moments = (evidence.answers.last(canary=canary) for canary in (False, True))
    told = [datetime.fromtimestamp(moment, UTC) if moment is not None else since for moment in moments]
    return max(min(told), since)
