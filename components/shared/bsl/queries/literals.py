"""String literals of modules as the platform reads them, with the way back from each character to the module."""

from bisect import bisect_right
from dataclasses import dataclass

from components.shared.bsl.syntax.source_map import SourceMap


@dataclass(frozen=True, slots=True)
class DecodedLiteral:
    """The value of a literal, and where its characters come from: runs that were copied as they stand."""

    value: str
    run_starts: tuple[int, ...]  # offsets in the value
    run_sources: tuple[int, ...]  # offsets of the same characters in the module

    def source_offset(self, offset: int) -> int:
        """Where in the module the character at an offset of the value stands."""
        run = bisect_right(self.run_starts, offset) - 1
        return self.run_sources[run] + offset - self.run_starts[run]


def decode_literal(source: str, start: int, end: int) -> DecodedLiteral:
    """Decode one literal, or several adjacent ones: bars, doubled quotes and comments between lines are no part of it.

    Args:
        source: The module's text.
        start: Offset of the first quote.
        end: Offset after the last quote.
    """
    parts: list[str] = []
    starts: list[int] = []
    sources: list[int] = []
    length = 0
    inside = False
    at = start
    while at < end:
        if not inside:
            if source[at] in '"|':
                if starts:  # adjacent strings and lines after a bar are lines of one text
                    parts.append("\n")
                    length += 1
                inside = True
                starts.append(length)
                sources.append(at + 1)
                at += 1
            elif source.startswith("//", at):
                at = _line_end(source, at, end)
            else:
                at += 1
            continue
        stop = _run_end(source, at, end)
        run = source[at:stop].rstrip("\r") if source[stop : stop + 1] == "\n" else source[at:stop]
        parts.append(run)
        length += len(run)
        at = stop
        if source.startswith('""', at) and at + 1 < end:
            parts.append('"')
            starts += (length, length + 1)
            sources += (at, at + 2)
            length += 1
            at += 2
        else:
            inside = False
            at += 1
    return DecodedLiteral("".join(parts), tuple(starts) or (0,), tuple(sources) or (start,))


def _line_end(source: str, at: int, end: int) -> int:
    line_end = source.find("\n", at, end)
    return end if line_end < 0 else line_end


def _run_end(source: str, at: int, end: int) -> int:
    """Offset of the next quote or line end."""
    quote = source.find('"', at, end)
    line_end = source.find("\n", at, end if quote < 0 else quote)
    return line_end if line_end >= 0 else (end if quote < 0 else quote)


class LiteralPlaces:
    """From positions in a query text to positions in the module that holds it."""

    def __init__(self, decoded: DecodedLiteral, module: SourceMap) -> None:
        self.decoded = decoded
        self.module = module
        self.query = SourceMap(decoded.value)

    def place(self, position: int) -> int:
        """Where in the module a position of the query is."""
        return self.module.position_at(self.decoded.source_offset(self.query.offset_of(position)))
