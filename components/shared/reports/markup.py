"""Small pieces of HTML: escaped text, tables, numbers as Russians write them."""

from collections.abc import Iterable, Sequence
from html import escape

from components.shared.reports.words import CATEGORIES, MEASURES, SOURCES
from components.shared.summaries import Interval, Measure, SourceCount

NO_BREAK_SPACE = "\u00a0"


def number(value: float, digits: int = 0) -> str:
    """A number with spaces between thousands and a decimal comma."""
    return f"{value:,.{digits}f}".replace(",", NO_BREAK_SPACE).replace(".", ",")


def percent(share: float, digits: int = 1) -> str:
    """A share as percent."""
    return number(100 * share, digits) + NO_BREAK_SPACE + "%"


def signed(value: float, digits: int = 1) -> str:
    """A difference with its sign; a real minus, not a hyphen."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return sign + number(abs(value), digits)


def duration(seconds: float) -> str:
    """Seconds, or minutes and seconds."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} мин {rest} с" if minutes else f"{number(seconds, 1)} с"


def size(count: float) -> str:
    """Bytes in the unit that reads best."""
    for unit in ("Б", "КБ", "МБ"):
        if count < 1024:
            return f"{number(count, 0 if unit == 'Б' else 1)} {unit}"
        count /= 1024
    return f"{number(count, 1)} ГБ"


def measured(row: Measure, interval: Interval | None) -> str:
    """The value of a measure in its own unit."""
    if interval is None:
        return "—"
    return percent(interval.value) if row.unit == "share" else number(interval.value, 3)


def difference(row: Measure) -> str:
    """The difference of a measure with its interval; points for shares."""
    if row.difference is None:
        return "—"
    digits, unit = (1, " п.") if row.unit == "share" else (3, "")
    low, high = signed(row.difference.low, digits), signed(row.difference.high, digits)
    return f"{signed(row.difference.value, digits)}{unit} ({low} … {high})"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], numeric_from: int = 1) -> str:
    """A table; cells are HTML already, columns from ``numeric_from`` on are aligned as numbers."""
    head = "".join(f"<th{_numeric(index, numeric_from)}>{escape(text)}</th>" for index, text in enumerate(heads))
    body = "".join(
        "<tr>" + "".join(f"<td{_numeric(index, numeric_from)}>{cell}</td>" for index, cell in enumerate(row)) + "</tr>"
        for row in rows
    )
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _numeric(index: int, numeric_from: int) -> str:
    return ' class="n"' if index >= numeric_from else ""


def section(title: str, *parts: str, anchor: str) -> str:
    """One chapter of the page; nothing at all when it has no parts."""
    body = "".join(parts)
    return f'<section id="{anchor}"><h2>{escape(title)}</h2>{body}</section>' if body else ""


def paragraph(text: str, kind: str = "") -> str:
    """A paragraph of plain text."""
    return f'<p class="{kind}">{escape(text)}</p>' if kind else f"<p>{escape(text)}</p>"


def category(name: str) -> str:
    """The Russian name of a category."""
    return escape(CATEGORIES.get(name, name))


def source(name: str) -> str:
    """The Russian name of a source."""
    return escape(SOURCES.get(name, name))


def source_at(item: SourceCount, between: str = "<br>") -> str:
    """The Russian name of a source, with the repository or the path that it was read from."""
    place = item.repository or item.path
    return source(item.kind) + (f"{between}<small>{escape(place)}</small>" if place else "")


def measure_name(row: Measure) -> str:
    """The Russian name of a measure, plain text."""
    return MEASURES[row.key][0] if row.key in MEASURES else row.key
