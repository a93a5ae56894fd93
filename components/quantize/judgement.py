"""What quantization cost: the merged model in bf16 against the quantized one, both as read back from disk."""

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

from components.quantize.settings import QuantizeSettings
from components.shared.language_model import LanguageModel
from components.shared.observations import Observations, answerable, observe
from components.shared.progress import Progress
from components.shared.questions import Question
from components.shared.statistics import excludes_zero, paired_difference_of_shares


def judge_folder(
    folder: Path, questions: Sequence[Question], settings: QuantizeSettings, progress: Progress, who: str
) -> Observations:
    """Load a model from its folder and let it answer; it is gone from memory afterwards.

    Both are judged in bf16, as they are served: a merged model in fp32 would blame quantization for its rounding.
    """
    hardware = settings.hardware.model_copy(update={"mixed_precision": "bf16"})
    model = LanguageModel.load(folder, hardware=hardware)
    asked, _ = answerable(model, questions, settings.max_records)
    return observe(
        model,
        asked,
        max_new_tokens=settings.max_new_tokens,
        batch_size=settings.batch_size,
        progress=progress,
        who=who,
    )


def top1_agreement(before: Observations, after: Observations) -> float:
    """Share of label positions where both models find the same next token likeliest, given the right text so far."""
    pairs = [
        one == other
        for first, second in zip(before.losses, after.losses, strict=True)
        for one, other in zip(first.predicted, second.predicted, strict=True)
    ]
    return sum(pairs) / len(pairs) if pairs else math.nan


def syntax_share(observations: Observations) -> float:
    """Share of well-formed answers; 1 when no question is judged for it, so that nothing seems lost."""
    well_formed = observations.well_formed
    return sum(well_formed) / len(well_formed) if well_formed else 1.0


def complaints(before: Observations, after: Observations, settings: QuantizeSettings) -> Iterator[str]:
    """Each limit that was not kept, with both numbers. NaN keeps no limit."""
    if not all(math.isfinite(loss.negative_log_likelihood) for loss in after.losses):
        yield "some of its outputs are no finite numbers"
    increase = after.perplexity / before.perplexity - 1
    if not increase <= settings.max_perplexity_increase:
        yield (
            f"perplexity {before.perplexity:.4f} -> {after.perplexity:.4f} ({increase:+.2%}, "
            f"at most {settings.max_perplexity_increase:+.2%})"
        )
    agreement = top1_agreement(before, after)
    if not agreement >= settings.min_top1_agreement:
        yield f"top-1 agreement {agreement:.4f} (at least {settings.min_top1_agreement:.4f})"
    syntax = paired_difference_of_shares(before.well_formed, after.well_formed)
    # one answer of a hundred may go either way: only a loss beyond chance counts
    if -syntax.value > settings.max_syntax_loss_points and excludes_zero(syntax):
        yield (
            f"{-syntax.value:.1f} points of well-formed answers lost, 95 % interval {-syntax.high:.1f} to "
            f"{-syntax.low:.1f} (at most {settings.max_syntax_loss_points:.1f})"
        )
