"""Look at the canary once: promote it, raise its share, wait, or take it back, by what came of both versions.

A look has no memory of its own: what it needs to know lies in the split and in the answers, so it can be killed at any
moment and repeated. The rules are those of ``components.compare.decision``.
"""

import logging
from datetime import datetime

from components.compare.decision import Judgement
from components.compare.looking import judged, look
from components.compare.settings import CompareSettings
from components.shared.progress import Progress, silent
from components.shared.ratings import RatingStore
from components.shared.registry import Registry, card_key, describe
from components.shared.summaries import CompareSummary, ReleaseSummary, Summary
from components.shared.traffic import Split

logger = logging.getLogger(__name__)


def compare_variants(
    registry: Registry,
    ratings: RatingStore,
    settings: CompareSettings,
    *,
    now: datetime,
    progress: Progress = silent,
) -> CompareSummary:
    """Decide on the canary and move the split accordingly.

    Args:
        registry: Where the split lies.
        ratings: Answers and ratings.
        settings: Evidence that a decision needs.
        now: The moment of the look.
        progress: Told what is being done.

    Raises:
        TryAgain: Somebody else changed the split meanwhile; nothing was moved.
    """
    progress("reading the split")
    split = registry.split()
    if split is None or split.canary is None:
        registry.follow_split()
        return look(registry, ratings, settings, now=now)
    judgement, summary = judged(split, ratings, settings, now=now, progress=progress)
    after = after_decision(split, judgement, registry, now)
    if after != split:
        registry.write_split(after, split)
        logger.info("%s %s: %s", judgement.decision, registry.name, describe(after))
    registry.follow_split()
    return summary.model_copy(update={"split_after": after.summary()})


def after_decision(split: Split, judgement: Judgement, registry: Registry, now: datetime) -> Split:
    """The split that a decision leaves behind."""
    if split.canary is None:
        return split
    if judgement.decision == "promote":
        # from now on the base model of the new stable version stands in for it
        return split.without_canary(stable=split.canary, base=registry.version(split.canary).base_version)
    if judgement.decision == "roll_back":
        return split.without_canary(rejected=(*split.rejected, split.canary))
    if judgement.decision == "advance" and judgement.next_percent:
        return split.with_canary(split.canary, judgement.next_percent, now)
    return split


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
