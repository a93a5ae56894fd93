"""The comments of a module. The lexer drops them, so they are looked for between its tokens."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from components.shared.bsl.syntax.lexer import LINE_SHIFT, Tokens


class Comment(NamedTuple):
    """A comment from its slashes to the end of its line."""

    position: int
    text: str
    alone: bool  # nothing but blanks before it on its line


def find_comments(lines: Sequence[str], tokens: Tokens) -> list[Comment]:
    """Every comment, in the order of the text; also those between the lines of a string."""
    found = []
    for number, line in [(number, line) for number, line in enumerate(lines, start=1) if "//" in line]:
        at = line.find("//")
        base = (number << LINE_SHIFT) + 1
        if line[:at].isspace() or not at:
            found.append(Comment(base + at, line[at:].rstrip(), alone=True))
        elif (at := _comment_after_code(line, base, at, tokens)) >= 0:
            found.append(Comment(base + at, line[at:].rstrip(), alone=False))
    return found


def _comment_after_code(line: str, base: int, at: int, tokens: Tokens) -> int:
    """Where a comment starts on a line with code, or -1: slashes may also stand in a string."""
    before = bisect_left(tokens.positions, base + len(line)) - 1  # the last token that starts on this line or earlier
    position = tokens.positions[before] if before >= 0 else 0
    text = tokens.texts[before] if before >= 0 else ""
    lines_inside = text.count("\n")
    last_line = (position >> LINE_SHIFT) + lines_inside
    here = base >> LINE_SHIFT
    if last_line > here:
        return _comment_inside_string(line)
    if last_line < here:
        return at
    start = 0 if lines_inside else position - base
    return line.find("//", start + len(text) - (text.rfind("\n") + 1))


def _comment_inside_string(line: str) -> int:
    """A line that belongs to a string and goes on after it has no comment of its own, unless it is nothing else."""
    return 0 if line.lstrip().startswith("//") else -1
