"""Promote the canary, roll it back, or wait: by what users said about both versions.

The rule, once per call and without memory:

1. no canary: nothing;
2. fewer ratings or users than the settings ask for, on either side: hold;
3. the whole 95 % interval of the difference in good ratings is above zero: promote; below zero: roll back;
4. otherwise: hold.
"""

import logging
from datetime import datetime
from typing import Literal

from components.compare.evidence import Evidence, Variant, gather_evidence
from components.compare.settings import CompareSettings
from components.shared.progress import Progress, silent
from components.shared.ratings import RatingStore
from components.shared.registry import Registry, card_key, describe
from components.shared.reports.markup import percent, signed
from components.shared.summaries import CompareSummary, Interval, ReleaseSummary, Summary
from components.shared.traffic import Split

logger = logging.getLogger(__name__)

Decision = Literal["promote", "hold", "roll_back", "nothing"]


def compare_variants(
    registry: Registry, ratings: RatingStore, settings: CompareSettings, *, now: datetime, progress: Progress = silent
) -> CompareSummary:
    """Decide on the canary and move the split accordingly.

    Raises:
        TryAgain: Somebody else changed the split meanwhile; nothing was moved.
    """
    progress("reading the split")
    split = registry.split()
    if split is None or split.canary is None:
        registry.follow_split()
        return _nothing_to_compare(split)
    progress("reading ratings")
    evidence = gather_evidence(ratings, split, settings, now)
    difference = evidence.difference()
    decision, reason = decide(evidence, difference, settings)
    after = after_decision(split, decision, registry)
    if after != split:
        registry.write_split(after, split)
        logger.info("%s %s: %s", decision, registry.name, describe(after))
    registry.follow_split()
    return CompareSummary(
        decision=decision,
        reason=reason,
        stable=evidence.stable.summary(),
        canary=evidence.canary.summary(),
        difference=difference,
        automatic=evidence.automatic,
        ignored=dict(sorted(evidence.ignored.items())),
        split_before=split.summary(),
        split_after=after.summary(),
    )


def decide(evidence: Evidence, difference: Interval | None, settings: CompareSettings) -> tuple[Decision, str]:
    """The decision, and why, in Russian."""
    stable, canary = evidence.stable, evidence.canary
    if difference is None or any(
        len(side.ratings) < settings.min_ratings or side.users < settings.min_users for side in (stable, canary)
    ):
        return "hold", (
            f"Слишком мало оценок: {_counts(canary)}, {_counts(stable)}; "
            f"нужно не меньше {settings.min_ratings} от {settings.min_users} пользователей у каждой версии."
        )
    numbers = (
        f"хороших оценок у {canary.version} {_share(canary)}, у {stable.version} {_share(stable)}, "
        f"разница {_points(difference.value)} (95 % интервал от {_points(difference.low)} до "
        f"{_points(difference.high)}); {_counts(canary)}, {_counts(stable)}."
    )
    if difference.low > 0:
        return "promote", f"Версия {canary.version} лучше и отвечает теперь всем: {numbers}"
    if difference.high < 0:
        return "roll_back", f"Версия {canary.version} хуже и снята: {numbers}"
    return "hold", f"Разница не доказана, проверка продолжается: {numbers}"


def after_decision(split: Split, decision: Decision, registry: Registry) -> Split:
    """The split that a decision leaves behind."""
    if split.canary is None or decision not in ("promote", "roll_back"):
        return split
    changes: dict[str, str | int | None] = {
        "canary": None,
        "canary_percent": 0,
        "canary_since": None,
        "generation": split.generation + 1,
    }
    if decision == "promote":
        # from now on the base model of the new stable version stands in for it
        changes["stable"] = split.canary
        changes["base"] = registry.version(split.canary).base_version
    return Split.model_validate(dict(split) | changes)


def report_summaries(registry: Registry, compared: CompareSummary) -> dict[str, Summary]:
    """Everything that the report shows: the run that made the version in question, and this comparison."""
    summaries: dict[str, Summary] = {"compare": compared}
    split = compared.split_before
    if split is None:
        return summaries
    record = registry.version(split.canary or split.stable)
    released = ReleaseSummary(
        name=record.name,
        version=record.version,
        digest=record.digest,
        new=False,
        base_version=record.base_version,
        card=card_key(record),
    )
    return record.stage_summaries() | {"register": released, "deploy": split} | summaries


def _nothing_to_compare(split: Split | None) -> CompareSummary:
    if split is None:
        return CompareSummary(decision="nothing", reason="Ещё ничего не развёрнуто, сравнивать нечего.")
    reason = f"Новой версии на проверке нет, сравнивать нечего: {split.stable} отвечает всем."
    return CompareSummary(decision="nothing", reason=reason, split_before=split.summary(), split_after=split.summary())


def _counts(variant: Variant) -> str:
    return f"{variant.version}: оценок {len(variant.ratings)}, пользователей {variant.users}"


def _share(variant: Variant) -> str:
    return percent(variant.good_users / variant.users)


def _points(value: float) -> str:
    return f"{signed(value)} п."
