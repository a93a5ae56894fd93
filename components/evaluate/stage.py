"""Ask base and tuned the same questions, and compare what they answer."""

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from components.evaluate.measures import table
from components.evaluate.settings import EvaluateSettings
from components.shared.language_model import LanguageModel
from components.shared.observations import Observations, answerable, observe
from components.shared.progress import Progress, silent
from components.shared.questions import Question, read_questions
from components.shared.records import Record
from components.shared.statistics import perplexity_band
from components.shared.summaries import Answer, EvaluateSummary
from components.shared.versions import weights_sha256


def evaluate_models(
    base: Path, adapter: Path, splits: Path, settings: EvaluateSettings, progress: Progress = silent
) -> EvaluateSummary:
    """Compare base and tuned on the same records of the test split.

    Args:
        base: The base model, or a reference to it.
        adapter: What training left: an adapter, or a whole model.
        splits: Folder with ``test.parquet``.
        settings: How many records, how long the answers.
        progress: Told how far it is.
    """
    started = time.monotonic()
    questions = read_questions([splits / "test.parquet"])
    before, after, left_out = _columns(base, adapter, questions, settings, progress)
    return EvaluateSummary(
        records=len(before.questions),
        measures=table(before, after, settings, left_out=left_out),
        by_category=_by(before, after, lambda record: record.category),
        by_source=_by(before, after, lambda record: record.source),
        base_perplexity=before.perplexity,
        tuned_perplexity=after.perplexity,
        perplexity_band=perplexity_band(after.perplexity),
        answers=_answers(before, after),
        adapter_sha256=weights_sha256(adapter),
        seconds=time.monotonic() - started,
    )


def _columns(
    base: Path, adapter: Path, questions: list[Question], settings: EvaluateSettings, progress: Progress
) -> tuple[Observations, Observations, int]:
    """One load gives both columns, without what training left and with it; and how many questions did not fit."""
    model = LanguageModel.load(base, adapter, hardware=settings.hardware)
    asked, left_out = answerable(model, questions, settings.max_records)
    with model.without_adapter():
        before = _observe(model, asked, settings, progress, "base")
    return before, _observe(model, asked, settings, progress, "tuned"), left_out


def _observe(
    model: LanguageModel, questions: Sequence[Question], settings: EvaluateSettings, progress: Progress, who: str
) -> Observations:
    return observe(
        model,
        questions,
        max_new_tokens=settings.max_new_tokens,
        batch_size=settings.batch_size,
        progress=progress,
        who=who,
    )


def _by(before: Observations, after: Observations, key: Callable[[Record], str]) -> dict[str, dict[str, float]]:
    """Shares of well-formed answers in each group; slices describe, no verdict rests on them."""
    groups: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    judged = [question for question in before.questions if question.is_judged]
    for question, base, tuned in zip(judged, before.well_formed, after.well_formed, strict=True):
        groups[key(question.record)].append((base, tuned))
    return {
        name: {
            "n": len(pairs),
            "base": sum(base for base, _ in pairs) / len(pairs),
            "tuned": sum(tuned for _, tuned in pairs) / len(pairs),
        }
        for name, pairs in sorted(groups.items())
    }


def _answers(before: Observations, after: Observations) -> tuple[Answer, ...]:
    return tuple(
        Answer(
            record_id=question.record.id,
            category=question.record.category,
            source=question.record.source,
            instruction=question.record.instruction or question.prompt[-1].content,
            reference=question.reference,
            base=before.completions[n].text,
            tuned=after.completions[n].text,
            base_errors=_shown(before, n),
            tuned_errors=_shown(after, n),
            base_stopped=before.completions[n].stopped,
            tuned_stopped=after.completions[n].stopped,
        )
        for n, question in enumerate(before.questions)
    )


def _shown(column: Observations, number: int) -> tuple[str, ...]:
    """What a reader is shown of an answer: why it is not well-formed, or else what the judge found in it."""
    verdict = column.verdicts[number]
    if column.findings[number] or verdict is None:
        return column.findings[number]
    counted = [finding for finding in verdict.findings if finding.rule.strength != "report"]
    return tuple(f"{found.line}:{found.column} {found.rule.code}: {found.message_ru}" for found in counted)
