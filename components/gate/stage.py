"""Compare the evaluation with the thresholds and say why, threshold by threshold."""

from collections.abc import Callable

from components.gate.settings import GateSettings
from components.shared.reports.markup import number, signed
from components.shared.summaries import EvaluateSummary, GateSummary, Interval

Verdict = tuple[bool, str]


def judge(evaluation: EvaluateSummary, settings: GateSettings) -> GateSummary:
    """Decide whether the tuned model may be shipped.

    Every comparison asks for a number that reaches the threshold, so that NaN never passes.

    Returns:
        The verdict with one sentence for each threshold, whether it was reached or not.
    """
    verdicts = [threshold(evaluation, settings) for threshold in THRESHOLDS]
    return GateSummary(
        passed=all(reached for reached, _ in verdicts),
        reasons=tuple(f"{'Пройдено' if reached else 'Не пройдено'}: {sentence}" for reached, sentence in verdicts),
    )


def enough_records(evaluation: EvaluateSummary, settings: GateSettings) -> Verdict:
    """A handful of answers proves nothing, however good they are."""
    judged = judged_answers(evaluation)
    return (
        judged >= settings.min_records,
        f"проверено ответов с кодом {judged}, для вывода нужно не меньше {settings.min_records}.",
    )


def gain(evaluation: EvaluateSummary, settings: GateSettings) -> Verdict:
    """Tuned must give usable answers more often than base, and not by chance: well-formed, and ended by itself."""
    difference = complete_difference(evaluation)
    least = settings.min_gain_points
    if difference is None:
        return False, f"прирост доли верных и законченных ответов не измерен, нужно не меньше {_points(least)}."
    sentence = (
        f"доля верных и законченных ответов изменилась на {_points(difference.value)} "
        f"(95 % интервал от {_points(difference.low)} до {_points(difference.high)}), "
    )
    if settings.require_significance:
        return difference.low >= least, f"{sentence}нижняя граница должна быть не меньше {_points(least)}."
    return difference.value >= least, f"{sentence}прирост должен быть не меньше {_points(least)}."


def perplexity_ratio(evaluation: EvaluateSummary, settings: GateSettings) -> Verdict:
    """Tuned must not find the right answers more surprising than base does."""
    base, tuned = evaluation.base_perplexity, evaluation.tuned_perplexity
    ratio = tuned / base if base > 0 else float("nan")
    return ratio <= settings.max_perplexity_ratio, (
        f"перплексия после дообучения {number(tuned, 3)} против {number(base, 3)} у базовой модели, отношение "
        f"{number(ratio, 3)}, "
        f"допустимо не больше {number(settings.max_perplexity_ratio, 2)}."
    )


THRESHOLDS: tuple[Callable[[EvaluateSummary, GateSettings], Verdict], ...] = (
    enough_records,
    gain,
    perplexity_ratio,
)


def judged_answers(evaluation: EvaluateSummary) -> int:
    """How many answers with code were parsed, over all categories."""
    return int(sum(counts.get("n", 0) for counts in evaluation.by_category.values()))


def complete_difference(evaluation: EvaluateSummary) -> Interval | None:
    """The gain in usable answers, if it was measured."""
    for row in evaluation.measures:
        if row.key == "complete" and row.measured:
            return row.difference
    return None


def _points(value: float) -> str:
    return f"{signed(value)} пункта"
