"""What the curves of a training say."""

from collections.abc import Sequence

from components.shared.summaries import ValidationPoint

NOTICEABLE = 0.01


def overfits(validation: Sequence[ValidationPoint]) -> bool:
    """Whether validation loss rose noticeably after its best and stayed so, twice at least: noise is no alarm."""
    best = min(validation, key=lambda point: point.loss)
    after = [point.loss for point in validation if point.step > best.step]
    return len(after) >= 2 and all(loss > best.loss * (1 + NOTICEABLE) for loss in after)
