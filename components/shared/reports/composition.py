"""The part of the report on what training consists of: what was capped, what is lacking, how diverse it is."""

from collections import Counter
from collections.abc import Iterator
from html import escape

from components.shared.reports.markup import category, number, paragraph, table
from components.shared.reports.words import CATEGORIES, LENGTHS, TASKS
from components.shared.summaries import DiversityCell, SplitSummary

MOST_CONFIGURATIONS = 15


def composition(splits: SplitSummary) -> Iterator[str]:
    """Caps, deficits and diversity, each where there is something to say."""
    if splits.profile == "publish":
        yield paragraph("Профиль publish: в наборе только то, что можно распространять.", "note")
    if splits.written_by_models:
        told = ", ".join(f"{name} — {number(count)}" for name, count in splits.written_by_models.items())
        yield paragraph(f"Примеры, в которых задание или ответ написаны моделью: {told}.", "note")
    if splits.capped:
        told = ", ".join(f"{CATEGORIES.get(name, name)} — {number(count)}" for name, count in splits.capped.items())
        yield paragraph(f"Оставлено за пределами обучения, чтобы не перекосить состав: {told}.")
    if splits.deficits:
        yield "<h3>Чего не хватает</h3>"
        yield paragraph("Нехватка никогда не восполняется повторением примеров.")
        rows = [
            (
                category(lack.category),
                escape(lack.filled_by),
                number(lack.records),
                number(lack.wished),
                number(lack.missing),
            )
            for lack in splits.deficits
        ]
        heads = ("Категория", "Чем восполнить", "Есть", "Желательно", "Не хватает")
        yield table(heads, rows, numeric_from=2)
    if splits.diversity:
        yield "<h3>Разнообразие обучения</h3>"
        yield _by_length(splits.diversity)
        yield _by_task(splits.diversity)
        yield _by_configuration(splits.diversity)
    if any(splits.raw_modules.values()):
        train, validation = (number(splits.raw_modules.get(split, 0)) for split in ("train", "validation"))
        yield paragraph(f"Кроме примеров — код без заданий: модулей в обучении {train}, в проверке {validation}.")


def _by_length(cells: tuple[DiversityCell, ...]) -> str:
    counts = Counter[tuple[str, str]]()
    for cell in cells:
        counts[cell.category, cell.length] += cell.records
    rows = [(category(name), *(number(counts[name, length]) for length in LENGTHS)) for name in _categories(cells)]
    return table(("Категория", *LENGTHS.values()), rows)


def _by_task(cells: tuple[DiversityCell, ...]) -> str:
    counts = Counter[tuple[str, str]]()
    for cell in cells:
        counts[cell.category, cell.kind] += cell.records
    names = _categories(cells)
    kinds = [kind for kind in TASKS if any(cell.kind == kind for cell in cells)]
    rows = [(TASKS[kind], *(number(counts[name, kind]) for name in names)) for kind in kinds]
    return table(("Вид задания", *(CATEGORIES[name] for name in names)), rows)


def _categories(cells: tuple[DiversityCell, ...]) -> list[str]:
    return [name for name in CATEGORIES if any(cell.category == name for cell in cells)]


def _by_configuration(cells: tuple[DiversityCell, ...]) -> str:
    totals, counts = Counter[str](), Counter[tuple[str, str]]()
    for cell in cells:
        totals[cell.configuration] += cell.records
        counts[cell.configuration, cell.category] += cell.records
    shown = sorted(totals, key=lambda name: (-totals[name], name))[:MOST_CONFIGURATIONS]
    rows = [
        (
            escape(name or "без конфигурации"),
            *(number(counts[name, kind]) for kind in CATEGORIES),
            number(totals[name]),
        )
        for name in shown
    ]
    more = len(totals) - len(shown)
    note = paragraph(f"Показаны {len(shown)} самых больших, ещё конфигураций: {more}.") if more else ""
    return table(("Конфигурация", *CATEGORIES.values(), "Всего"), rows) + note
