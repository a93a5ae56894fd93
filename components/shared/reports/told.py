"""The part of the report on names: what the tasks of each source were told of their configuration."""

from collections.abc import Iterable
from html import escape

from components.shared.reports.markup import number, paragraph, percent, source_at, table
from components.shared.reports.words import TOLD
from components.shared.summaries import SourceCount

_WITH_NAMES = ("covered", "covered_by_more", "context_topped_up")


def told(sources: Iterable[SourceCount]) -> str:
    """A table a source that was asked to tell names; nothing where there is none."""
    parts = [part for item in sources if item.context for part in (_of_source(item),)]
    if not parts:
        return ""
    about = (
        "Задание сопровождают имена конфигурации, найденные так же, как их находит шлюз: с лишними и с пропусками. "
        "Если для ответа имён не хватило, недостающие добавлены с пометкой; доля таких примеров ограничена, остальные "
        "отложены."
    )
    return "".join([f"<details open><summary>Имена конфигурации в заданиях</summary>{paragraph(about)}", *parts]) + (
        "</details>"
    )


def _of_source(item: SourceCount) -> str:
    rows = [(TOLD.get(fate, escape(fate)), number(count)) for fate, count in _ordered(item.context)]
    with_names = sum(item.context.get(fate, 0) for fate in _WITH_NAMES)
    share = item.context.get("context_topped_up", 0) / max(1, with_names)
    text = f"{source_at(item, ' ')}: с именами {number(with_names)}, из них дополнено {percent(share)}."
    return f"<p>{text}</p>" + table(("Что стало с заданием", "Примеров"), rows)


def _ordered(counts: dict[str, int]) -> list[tuple[str, int]]:
    """In the order of the words, what has none last."""
    places = {fate: place for place, fate in enumerate(TOLD)}
    return sorted(counts.items(), key=lambda item: (places.get(item[0], len(places)), item[0]))
