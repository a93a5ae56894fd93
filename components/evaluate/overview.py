"""The comparison as people read it in Kubeflow: a Markdown table in Russian."""

import math
from collections.abc import Iterator

from components.shared.summaries import EvaluateSummary, Interval, Measure

TITLES = {
    "syntax": "Код без ошибок разбора",
    "stops": "Ответ закончен самой моделью",
    "exact": "Ответ совпал с эталоном",
    "similarity": "Сходство с эталоном по лексемам",
    "perplexity": "Перплексия эталонных ответов",
    "bits_per_character": "Бит на символ эталона",
    "semantics": "Семантика: имена существуют",
    "best_practice": "Стандарты разработки",
    "documentation": "Документация методов",
    "optimization": "Оптимальность",
    "satisfaction": "Оценка пользователей",
}
BANDS = {"excellent": "отлично", "good": "хорошо", "fair": "удовлетворительно", "poor": "плохо"}
DASH = "—"


def render_overview(summary: EvaluateSummary) -> str:
    """The whole page."""
    return "\n".join(_lines(summary)) + "\n"


def _lines(summary: EvaluateSummary) -> Iterator[str]:
    yield "# Базовая и дообученная модель"
    yield ""
    yield (
        f"Одни и те же вопросы тестовой выборки: {summary.records}. Перплексия после дообучения "
        f"{_number(summary.tuned_perplexity)}: {BANDS.get(summary.perplexity_band, summary.perplexity_band)}."
    )
    yield ""
    yield "| Показатель | База | После | Разница | 95 % интервал | Улучшение | Значимо |"
    yield "|---|--:|--:|--:|--:|--:|:-:|"
    for measure in summary.measures:
        yield _row(measure)
    yield ""
    yield "Разница долей — в процентных пунктах, улучшение — относительное. У перплексии и бит меньше — лучше."
    for title, groups in (("Категория", summary.by_category), ("Источник", summary.by_source)):
        yield from _groups(title, groups)
    notes = [measure for measure in summary.measures if measure.note]
    if notes:
        yield ""
        yield from (f"* {TITLES.get(measure.key, measure.key)}. {measure.note}" for measure in notes)


def _row(measure: Measure) -> str:
    title = TITLES.get(measure.key, measure.key)
    if not measure.measured or not (measure.base and measure.tuned and measure.difference):
        return f"| {title} | {DASH} | {DASH} | {DASH} | {DASH} | {DASH} | не измерено |"
    share = measure.unit == "share"
    relative = DASH if measure.relative_percent is None else f"{measure.relative_percent:+.1f} %"
    cells = (
        _share(measure.base.value) if share else _number(measure.base.value),
        _share(measure.tuned.value) if share else _number(measure.tuned.value),
        f"{measure.difference.value:+.1f} п. п." if share else f"{measure.difference.value:+.3f}",
        _interval(measure.difference, 1 if share else 3),
        relative,
        "да" if measure.significant else "нет",
    )
    return f"| {title} | {' | '.join(cells)} |"


def _groups(title: str, groups: dict[str, dict[str, float]]) -> Iterator[str]:
    if not groups:
        return
    yield ""
    yield f"| {title} | Ответов с кодом | База без ошибок | После без ошибок |"
    yield "|---|--:|--:|--:|"
    for name, counts in groups.items():
        yield f"| {name} | {counts['n']:.0f} | {_share(counts['base'])} | {_share(counts['tuned'])} |"


def _interval(interval: Interval, digits: int) -> str:
    return f"{interval.low:+.{digits}f} … {interval.high:+.{digits}f}"


def _share(value: float) -> str:
    return f"{100 * value:.1f} %" if math.isfinite(value) else DASH


def _number(value: float) -> str:
    return f"{value:.3f}" if math.isfinite(value) else str(value)
