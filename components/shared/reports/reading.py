"""The part of the report on how sources were read: which layout was recognised, which columns, what state was seen."""

from collections.abc import Iterable
from html import escape

from components.shared.reports.markup import number, source_at, table
from components.shared.reports.words import COLUMNS, LAYOUTS
from components.shared.summaries import SourceCount


def reading(sources: Iterable[SourceCount]) -> str:
    """One row a source that can be read in several ways, or that changes; nothing where there is none."""
    told = ((item, _layouts(item) + _columns(item), _state(item)) for item in sources)
    rows = [(source_at(item), how or "—", state or "—") for item, how, state in told if how or state]
    if not rows:
        return ""
    inner = table(("Источник", "Как прочитан", "Снимок или коммит"), rows, numeric_from=9)
    return f"<details open><summary>Как прочитаны источники</summary>{inner}</details>"


def _layouts(item: SourceCount) -> str:
    """``Alpaca: файлов 3``; of a knowledge base its methods are counted."""
    what = "методов" if item.kind == "knowledge_base" else "файлов"
    return "<br>".join(
        f"{escape(LAYOUTS.get(name, name))}: {what} {number(count)}" for name, count in item.layouts.items()
    )


def _columns(item: SourceCount) -> str:
    told = ", ".join(
        f"{COLUMNS.get(name, escape(name))} — <code>{escape(column)}</code>" for name, column in item.columns.items()
    )
    return f"<br><small>{told}</small>" if told else ""


def _state(item: SourceCount) -> str:
    return "<br>".join(f"<small><code>{escape(text)}</code></small>" for text in (item.snapshot, item.commit) if text)
