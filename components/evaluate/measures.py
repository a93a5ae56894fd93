"""The table of base against tuned: one row for each axis, with the interval of the paired difference."""

import math
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Literal

from components.evaluate.settings import EvaluateSettings
from components.shared.bsl import extract_code, normalised_tokens
from components.shared.observations import Observations
from components.shared.questions import Question
from components.shared.statistics import (
    bootstrap_ratio,
    excludes_zero,
    paired_bootstrap,
    paired_difference_of_shares,
    wilson,
)
from components.shared.summaries import Interval, Measure

PERCENT = 100.0
NATS_PER_BIT = math.log(2)

Axis = Literal["syntax", "semantics", "best_practice", "documentation", "optimization", "satisfaction", "language"]

# what nobody has said yet; a row without numbers is better than a number without a judge
NOT_YET = "Не измеряется здесь: оценки пользователей собираются после развёртывания."
JUDGED: tuple[tuple[Axis, str], ...] = (
    ("semantics", "Ответ, в котором есть неизвестные имена или код не компилируется, получает 0."),
    ("best_practice", ""),
    ("documentation", ""),
    ("optimization", ""),
)


def table(
    base: Observations, tuned: Observations, settings: EvaluateSettings, left_out: int = 0
) -> tuple[Measure, ...]:
    """All rows; those that cannot be measured yet are there without numbers.

    Args:
        base: The base model's column.
        tuned: The tuned model's, over the same questions in the same order.
        settings: Resamples and seed of the intervals.
        left_out: How many chosen records fit neither the model's context nor its chat template.
    """
    note = f"Без {left_out} записей, которые не помещаются в контекст или шаблон диалога модели." if left_out else ""
    return (
        syntax(base, tuned),
        complete(base, tuned),
        shares("stops", [c.stopped for c in base.completions], [c.stopped for c in tuned.completions]),
        shares("exact", exact(base), exact(tuned)),
        similarity(base, tuned, settings),
        perplexity(base, tuned, settings, note),
        bits_per_character(base, tuned, settings),
        *(judged(base, tuned, axis, settings, about) for axis, about in JUDGED),
        not_measured("satisfaction", "satisfaction", NOT_YET),
    )


def syntax(base: Observations, tuned: Observations) -> Measure:
    """Share of answers with code that parse without errors and hold a method where the reference does."""
    judged = len(base.well_formed)
    if judged == 0:
        return not_measured("syntax", "syntax", "Не измерено: среди вопросов нет ни одного с разбираемым эталоном.")
    left_out = len(base.questions) - judged
    note = f"Без {left_out} вопросов, эталон которых — пояснение или фрагмент." if left_out else ""
    return shares("syntax", base.well_formed, tuned.well_formed, axis="syntax", note=note)


def complete(base: Observations, tuned: Observations) -> Measure:
    """Share of answers that could be taken as they are: well-formed, and ended by the model itself."""
    if not base.complete:
        return not_measured("complete", "syntax", "Не измерено: среди вопросов нет ни одного с разбираемым эталоном.")
    return shares("complete", base.complete, tuned.complete, axis="syntax")


def shares(
    key: str, base: Sequence[bool], tuned: Sequence[bool], *, axis: Axis = "language", note: str = ""
) -> Measure:
    """A row of shares, difference in percentage points."""
    return _row(
        Measure(key=key, axis=axis, unit="share", higher_is_better=True, measured=True, note=note),
        wilson(sum(base), len(base)),
        wilson(sum(tuned), len(tuned)),
        paired_difference_of_shares(base, tuned),
    )


def judged(base: Observations, tuned: Observations, axis: Axis, settings: EvaluateSettings, note: str) -> Measure:
    """Mean score on one axis of the judge, over the questions whose own reference has no strong finding there."""
    before, after = base.scores(axis), tuned.scores(axis)
    if not before:
        return not_measured(axis, axis, "Не измерено: среди вопросов нет ни одного с безупречным эталоном.")
    row = Measure(key=axis, axis=axis, unit="score", higher_is_better=True, measured=True, note=note)
    return _scores(row, before, after, [1.0] * len(before), settings)


def similarity(base: Observations, tuned: Observations, settings: EvaluateSettings) -> Measure:
    """Mean share of tokens that answer and reference have in common, in order."""
    columns = [[_similarity(*texts) for texts in _token_pairs(column)] for column in (base, tuned)]
    row = Measure(key="similarity", axis="language", unit="similarity", higher_is_better=True, measured=True)
    return _scores(row, columns[0], columns[1], [1.0] * len(columns[0]), settings)


def perplexity(base: Observations, tuned: Observations, settings: EvaluateSettings, note: str = "") -> Measure:
    """Perplexity of the right answers; comparable between models with the same tokenizer only."""
    row = Measure(
        key="perplexity", axis="language", unit="perplexity", higher_is_better=False, measured=True, note=note
    )
    tokens = [float(loss.label_count) for loss in base.losses]
    return _scores(row, _nats(base), _nats(tuned), tokens, settings, exponential=True)


def bits_per_character(base: Observations, tuned: Observations, settings: EvaluateSettings) -> Measure:
    """The same surprise over characters, which compares models with different tokenizers too."""
    row = Measure(
        key="bits_per_character", axis="language", unit="bits_per_character", higher_is_better=False, measured=True
    )
    characters = [loss.characters * NATS_PER_BIT for loss in base.losses]
    return _scores(row, _nats(base), _nats(tuned), characters, settings)


def _nats(column: Observations) -> list[float]:
    return [loss.negative_log_likelihood for loss in column.losses]


def _scores(
    row: Measure,
    base: Sequence[float],
    tuned: Sequence[float],
    weights: Sequence[float],
    settings: EvaluateSettings,
    *,
    exponential: bool = False,
) -> Measure:
    """Sums over weights, with intervals from records drawn again."""
    resamples, seed = settings.bootstrap_resamples, settings.seed
    before, after = (
        bootstrap_ratio(column, weights, resamples=resamples, seed=seed, exponential=exponential)
        for column in (base, tuned)
    )
    difference = paired_bootstrap(base, tuned, resamples=resamples, seed=seed, weights=weights, exponential=exponential)
    return _row(row, before, after, difference)


def not_measured(key: str, axis: Axis, note: str) -> Measure:
    """A row without numbers."""
    return Measure(key=key, axis=axis, unit="share", higher_is_better=True, measured=False, note=note)


def exact(column: Observations) -> list[bool]:
    """Whether each answer is its reference, but for comments, letter case and layout."""
    return [answer == reference for answer, reference in _token_pairs(column)]


def _token_pairs(column: Observations) -> list[tuple[list[str], list[str]]]:
    return [
        (_tokens(question, completion.text), _tokens(question, question.reference))
        for question, completion in zip(column.questions, column.completions, strict=True)
    ]


def _tokens(question: Question, text: str) -> list[str]:
    return normalised_tokens(extract_code(text)) if question.is_code else text.split()


def _similarity(answer: list[str], reference: list[str]) -> float:
    # autojunk drops frequent tokens from long answers, and in BSL the frequent ones are `(`, `.` and `;`
    return SequenceMatcher(None, answer, reference, autojunk=False).ratio()


def _row(measure: Measure, base: Interval, tuned: Interval, difference: Interval) -> Measure:
    gain = tuned.value - base.value if measure.higher_is_better else base.value - tuned.value
    return measure.model_copy(
        update={
            "base": base,
            "tuned": tuned,
            "difference": difference,
            "relative_percent": PERCENT * gain / base.value if base.value and math.isfinite(base.value) else None,
            "significant": excludes_zero(difference),
        }
    )
