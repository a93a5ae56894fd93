"""The tree of expressions in queries, and what all nodes of queries have in common."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from operator import attrgetter
from typing import TYPE_CHECKING
from typing import Literal as OneOf

from components.shared.bsl.nodes import node
from components.shared.bsl.syntax.lexer import column_of, line_of

if TYPE_CHECKING:
    from components.shared.bsl.queries.tree import Select


@node
class QueryNode:
    """Anything that has a place in a query text."""

    position: int
    end: int

    @property
    def line(self) -> int:
        """Line of the node's first character, from 1."""
        return line_of(self.position)

    @property
    def column(self) -> int:
        """Column of the node's first character, from 1."""
        return column_of(self.position)


@node
class Word(QueryNode):
    """A name as written: of a table, a field, an alias, a type."""

    name: str


@node
class Constant(QueryNode):
    """A number, a string with its quotes, or one of the named values."""

    kind: OneOf["number", "string", "true", "false", "undefined", "null"]
    text: str


@node
class Parameter(QueryNode):
    """``&Имя``; the name without the sign."""

    name: str


@node
class Field(QueryNode):
    """``Товары.Номенклатура.Код``: whatever names joined by dots mean, which only the sources tell."""

    path: tuple[Word, ...]


@node
class Member(QueryNode):
    """``ВЫРАЗИТЬ(…).Код``: a field of what an expression gives."""

    owner: "Expression"
    path: tuple[Word, ...]


@node
class Call(QueryNode):
    """``ПОДСТРОКА(А, 1, 10)``; ``function`` is the English name in lower case, or the written one where unknown."""

    name: Word
    function: str
    arguments: tuple["Expression", ...]


@node
class Aggregate(QueryNode):
    """``СУММА(А)``, ``КОЛИЧЕСТВО(РАЗЛИЧНЫЕ А)``; ``argument`` is None for ``КОЛИЧЕСТВО(*)``."""

    function: OneOf["sum", "avg", "min", "max", "count"]
    distinct: bool
    argument: "Expression | None"


@node
class Predefined(QueryNode):
    """``ЗНАЧЕНИЕ(Справочник.Склады.Основной)``; an empty last word for ``ЗНАЧЕНИЕ(Справочник.Склады.)``."""

    path: tuple[Word, ...]


@node
class TypeValue(QueryNode):
    """``ТИП(Справочник.Склады)``."""

    path: tuple[Word, ...]


@node
class Cast(QueryNode):
    """``ВЫРАЗИТЬ(А КАК ЧИСЛО(15, 2))``; sizes are those in the inner parentheses."""

    operand: "Expression"
    type_path: tuple[Word, ...]
    sizes: tuple[int, ...]


@node
class Unary(QueryNode):
    """``-А``, ``+А``, ``НЕ А``."""

    operator: OneOf["-", "+", "not"]
    operand: "Expression"


@node
class Operation(QueryNode):
    """Operators of one level, applied from left to right: always one operand more than operators."""

    operators: tuple[str, ...]
    operands: tuple["Expression", ...]


@node
class Parentheses(QueryNode):
    """``(А)``."""

    inner: "Expression"


@node
class Tuple(QueryNode):
    """``(А, Б)`` before ``В``."""

    items: tuple["Expression", ...]


@node
class When(QueryNode):
    """``КОГДА А ТОГДА Б``."""

    condition: "Expression"
    result: "Expression"


@node
class Case(QueryNode):
    """``ВЫБОР [А] КОГДА … ТОГДА … [ИНАЧЕ Б] КОНЕЦ``."""

    subject: "Expression | None"
    branches: tuple[When, ...]
    otherwise: "Expression | None"


@node
class In(QueryNode):
    """``А [НЕ] В [ИЕРАРХИИ] (…)``: a list of expressions, or one subquery."""

    operand: "Expression | Tuple"
    negated: bool
    hierarchy: bool
    values: "tuple[Expression, ...] | Select"


@node
class Between(QueryNode):
    """``А [НЕ] МЕЖДУ Б И В``."""

    operand: "Expression"
    negated: bool
    low: "Expression"
    high: "Expression"


@node
class Like(QueryNode):
    """``А [НЕ] ПОДОБНО Б [СПЕЦСИМВОЛ В]``."""

    operand: "Expression"
    negated: bool
    pattern: "Expression"
    escape: "Expression | None"


@node
class IsNull(QueryNode):
    """``А ЕСТЬ [НЕ] NULL``."""

    operand: "Expression"
    negated: bool


@node
class Refs(QueryNode):
    """``А ССЫЛКА Справочник.Склады``."""

    operand: "Expression"
    type_path: tuple[Word, ...]


Expression = (
    Constant
    | Parameter
    | Field
    | Member
    | Call
    | Aggregate
    | Predefined
    | TypeValue
    | Cast
    | Unary
    | Operation
    | Parentheses
    | Tuple
    | Case
    | In
    | Between
    | Like
    | IsNull
    | Refs
)


def walk(nodes: Iterable[object]) -> Iterator[QueryNode]:
    """All nodes below and including the given ones, in the order of the text; never recurses."""
    waiting = [*nodes][::-1]
    while waiting:
        part = waiting.pop()
        if isinstance(part, QueryNode):
            yield part
            waiting += children(part)[:1:-1]  # without the place
        elif isinstance(part, tuple):
            waiting += part[::-1]


def children(parent: QueryNode) -> tuple[object, ...]:
    """What a node consists of: its place, and then whatever else it has."""
    return _FIELDS[type(parent)](parent)


class _FieldsOf(dict[type[QueryNode], Callable[[QueryNode], tuple[object, ...]]]):
    """Of each class of nodes: what takes all fields of a node."""

    def __missing__(self, kind: type[QueryNode]) -> Callable[[QueryNode], tuple[object, ...]]:
        """Find the fields of a class that is met for the first time."""
        take: Callable[[QueryNode], tuple[object, ...]] = attrgetter(*(field.name for field in fields(kind)))
        self[kind] = take
        return take


_FIELDS = _FieldsOf()
