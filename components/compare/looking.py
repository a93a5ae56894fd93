"""What a look at the canary sees: the evidence, what the rules say of it, and both as facts for people."""

from collections.abc import Callable
from datetime import datetime, timedelta

from components.compare.decision import Found, Judgement, judge_canary, measured
from components.compare.evidence import Evidence, gather_evidence
from components.compare.power import advice, power_table
from components.compare.settings import CompareSettings
from components.compare.wording import reason_of
from components.shared.judging import is_usable_answer
from components.shared.progress import Progress, silent
from components.shared.ratings import GivenAnswer, RatingStore
from components.shared.registry import Registry
from components.shared.sequential import Bounds
from components.shared.summaries import ComparedMeasure, CompareSummary, Interval, MomentOfMeasure
from components.shared.traffic import Split

LOOKS = 48  # at the course of a canary, for its plot


def look(
    registry: Registry, ratings: RatingStore, settings: CompareSettings, *, now: datetime, progress: Progress = silent
) -> CompareSummary:
    """What would be decided now; nothing is moved."""
    split = registry.split()
    if split is None or split.canary is None:
        return _nothing_to_compare(split)
    return judged(split, ratings, settings, now=now, progress=progress)[1]


def judged(
    split: Split, ratings: RatingStore, settings: CompareSettings, *, now: datetime, progress: Progress = silent
) -> tuple[Judgement, CompareSummary]:
    """What the rules say of the canary of a split, and on what evidence."""
    progress("reading answers and ratings")
    evidence = gather_evidence(ratings, split, settings, _is_valid(progress))
    judgement = judge_canary(evidence, split, settings, now)
    return judgement, _summary(evidence, judgement, split, settings, now)


def _is_valid(progress: Progress) -> Callable[[GivenAnswer], bool]:
    judged = 0

    def is_valid(answer: GivenAnswer) -> bool:
        nonlocal judged
        judged += 1
        if judged % 100 == 0:
            progress("judging answers", judged)
        return is_usable_answer(answer.generated_code)

    return is_valid


def _summary(
    evidence: Evidence, judgement: Judgement, split: Split, settings: CompareSettings, now: datetime
) -> CompareSummary:
    users = evidence.answers.user_count(canary=False) + evidence.answers.user_count(canary=True)
    began = split.exposure()[0].since
    return CompareSummary(
        decision=judgement.decision,
        reason=reason_of(judgement, split, settings),
        stable=evidence.stable.summary(),
        canary=evidence.canary.summary(),
        measures=tuple(_measure(found, evidence, split, settings, now) for found in judgement.found),
        steps=tuple((_hours(step.since - began), step.percent) for step in split.exposure()),
        power=power_table(max(settings.steps), settings, users),
        advice=advice(users, settings),
        automatic=evidence.automatic,
        ignored=dict(sorted(evidence.ignored.items())),
        split_before=split.summary(),
        split_after=split.summary(),
    )


def _measure(
    found: Found, evidence: Evidence, split: Split, settings: CompareSettings, now: datetime
) -> ComparedMeasure:
    bounds = found.gain or found.loss
    return ComparedMeasure(
        name=found.name,
        primary=found.name in settings.primary,
        stable=found.stable,
        canary=found.canary,
        stable_users=found.stable_users,
        canary_users=found.canary_users,
        difference=_points(bounds) if bounds else None,
        course=tuple(_course(found, evidence, split, settings, now)) if bounds else (),
    )


def _course(
    found: Found, evidence: Evidence, split: Split, settings: CompareSettings, now: datetime
) -> list[MomentOfMeasure]:
    """The same look at earlier moments: what would have been seen then."""
    steps = split.exposure()
    began = steps[0].since
    moments = [began + (now - began) * (number + 1) / LOOKS for number in range(LOOKS)]
    course = []
    for moment in moments:
        then = measured(found.name, evidence.measures[found.name], settings, until=moment)
        bounds = then.gain or then.loss
        if bounds:
            percent = [step.percent for step in steps if step.since <= moment][-1]
            course.append(MomentOfMeasure(hours=_hours(moment - began), percent=percent, difference=_points(bounds)))
    return course


def _points(bounds: Bounds) -> Interval:
    return Interval(value=100 * bounds.value, low=100 * bounds.low, high=100 * bounds.high)


def _hours(time: timedelta) -> float:
    return round(time.total_seconds() / 3600, 3)


def _nothing_to_compare(split: Split | None) -> CompareSummary:
    if split is None:
        return CompareSummary(decision="nothing", reason="Ещё ничего не развёрнуто, сравнивать нечего.")
    reason = f"Новой версии на проверке нет, сравнивать нечего: {split.stable} отвечает всем."
    return CompareSummary(decision="nothing", reason=reason, split_before=split.summary(), split_after=split.summary())
