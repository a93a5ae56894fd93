"""The short form of the report in Markdown, for the Kubeflow page of a run."""

from collections.abc import Mapping

from components.shared.reports.markup import difference, measured, number, percent
from components.shared.reports.sections import BANDS, DECISIONS, MEASURE_NAMES
from components.shared.summaries import (
    CompareSummary,
    CurateSummary,
    EvaluateSummary,
    GateSummary,
    QuantizeSummary,
    SplitSummary,
    Summary,
    TrainSummary,
)


def render_overview(summaries: Mapping[str, Summary]) -> str:
    """What a person wants to know first, in about twenty lines of Markdown."""
    lines: list[str] = ["# Итоги прогона", ""]
    for summary in summaries.values():
        match summary:
            case CurateSummary():
                kept, total = summary.fates.get("kept", 0), sum(summary.fates.values())
                lines.append(f"- Отобрано {number(kept)} из {number(total)} примеров.")
            case SplitSummary():
                lines.append(f"- Обучение {summary.train}, проверка {summary.validation}, тест {summary.test}.")
            case TrainSummary():
                band = BANDS.get(summary.verdict, summary.verdict)
                lines.append(
                    f"- Шагов {summary.steps}, потеря на проверке {number(summary.best_validation_loss, 3)} ({band})."
                )
            case GateSummary():
                lines.append(
                    f"- Шлюз качества: {'допущена' if summary.passed else 'не допущена'}. {' '.join(summary.reasons)}"
                )
            case QuantizeSummary():
                share = summary.bytes_after / max(1, summary.bytes_before)
                lines.append(f"- Сжатие {summary.format}: {percent(share, 0)} прежнего размера.")
            case CompareSummary():
                lines.append(f"- Канарейка: {DECISIONS[summary.decision]}. {summary.reason}")
            case _:
                pass
    evaluation = summaries.get("evaluate")
    if isinstance(evaluation, EvaluateSummary):
        lines += ["", *evaluation_table(evaluation)]
    return "\n".join(lines) + "\n"


def evaluation_table(evaluation: EvaluateSummary) -> list[str]:
    """Base against tuned as a Markdown table."""
    lines = ["| Показатель | Базовая | Обученная | Разница (95 %) |", "| --- | ---: | ---: | ---: |"]
    for row in evaluation.measures:
        name = MEASURE_NAMES.get(row.key, row.key)
        if row.measured:
            lines.append(f"| {name} | {measured(row, row.base)} | {measured(row, row.tuned)} | {difference(row)} |")
        else:
            lines.append(f"| {name} | не измеряется | — | — |")
    return lines
