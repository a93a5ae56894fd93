"""What a model does with questions: its answers, and how surprised it is by the right ones."""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from components.shared.errors import BadInput
from components.shared.progress import Progress
from components.shared.questions import Question
from components.shared.statistics import perplexity

if TYPE_CHECKING:
    from components.shared.bsl import Verdict
    from components.shared.language_model import Completion, LanguageModel, TokenLosses


@dataclass(frozen=True, slots=True)
class Observations:
    """One model's answers and losses, one for each question, in their order."""

    questions: Sequence[Question]
    completions: "Sequence[Completion]"
    losses: "Sequence[TokenLosses]"
    findings: Sequence[tuple[str, ...]]
    verdicts: "Sequence[Verdict | None]"
    seconds_generating: float

    @property
    def perplexity(self) -> float:
        """Token-weighted: a mean over records would let short answers count more."""
        labels = sum(loss.label_count for loss in self.losses)
        nats = math.fsum(loss.negative_log_likelihood for loss in self.losses)
        return perplexity(nats / labels) if labels else math.nan

    @property
    def well_formed(self) -> list[bool]:
        """Whether each answer is well-formed, of the questions that are judged for it."""
        return [not found for question, found in zip(self.questions, self.findings, strict=True) if question.is_judged]

    @property
    def complete(self) -> list[bool]:
        """Whether each judged answer is well-formed and was ended by the model, not cut at the limit."""
        rows = zip(self.questions, self.findings, self.completions, strict=True)
        return [not found and completion.stopped for question, found, completion in rows if question.is_judged]

    def scores(self, axis: str) -> list[float]:
        """The score of each answer on an axis, of the questions whose reference passes there.

        An answer that does not compile gets nothing: broken code is not rewarded for being tidy.
        """
        rows = zip(self.questions, self.verdicts, strict=True)
        return [
            0.0 if verdict is None else getattr(verdict.scores, axis) or 0.0
            for question, verdict in rows
            if axis in question.scored
        ]

    @property
    def tokens_per_second(self) -> float:
        """Speed of answering, all batches together."""
        return sum(completion.tokens for completion in self.completions) / max(self.seconds_generating, 1e-9)


def answerable(model: "LanguageModel", questions: Sequence[Question], limit: int) -> tuple[list[Question], int]:
    """The first questions that fit the model's context and chat template, with their right answers.

    Returns:
        At most ``limit`` questions, and how many were passed over on the way because they do not fit.

    Raises:
        BadInput: None fits.
    """
    from components.shared.language_model.chat import UnfitConversation

    def fits(question: Question) -> bool:
        try:
            tokens, _ = model.completion_tokens(question.record.conversation())
        except UnfitConversation:
            return False
        return len(tokens) <= model.context_length

    kept: list[Question] = []
    looked_at = 0
    for question in questions:
        if len(kept) == limit:
            break
        looked_at += 1
        if fits(question):
            kept.append(question)
    if not kept:
        raise BadInput(
            f"none of {len(questions)} records fits the model: its context is {model.context_length} tokens, and its "
            "chat template must write turns one after another; take another base model or shorter records"
        )
    return kept, looked_at - len(kept)


def observe(
    model: "LanguageModel",
    questions: Sequence[Question],
    *,
    max_new_tokens: int,
    batch_size: int,
    progress: Progress,
    who: str,
) -> Observations:
    """Let a model answer all questions, greedily, and measure its losses on the right answers.

    Args:
        model: Whom to ask.
        questions: What to ask.
        max_new_tokens: Longest answer.
        batch_size: Questions answered together.
        progress: Told after each batch.
        who: How this model is called in the progress.
    """

    def report(doing: str, done: int = 0, total: int | None = None) -> None:
        progress(f"{who} {doing}", done, total)

    conversations = [question.record.conversation() for question in questions]
    started = time.monotonic()
    completions = model.generate(
        [question.prompt for question in questions],
        max_new_tokens=max_new_tokens,
        batch_size=batch_size,
        progress=report,
    )
    seconds = time.monotonic() - started
    return Observations(
        questions=questions,
        completions=completions,
        losses=model.token_losses(conversations, batch_size=batch_size, progress=report),
        findings=[q.findings(completion.text) for q, completion in zip(questions, completions, strict=True)],
        verdicts=[q.verdict(completion.text) for q, completion in zip(questions, completions, strict=True)],
        seconds_generating=seconds,
    )
