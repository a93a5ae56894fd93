"""Small pieces of Markdown for the model card."""

from collections.abc import Iterable, Sequence

from components.shared.summaries import Interval


def interval(estimate: Interval | None, scale: float, unit: str, sign: str = "") -> str:
    """An estimate with its interval, in the unit of its row."""
    if estimate is None:
        return ""
    value, low, high = (
        f"{scale * number:{sign}.{1 if unit else 3}f}" for number in (estimate.value, estimate.low, estimate.high)
    )
    return f"{value}{unit} [{low}; {high}]"


def counts(number_of: dict[str, int]) -> str:
    """Names with their counts, the largest first."""
    return ", ".join(f"{cell(name)} {number}" for name, number in sorted(number_of.items(), key=lambda item: -item[1]))


def table(head: Sequence[str] | None, rows: Iterable[Sequence[str]]) -> str:
    """A table; the cells are plain text."""
    lines = [tuple(cell(text) for text in row) for row in rows]
    columns = len(head) if head else 2
    lines = [tuple(head or [""] * columns), ("---",) * columns, *lines]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def bullets(items: Iterable[str]) -> str:
    """A list of plain text."""
    return "\n".join(f"- {cell(item)}" for item in items)


def block(text: str) -> str:
    """JSON as it is."""
    return f"```json\n{text}\n```"


def cell(text: str) -> str:
    """Names of repositories and paths come from outside: they must not end a cell or become HTML."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")
