"""What lies around a method and is no part of its syntax: the comment above it and the region it is in."""

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property

from components.shared.bsl.syntax.syntax_tree import Region


class Surroundings:
    """The lines and the outermost regions of a module."""

    def __init__(self, text: str, regions: Sequence[Region]) -> None:
        self.text = text
        self.regions = [region for region in regions if not region.level]
        self.region_starts = [region.line_start for region in self.regions]
        self.last_comment = (0, "")  # of many methods in one line, which only a text that is no code has

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text, which a single method without a comment never needs."""
        return self.text.split("\n")

    def comment_above(self, line: int) -> str:
        """The comment block that ends right above a line, without its slashes and the blank after them."""
        if line == 1:
            return ""
        if line != self.last_comment[0]:
            self.last_comment = line, self._block_above(line)
        return self.last_comment[1]

    def _block_above(self, line: int) -> str:
        last = first = line - 2
        while first >= 0 and self.lines[first].lstrip().startswith("//"):
            first -= 1
        block = (above.strip().removeprefix("//") for above in self.lines[first + 1 : last + 1])
        return "\n".join(above.removeprefix(" ") for above in block)

    def region_at(self, line: int) -> str:
        """Name of the outermost region around a line: it says what a method is for, inner ones only sort."""
        before = bisect_right(self.region_starts, line) - 1
        inside = before >= 0 and line <= self.regions[before].line_end
        return self.regions[before].name if inside else ""
