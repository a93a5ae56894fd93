"""The syntax tree of a module.

Every node knows its line and column. Chains (``А.Б(В)[0].Г``) and operations of one level (``А + Б - В``) are flat, so
the depth of a tree is the nesting that a person sees, and a long sum cannot overflow the stack of whoever walks it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Literal as OneOf

from components.shared.bsl.syntax.lexer import column_of, line_of
from components.shared.bsl.syntax.messages import ParseError

# Blocks, parentheses and arguments in one another. Real code stays far below (16 in a library of 38,310 methods);
# a level costs the parser at most ten calls, which must fit into Python's stack below whoever called it.
DEEPEST = 64


@dataclass(frozen=True, slots=True)
class Node:
    """Anything that has a place in the text."""

    position: int

    @property
    def line(self) -> int:
        """Line of the node's first character, from 1."""
        return line_of(self.position)

    @property
    def column(self) -> int:
        """Column of the node's first character, from 1."""
        return column_of(self.position)


# Expressions


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A number, string, date, or one of the four named values. Adjacent strings are one literal of several texts."""

    kind: OneOf["number", "string", "date", "true", "false", "undefined", "null"]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A variable, a module, a global property: whatever a lone word means."""

    name: str


@dataclass(frozen=True, slots=True)
class Unary(Node):
    """``-А``, ``+А``, ``Не А``."""

    operator: OneOf["-", "+", "not"]
    operand: "Expression"


@dataclass(frozen=True, slots=True)
class Operation(Node):
    """Operators of one level, applied from left to right: always one operand more than operators."""

    operators: tuple[str, ...]
    operands: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Parentheses(Node):
    """``(А)``."""

    inner: "Expression"


@dataclass(frozen=True, slots=True)
class Ternary(Node):
    """``?(Условие, А, Б)``."""

    condition: "Expression"
    when_true: "Expression"
    when_false: "Expression"


@dataclass(frozen=True, slots=True)
class New(Node):
    """``Новый Тип(…)``, or ``Новый(Имя, Параметры)``, where ``type_name`` is empty."""

    type_name: str
    arguments: tuple["Expression | None", ...]


@dataclass(frozen=True, slots=True)
class Await(Node):
    """``Ждать А``."""

    operand: "Expression"


@dataclass(frozen=True, slots=True)
class Member(Node):
    """``.Имя`` in a chain."""

    name: str


@dataclass(frozen=True, slots=True)
class Call(Node):
    """``(…)`` in a chain; a skipped argument is None."""

    arguments: tuple["Expression | None", ...]


@dataclass(frozen=True, slots=True)
class Index(Node):
    """``[…]`` in a chain."""

    index: "Expression"


@dataclass(frozen=True, slots=True)
class Chain(Node):
    """A value and what is done to it, in order: ``Запрос.Выполнить().Пустой()`` is a name and four steps."""

    first: "Expression"
    steps: tuple[Member | Call | Index, ...]


Expression = Literal | Name | Unary | Operation | Parentheses | Ternary | New | Await | Chain


# Statements


@dataclass(frozen=True, slots=True)
class Assignment(Node):
    """``А = Б``."""

    target: Name | Chain
    value: Expression


@dataclass(frozen=True, slots=True)
class CallStatement(Node):
    """A call on its own; with ``Ждать`` too."""

    call: Chain | Await


@dataclass(frozen=True, slots=True)
class Branch(Node):
    """A condition and what is done when it holds."""

    condition: Expression
    body: tuple["Statement", ...]


@dataclass(frozen=True, slots=True)
class If(Node):
    """``Если … ИначеЕсли … Иначе … КонецЕсли``; ``otherwise`` is None when there is no ``Иначе``."""

    branches: tuple[Branch, ...]
    otherwise: tuple["Statement", ...] | None


@dataclass(frozen=True, slots=True)
class For(Node):
    """``Для А = 1 По 10 Цикл``."""

    variable: str
    first: Expression
    last: Expression
    body: tuple["Statement", ...]


@dataclass(frozen=True, slots=True)
class ForEach(Node):
    """``Для Каждого А Из Б Цикл``."""

    variable: str
    collection: Expression
    body: tuple["Statement", ...]


@dataclass(frozen=True, slots=True)
class While(Node):
    """``Пока А Цикл``."""

    condition: Expression
    body: tuple["Statement", ...]


@dataclass(frozen=True, slots=True)
class Try(Node):
    """``Попытка … Исключение … КонецПопытки``."""

    body: tuple["Statement", ...]
    handler: tuple["Statement", ...]


@dataclass(frozen=True, slots=True)
class Raise(Node):
    """``ВызватьИсключение``: nothing, one value, or arguments in parentheses."""

    arguments: tuple[Expression | None, ...]


@dataclass(frozen=True, slots=True)
class Return(Node):
    """``Возврат``, with a value in functions."""

    value: Expression | None


@dataclass(frozen=True, slots=True)
class Break(Node):
    """``Прервать``."""


@dataclass(frozen=True, slots=True)
class Continue(Node):
    """``Продолжить``."""


@dataclass(frozen=True, slots=True)
class Goto(Node):
    """``Перейти ~Метка``."""

    label: str


@dataclass(frozen=True, slots=True)
class Label(Node):
    """``~Метка:``."""

    name: str


@dataclass(frozen=True, slots=True)
class Execute(Node):
    """``Выполнить Текст``."""

    code: Expression


@dataclass(frozen=True, slots=True)
class AddHandler(Node):
    """``ДобавитьОбработчик Событие, Обработчик``."""

    event: Expression
    handler: Expression


@dataclass(frozen=True, slots=True)
class RemoveHandler(Node):
    """``УдалитьОбработчик Событие, Обработчик``."""

    event: Expression
    handler: Expression


Statement = (
    Assignment
    | CallStatement
    | If
    | For
    | ForEach
    | While
    | Try
    | Raise
    | Return
    | Break
    | Continue
    | Goto
    | Label
    | Execute
    | AddHandler
    | RemoveHandler
)
Statements = tuple[Statement, ...]


# Declarations


@dataclass(frozen=True, slots=True)
class Annotation(Node):
    """``&НаКлиенте``, ``&Вместо("Имя")``: its name without the sign, its arguments as written."""

    name: str
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Variable(Node):
    """One name of a ``Перем``."""

    name: str
    export: bool
    annotations: tuple[Annotation, ...]


@dataclass(frozen=True, slots=True)
class Parameter(Node):
    """A parameter; ``default`` is None when the caller must give a value."""

    name: str
    by_value: bool
    default: Literal | Unary | None
    annotations: tuple[Annotation, ...]


@dataclass(frozen=True, slots=True)
class Method(Node):
    """A procedure or a function, from its first annotation to its last word."""

    name: str
    kind: OneOf["procedure", "function"]
    export: bool
    is_async: bool
    parameters: tuple[Parameter, ...]
    annotations: tuple[Annotation, ...]
    region: str
    comment: str
    line_start: int
    line_end: int
    variables: tuple[Variable, ...]
    body: Statements

    @property
    def directives(self) -> tuple[str, ...]:
        """Names of the annotations, without the sign: ``("НаКлиенте",)``."""
        return tuple(annotation.name for annotation in self.annotations)


@dataclass(frozen=True, slots=True)
class Region:
    """``#Область … #КонецОбласти``, lines included; ``level`` 0 is the outermost."""

    name: str
    level: int
    line_start: int
    line_end: int


@dataclass(frozen=True, slots=True)
class Module:
    """What is in a text: the good parts as a tree, the broken ones as errors in the order of the text."""

    methods: tuple[Method, ...]
    variables: tuple[Variable, ...]
    statements: Statements
    regions: tuple[Region, ...]
    errors: tuple[ParseError, ...]
    lines: int


def walk(nodes: Iterable[object]) -> Iterator[Node]:
    """All nodes below and including the given ones, in the order of the text; never recurses."""
    waiting = [iter(nodes)]
    while waiting:
        for node in waiting[-1]:
            if isinstance(node, Node):
                yield node
                waiting.append(_children(node))
                break
            if isinstance(node, tuple):
                waiting.append(iter(node))
                break
        else:
            waiting.pop()


_FIELDS: dict[type, tuple[str, ...]] = {}


def _children(node: Node) -> Iterator[object]:
    names = _FIELDS.get(type(node))
    if names is None:
        names = _FIELDS[type(node)] = tuple(field.name for field in fields(node))
    return (getattr(node, name) for name in names)
