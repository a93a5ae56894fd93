"""Where things stand in a text: positions of the lexer, offsets from its start, lines and columns, and back."""

from bisect import bisect_right
from functools import cached_property
from itertools import accumulate

from components.shared.bsl.syntax.extension_marks import apply_extension_marks
from components.shared.bsl.syntax.lexer import LINE_SHIFT, column_of, line_of
from components.shared.bsl.syntax.syntax_tree import Node
from components.shared.bsl.syntax.tokens import TOKEN


class SourceMap:
    """The places of one text; made once and asked as often as needed.

    ``text`` is the text without its byte order mark, which no position counts; offsets are in it. Lines and columns
    are from 1, columns in characters.
    """

    def __init__(self, text: str) -> None:
        self.text = text.removeprefix("\ufeff")

    @cached_property
    def _line_starts(self) -> list[int]:
        lengths = map(len, self.text.split("\n"))
        return [number + start for number, start in enumerate(accumulate(lengths, initial=0))][:-1]

    @cached_property
    def _lexed_text(self) -> str:
        """What the lexer saw: the marks of extensions, which may stand inside a token, are blanks there."""
        return apply_extension_marks(self.text)[0] if "#" in self.text else self.text

    def offset_of(self, position: int) -> int:
        """Offset of a position."""
        return self._line_starts[line_of(position) - 1] + column_of(position) - 1

    def position_at(self, offset: int) -> int:
        """Position of an offset, that of the end of the text included."""
        line = bisect_right(self._line_starts, offset)
        return (line << LINE_SHIFT) + offset - self._line_starts[line - 1] + 1

    def token_end(self, position: int) -> int:
        """Offset after the token that starts at a position."""
        start = self.offset_of(position)
        match = TOKEN.match(self._lexed_text, start)
        return start + len(match[0].rstrip()) if match else start

    def end_of(self, node: Node) -> int:
        """Position after the last character of a node."""
        return self.position_at(self.token_end(node.last))

    def range_of(self, node: Node) -> tuple[int, int]:
        """Offsets of a node: its first character and the one after its last."""
        return self.offset_of(node.position), self.token_end(node.last)

    def text_of(self, node: Node) -> str:
        """A node as it is written, comments inside it included."""
        start, end = self.range_of(node)
        return self.text[start:end]

    def line_text(self, line: int) -> str:
        """A line without its end."""
        start = self._line_starts[line - 1]
        end = self.text.find("\n", start)
        return self.text[start : len(self.text) if end < 0 else end].rstrip("\r")
