"""Restrictions of access to records: ``#Если … #Тогда … #КонецЕсли`` around conditions, and calls of templates.

A text has as many readings as its instructions have ways through them; each must be right. A template holds places
(``#Параметр(1)``, ``#Поле``) that any text may fill, so only its instructions and their conditions are judged. A way
that starts with a word and a colon (``Ошибка: …``) is broken on purpose: the platform then shows its text.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from components.shared.bsl.queries import tree
from components.shared.bsl.queries.cursor import QueryFailure
from components.shared.bsl.queries.lexer import Tokens
from components.shared.bsl.queries.messages import QueryError
from components.shared.bsl.queries.selections import SelectionParser
from components.shared.bsl.queries.words import END, HASH, NAME, NUMBER, STRING, UNKNOWN

_DIRECTIVES = {
    "если": "if",
    "if": "if",
    "тогда": "then",
    "then": "then",
    "иначеесли": "elsif",
    "elsif": "elsif",
    "elseif": "elsif",
    "иначе": "else",
    "else": "else",
    "конецесли": "endif",
    "endif": "endif",
}
# constants that the platform fills itself
_CONSTANTS = frozenset({"имятекущейтаблицы", "currenttablename", "имятекущегоправадоступа", "currentaccessrightname"})
_MOST_READINGS = 12  # ways through the instructions that are tried; each costs a parse of the text


@dataclass
class Conditional:
    """``#Если``: its conditions and what each way holds, as ranges of tokens and conditionals inside."""

    opened: int
    conditions: list[tuple[int, int]] = field(default_factory=list)
    ways: list[list["int | Conditional"]] = field(default_factory=list)
    has_else: bool = False


class RestrictionParser(SelectionParser):
    """The grammar of one reading."""

    def restriction(self) -> tree.Restriction:
        """``[Таблица] [ИЗ …] [соединения] [ГДЕ …]``, or calls of templates."""
        started = self.at
        templates = self.templates()
        alias = self.word() if self.kinds[self.at] == NAME else None
        sources = self.sources() if self.accept("from") else ()
        joins = self.joins()
        where = self.expression() if self.accept("where") else None
        if self.kinds[self.at] != END or (where is None and (alias or joins or sources)):
            raise self.failure("restriction")
        return tree.Restriction(
            self.positions[started], self.ends[max(self.at - 1, 0)], alias, sources, joins, where, templates
        )

    def templates(self) -> tuple[tree.TemplateCall, ...]:
        """``#ПоЗначениям("Справочник.Склады", "")``, several in a row too."""
        found: list[tree.TemplateCall] = []
        while self.kinds[self.at] == HASH and self.kinds[self.at + 1] == "(":
            started = self.at
            self.at += 2
            arguments: list[str] = []
            while not self.accept(")"):
                if arguments:
                    self.expect(",")
                self.expect(STRING)
                arguments.append(self.texts[self.at - 1])
            name = self.texts[started][1:].strip()
            found.append(tree.TemplateCall(self.positions[started], self.last_end, name, tuple(arguments)))
        return tuple(found)


def parse_restriction(tokens: Tokens) -> tuple[list[tree.Statement], list[QueryError]]:
    """Parse all readings of a restriction; each way through its instructions that is taken is a statement."""
    structure = RestrictionParser(tokens, "restriction")
    try:
        items = _structure(structure)
    except QueryFailure as failure:
        return [], [*structure.errors, failure.error]
    for conditional in _conditionals(items):
        for first, after in conditional.conditions:
            _condition(structure, tokens, first, after)
    if _is_template(tokens, items):
        return [], structure.errors
    return _readings(tokens, items, structure.errors)


def _readings(
    tokens: Tokens, items: list[int | Conditional], errors: list[QueryError]
) -> tuple[list[tree.Statement], list[QueryError]]:
    found: list[tree.Statement] = []
    most = max((len(conditional.ways) for conditional in _conditionals(items)), default=1)
    for choice in range(min(most * (most + 1) // 2, _MOST_READINGS)):
        indexes = list(_selected(tokens, items, choice))
        if -1 in indexes:
            continue
        parser = RestrictionParser(_picked(tokens, indexes), "restriction")
        try:
            reading = parser.restriction()
        except QueryFailure as failure:
            parser.errors.append(failure.error)
        else:
            if reading not in found:
                found.append(reading)
        errors += parser.errors
    return found, errors


def _picked(tokens: Tokens, indexes: list[int]) -> Tokens:
    last = len(tokens.kinds) - 1
    chosen = [*indexes, last]
    return Tokens(
        [tokens.kinds[index] for index in chosen],
        [tokens.texts[index] for index in chosen],
        [tokens.positions[index] for index in chosen],
        [tokens.ends[index] for index in chosen],
    )


def _directive(cursor: RestrictionParser | Tokens, at: int) -> str:
    return _DIRECTIVES.get(cursor.texts[at][1:].strip().lower(), "") if cursor.kinds[at] == HASH else ""


def _structure(cursor: RestrictionParser) -> list[int | Conditional]:
    """Tokens and conditionals in their order; fails where the instructions have no pair."""
    outermost: list[int | Conditional] = []
    open_ones: list[Conditional] = []
    while cursor.kinds[cursor.at] != END:
        directive = _directive(cursor, cursor.at)
        current = open_ones[-1].ways[-1] if open_ones else outermost
        if not directive:
            current.append(cursor.at)
        elif directive == "if":
            conditional = Conditional(cursor.at)
            current.append(conditional)
            open_ones.append(conditional)
            _way(cursor, conditional)
        elif directive == "then" or not open_ones or (directive != "endif" and open_ones[-1].has_else):
            raise cursor.failure("", "directive-pairs")
        elif directive == "elsif":
            _way(cursor, open_ones[-1])
        elif directive == "else":
            open_ones[-1].has_else = True
            open_ones[-1].ways.append([])
        else:
            _close(open_ones.pop())
        cursor.at += 1
    if open_ones:
        cursor.at = open_ones[-1].opened
        raise cursor.failure("", "directive-pairs")
    return outermost


def _close(conditional: Conditional) -> None:
    if not conditional.has_else:
        conditional.ways.append([])


def _way(cursor: RestrictionParser, conditional: Conditional) -> None:
    """The condition of ``#Если`` or ``#ИначеЕсли``, up to ``#Тогда``."""
    started = cursor.at
    cursor.at += 1
    while _directive(cursor, cursor.at) != "then":
        if cursor.kinds[cursor.at] == END or _directive(cursor, cursor.at):
            cursor.at = started
            raise cursor.failure("", "directive-pairs")
        cursor.at += 1
    conditional.conditions.append((started + 1, cursor.at))
    conditional.ways.append([])


def _condition(structure: RestrictionParser, tokens: Tokens, first: int, after: int) -> None:
    """Judge the condition of an instruction; what is wrong goes to the errors of the structure."""
    parser = RestrictionParser(_picked(tokens, list(range(first, after))), "restriction")
    try:
        parser.expression()
        parser.expect(END)
    except QueryFailure as failure:
        structure.errors.append(failure.error)
    structure.errors += parser.errors


def _conditionals(items: list[int | Conditional]) -> Iterator[Conditional]:
    waiting = [item for item in items if isinstance(item, Conditional)]
    while waiting:
        conditional = waiting.pop()
        yield conditional
        waiting += [item for way in conditional.ways for item in way if isinstance(item, Conditional)]


def _plain_tokens(items: list[int | Conditional]) -> Iterator[int]:
    """Indexes of the tokens outside conditions."""
    yield from (item for item in items if isinstance(item, int))
    for conditional in _conditionals(items):
        for way in conditional.ways:
            yield from (item for item in way if isinstance(item, int))


def _is_template(tokens: Tokens, items: list[int | Conditional]) -> bool:
    """Whether the text has places to be filled."""
    return any(_is_place(tokens, index) for index in _plain_tokens(items))


def _is_place(tokens: Tokens, index: int) -> bool:
    if tokens.kinds[index] == UNKNOWN and tokens.texts[index] == "%":
        return tokens.kinds[index + 1] == NUMBER
    if tokens.kinds[index] != HASH or tokens.texts[index][1:].strip().lower() in _CONSTANTS:
        return False
    return tokens.kinds[index + 1] != "(" or tokens.kinds[index + 2] == NUMBER


def _selected(tokens: Tokens, items: list[int | Conditional], choice: int) -> Iterator[int]:
    """Tokens of one way through all instructions; -1 where it is broken on purpose."""
    waiting = [iter(items)]
    if _is_message(tokens, items):
        yield -1
    while waiting:
        for item in waiting[-1]:
            if isinstance(item, int):
                yield item
                continue
            way = item.ways[choice % len(item.ways)]
            if _is_message(tokens, way):
                yield -1
            waiting.append(iter(way))
            break
        else:
            waiting.pop()


def _is_message(tokens: Tokens, way: list[int | Conditional]) -> bool:
    return (
        len(way) > 1
        and isinstance(way[0], int)
        and isinstance(way[1], int)
        and tokens.kinds[way[0]] == NAME
        and tokens.texts[way[1]] == ":"
    )
