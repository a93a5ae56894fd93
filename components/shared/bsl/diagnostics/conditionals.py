"""Blocks as the preprocessor cuts them: the parser reads all branches of ``#Если`` as one text, but only one runs."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from components.shared.bsl.diagnostics.view import ModuleView
from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.bsl.syntax.lexer import numbers_of
from components.shared.bsl.syntax.tokens import DIRECTIVE

_WORD = re.compile(r"#\s*(\w+)")
_ROLES = {
    "если": "if",
    "if": "if",
    "иначеесли": "elsif",
    "elsif": "elsif",
    "иначе": "else",
    "else": "else",
    "конецесли": "endif",
    "endif": "endif",
}


@dataclass(slots=True)
class Conditional:
    """``#Если … #КонецЕсли`` between statements."""

    position: int
    branches: list[list["Part"]] = field(default_factory=lambda: [[]])
    has_else: bool = False


Part = tree.Statement | Conditional


@dataclass(frozen=True, slots=True)
class Instructions:
    """Where the conditional instructions of a module stand, and what each does."""

    positions: list[int]
    roles: list[str]

    def between(self, start: int, end: int) -> Iterator[tuple[int, str]]:
        """The instructions from a position up to another one."""
        first, last = bisect_left(self.positions, start), bisect_left(self.positions, end)
        return zip(self.positions[first:last], self.roles[first:last], strict=True)


def instructions(module: ModuleView) -> Instructions:
    """The conditional instructions of a module."""
    found, tokens = Instructions([], []), module.tokens
    for number in numbers_of(DIRECTIVE, tokens):
        word = _WORD.match(tokens.texts[number])
        role = _ROLES.get(word[1].lower()) if word else None
        if role is not None:
            found.positions.append(tokens.positions[number])
            found.roles.append(role)
    return found


def parts(module: ModuleView, block: tree.Statements, start: int, end: int) -> Sequence[Part]:
    """The statements of a block between two positions, those of conditional instructions put together.

    Where an instruction opens inside one block and closes in another, the statements stay as they are.
    """
    if not block or "#" not in module.text:
        return block
    events: list[tuple[int, str | tree.Statement]] = [*module.fact(instructions).between(start, end)]
    if not events:
        return block
    starts = [statement.position for statement in block]
    inside = [(place, role) for place, role in events if not _is_held(block, starts, place)]
    if not inside:
        return block
    return _put_together([*inside, *((statement.position, statement) for statement in block)]) or block


def _is_held(block: tree.Statements, starts: list[int], place: int) -> bool:
    number = bisect_left(starts, place) - 1
    return number >= 0 and place < block[number].last


def _put_together(events: list[tuple[int, str | tree.Statement]]) -> list[Part] | None:
    events.sort(key=lambda event: event[0])
    result: list[Part] = []
    open_ones: list[Conditional] = []
    for position, event in events:
        current = open_ones[-1].branches[-1] if open_ones else result
        if not isinstance(event, str):
            current.append(event)
        elif event == "if":
            conditional = Conditional(position)
            current.append(conditional)
            open_ones.append(conditional)
        elif not open_ones:
            return None
        elif event == "endif":
            open_ones.pop()
        else:
            open_ones[-1].branches.append([])
            open_ones[-1].has_else |= event == "else"
    return None if open_ones else result
