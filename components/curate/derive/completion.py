"""Two tasks on a part of a method: to write the rest of it, and to fill a hole in it. Cuts lie between statements."""

from collections.abc import Iterator
from dataclasses import dataclass

from components.curate.derive.lots import pick
from components.curate.derive.parent import Parent
from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.bsl.syntax.syntax_tree import inner_blocks

HOLE = "ВСТАВИТЬ КОД"
TOO_SHORT = "метод слишком короток, чтобы его делить"
_FEWEST_STATEMENTS = 4
_MOST_HOLE_LINES = 15
_FEWEST_HOLE_CHARACTERS = 60
_MOST_STATEMENTS_IN_HOLE = 4


@dataclass(frozen=True, slots=True)
class Cut:
    """What is given, and what is to be written."""

    given: str
    answer: str


def begun(parent: Parent) -> Cut | str:
    """The beginning of a method up to a statement of its body; the answer is the whole of it."""
    body = parent.method.body
    if len(body) < _FEWEST_STATEMENTS:
        return TOO_SHORT
    places = [place[0] for statement in body[1:-1] if (place := parent.lines_of(statement, statement))]
    if not places:
        return "операторы не на своих строках"
    return Cut(parent.text[: pick(places, parent.record.id, "complete")].rstrip(), parent.text)


def with_hole(parent: Parent) -> Cut | str:
    """A method without some statements that follow one another in one block; the answer is these."""
    holes = list(_holes(parent))
    if not holes:
        return TOO_SHORT
    start, end = pick(holes, parent.record.id, "fill")
    hole = parent.text[start:end]
    mark = hole[: len(hole) - len(hole.lstrip())] + f"// {HOLE}\n"
    return Cut(parent.text[:start] + mark + parent.text[end:], hole.rstrip("\n"))


def filled(given: str, answer: str) -> str:
    """The method again: what is given with the answer in its hole."""
    lines = given.split("\n")
    place = next(number for number, line in enumerate(lines) if line.strip() == f"// {HOLE}")
    return "\n".join([*lines[:place], answer, *lines[place + 1 :]])


def _holes(parent: Parent) -> Iterator[tuple[int, int]]:
    """Offsets of whole lines; never the whole body, never so little that anybody would guess it."""
    if HOLE in parent.text:
        return
    waiting: list[tree.Statements] = [parent.method.body]
    while waiting:
        block = waiting.pop()
        for statement in block:
            waiting += inner_blocks(statement)
        for first in range(len(block)):
            for last in range(first, min(first + _MOST_STATEMENTS_IN_HOLE, len(block))):
                whole = block is parent.method.body and last - first + 1 == len(block)
                place = None if whole else parent.lines_of(block[first], block[last])
                if place and _is_worth_asking(parent.text[slice(*place)]):
                    yield place


def _is_worth_asking(text: str) -> bool:
    lines = text.count("\n")
    return lines <= _MOST_HOLE_LINES and len(" ".join(text.split())) >= _FEWEST_HOLE_CHARACTERS
