"""The short form of the report in Markdown, for the Kubeflow page of a run."""

from collections.abc import Mapping

from components.shared.reports.markup import difference, measure_name, measured, number, percent, signed
from components.shared.reports.words import BANDS, CATEGORIES, DECISIONS, SOURCES
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


def render_evaluation(summary: EvaluateSummary) -> str:
    """Base against tuned with intervals, by category and by source: the page of the evaluate step."""
    band = BANDS.get(summary.perplexity_band, summary.perplexity_band)
    lines = [
        "# Базовая и обученная модель",
        "",
        f"Вопросов тестовой части, одних и тех же для обеих: {summary.records}. Перплексия после обучения "
        f"{number(summary.tuned_perplexity, 3)}: {band}.",
        "",
        *evaluation_table(summary),
        "",
        "Разница долей — в процентных пунктах, улучшение — относительное.",
        *_groups("Категория", {CATEGORIES.get(key, key): counts for key, counts in summary.by_category.items()}),
        *_groups("Источник", {SOURCES.get(key, key): counts for key, counts in summary.by_source.items()}),
        "",
        *(f"* {measure_name(row)}. {row.note}" for row in summary.measures if row.note),
    ]
    return "\n".join(lines) + "\n"


def evaluation_table(evaluation: EvaluateSummary) -> list[str]:
    """Base against tuned as a Markdown table."""
    lines = [
        "| Показатель | Базовая | Обученная | Разница (95 %) | Улучшение | Значимо |",
        "| --- | ---: | ---: | ---: | ---: | :-: |",
    ]
    for row in evaluation.measures:
        if not row.measured:
            lines.append(f"| {measure_name(row)} | не измеряется | — | — | — | — |")
            continue
        relative = "—" if row.relative_percent is None else f"{signed(row.relative_percent)} %"
        significant = {True: "да", False: "нет", None: "—"}[row.significant]
        cells = (measured(row, row.base), measured(row, row.tuned), difference(row), relative, significant)
        lines.append(f"| {measure_name(row)} | {' | '.join(cells)} |")
    return lines


def _groups(title: str, groups: Mapping[str, Mapping[str, float]]) -> list[str]:
    if not groups:
        return []
    lines = [
        "",
        f"| {title} | Ответов с кодом | Базовая без ошибок | Обученная без ошибок |",
        "| --- | ---: | ---: | ---: |",
    ]
    for name, counts in groups.items():
        lines.append(f"| {name} | {number(counts['n'])} | {percent(counts['base'])} | {percent(counts['tuned'])} |")
    return lines
