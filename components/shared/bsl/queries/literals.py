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
    decoder = _Decoder(source, end)
    at = start
    while at < end:
        at = decoder.inside(at) if decoder.is_inside else decoder.between(at)
    runs, places = decoder.run_starts or [0], decoder.run_sources or [start]
    return DecodedLiteral("".join(decoder.parts), tuple(runs), tuple(places))


class _Decoder:
    """A walk over a literal that is inside its quotes or between its lines."""

    def __init__(self, source: str, end: int) -> None:
        self.source = source
        self.end = end
        self.is_inside = False
        self.parts: list[str] = []
        self.length = 0
        self.run_starts: list[int] = []
        self.run_sources: list[int] = []

    def between(self, at: int) -> int:
        """A quote or a bar opens a line; adjacent strings and lines after a bar are lines of one text."""
        if self.source.startswith("//", at):
            line_end = self.source.find("\n", at, self.end)
            return self.end if line_end < 0 else line_end
        if self.source[at] in '"|':
            if self.run_starts:
                self._add("\n")
            self.is_inside = True
            self._start_run(at + 1)
        return at + 1

    def inside(self, at: int) -> int:
        """Characters up to a quote or the end of the line; a doubled quote is one."""
        stop = self._run_end(at)
        run = self.source[at:stop]
        self._add(run.rstrip("\r") if self.source[stop : stop + 1] == "\n" else run)
        if self.source.startswith('""', stop) and stop + 1 < self.end:
            self._start_run(stop)
            self._add('"')
            self._start_run(stop + 2)
            return stop + 2
        self.is_inside = False
        return stop + 1

    def _run_end(self, at: int) -> int:
        quote = self.source.find('"', at, self.end)
        line_end = self.source.find("\n", at, self.end if quote < 0 else quote)
        return line_end if line_end >= 0 else (self.end if quote < 0 else quote)

    def _start_run(self, source: int) -> None:
        self.run_starts.append(self.length)
        self.run_sources.append(source)

    def _add(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)


class LiteralPlaces:
    """From positions in a query text to positions in the module that holds it."""

    def __init__(self, decoded: DecodedLiteral, module: SourceMap) -> None:
        self.decoded = decoded
        self.module = module
        self.query = SourceMap(decoded.value)

    def place(self, position: int) -> int:
        """Where in the module a position of the query is."""
        return self.module.position_at(self.decoded.source_offset(self.query.offset_of(position)))
