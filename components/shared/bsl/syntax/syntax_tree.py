"""The syntax tree of a module.

Every node knows where its first and its last token start; ``SourceMap`` tells where the last one ends. Chains
(``А.Б(В)[0].Г``) and operations of one level (``А + Б - В``) are flat, so the depth of a tree is the nesting that a
person sees, and a long sum cannot overflow the stack of whoever walks it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from typing import Literal as OneOf
from typing import get_origin

from components.shared.bsl.nodes import node
from components.shared.bsl.syntax.lexer import Tokens, column_of, line_of
from components.shared.bsl.syntax.messages import ParseError

# Blocks, parentheses and arguments in one another. Real code stays far below (16 in a library of 38,310 methods);
# a level costs the parser at most ten calls, which must fit into Python's stack below whoever called it.
DEEPEST = 64


@node
class Node:
    """Anything that has a place in the text, from the start of its first token to the end of its last one."""

    position: int
    last: int  # where the last token starts; of a statement, the one before its semicolon

    @property
    def line(self) -> int:
        """Line of the node's first character, from 1."""
        return line_of(self.position)

    @property
    def column(self) -> int:
        """Column of the node's first character, from 1."""
        return column_of(self.position)


# Expressions


@node
class Literal(Node):
    """A number, string, date, or one of the four named values. Adjacent strings are one literal of several texts."""

    kind: OneOf["number", "string", "date", "true", "false", "undefined", "null"]
    texts: tuple[str, ...]


@node
class Name(Node):
    """A variable, a module, a global property: whatever a lone word means."""

    name: str


@node
class Unary(Node):
    """``-А``, ``+А``, ``Не А``."""

    operator: OneOf["-", "+", "not"]
    operand: "Expression"


@node
class Operation(Node):
    """Operators of one level, applied from left to right: always one operand more than operators."""

    operators: tuple[str, ...]
    operands: tuple["Expression", ...]


@node
class Parentheses(Node):
    """``(А)``."""

    inner: "Expression"


@node
class Ternary(Node):
    """``?(Условие, А, Б)``."""

    condition: "Expression"
    when_true: "Expression"
    when_false: "Expression"


@node
class New(Node):
    """``Новый Тип(…)``, or ``Новый(Имя, Параметры)``, where ``type_name`` is empty."""

    type_name: str
    type_position: int  # of the name; of the bracket where there is none
    arguments: tuple["Expression | None", ...]


@node
class Await(Node):
    """``Ждать А``."""

    operand: "Expression"


@node
class Member(Node):
    """``.Имя`` in a chain."""

    name: str


@node
class Call(Node):
    """``(…)`` in a chain; a skipped argument is None."""

    arguments: tuple["Expression | None", ...]


@node
class Index(Node):
    """``[…]`` in a chain."""

    index: "Expression"


@node
class Chain(Node):
    """A value and what is done to it, in order: ``Запрос.Выполнить().Пустой()`` is a name and four steps."""

    first: "Expression"
    steps: tuple[Member | Call | Index, ...]


Expression = Literal | Name | Unary | Operation | Parentheses | Ternary | New | Await | Chain


# Statements


@node
class Assignment(Node):
    """``А = Б``."""

    target: Name | Chain
    value: Expression


@node
class CallStatement(Node):
    """A call on its own; with ``Ждать`` too."""

    call: Chain | Await


@node
class Branch(Node):
    """A condition and what is done when it holds."""

    condition: Expression
    body: tuple["Statement", ...]


@node
class If(Node):
    """``Если … ИначеЕсли … Иначе … КонецЕсли``; ``otherwise`` is None when there is no ``Иначе``."""

    branches: tuple[Branch, ...]
    else_position: int  # of the word ``Иначе``; 0 where there is none
    otherwise: tuple["Statement", ...] | None


@node
class For(Node):
    """``Для А = 1 По 10 Цикл``."""

    variable: str
    variable_position: int
    first: Expression
    last_value: Expression
    body: tuple["Statement", ...]


@node
class ForEach(Node):
    """``Для Каждого А Из Б Цикл``."""

    variable: str
    variable_position: int
    collection: Expression
    body: tuple["Statement", ...]


@node
class While(Node):
    """``Пока А Цикл``."""

    condition: Expression
    body: tuple["Statement", ...]


@node
class Try(Node):
    """``Попытка … Исключение … КонецПопытки``."""

    body: tuple["Statement", ...]
    except_position: int  # of the word ``Исключение``
    handler: tuple["Statement", ...]


@node
class Raise(Node):
    """``ВызватьИсключение``: nothing, one value, or arguments in parentheses."""

    arguments: tuple[Expression | None, ...]


@node
class Return(Node):
    """``Возврат``, with a value in functions."""

    value: Expression | None


@node
class Break(Node):
    """``Прервать``."""


@node
class Continue(Node):
    """``Продолжить``."""


@node
class Goto(Node):
    """``Перейти ~Метка``."""

    label: str


@node
class Label(Node):
    """``~Метка:``."""

    name: str


@node
class Execute(Node):
    """``Выполнить Текст``."""

    code: Expression


@node
class AddHandler(Node):
    """``ДобавитьОбработчик Событие, Обработчик``."""

    event: Expression
    handler: Expression


@node
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


@node
class Annotation(Node):
    """``&НаКлиенте``, ``&Вместо("Имя")``: its name without the sign, its arguments as written."""

    name: str
    arguments: tuple[str, ...]


@node
class Variable(Node):
    """One name of a ``Перем``, from the name to ``Экспорт``; its annotations stand before the word."""

    annotations: tuple[Annotation, ...]
    name: str
    export: bool


@node
class Parameter(Node):
    """A parameter, from its name to its default, which is None when the caller must give a value."""

    annotations: tuple[Annotation, ...]
    name: str
    by_value: bool
    default: Literal | Unary | None


@node
class Method(Node):
    """A procedure or a function, from its first annotation to its last word."""

    annotations: tuple[Annotation, ...]
    name: str
    name_position: int
    kind: OneOf["procedure", "function"]
    export: bool
    is_async: bool
    parameters: tuple[Parameter, ...]
    header_last: int  # where the last token of the header starts: the bracket or ``Экспорт``
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


@node
class Region(Node):
    """``#Область … #КонецОбласти``, both instructions included; ``level`` 0 is the outermost."""

    name: str
    level: int

    @property
    def line_start(self) -> int:
        """Line of ``#Область``."""
        return line_of(self.position)

    @property
    def line_end(self) -> int:
        """Line of ``#КонецОбласти``."""
        return line_of(self.last)


@dataclass(frozen=True, slots=True)
class ConditionalBranch:
    """One branch of an ``#Если``: everything from its instruction up to the next one of the same ``#Если``."""

    start: int
    end: int
    condition: str  # "Сервер И Не ВебКлиент Тогда", as written; empty after ``#Иначе``
    earlier: tuple[str, ...]  # conditions of the branches before, none of which holds here


@dataclass(frozen=True, slots=True)
class Module:
    """What is in a text: the good parts as a tree, the broken ones as errors in the order of the text."""

    methods: tuple[Method, ...]
    variables: tuple[Variable, ...]
    statements: Statements
    regions: tuple[Region, ...]
    errors: tuple[ParseError, ...]
    lines: int
    branches: tuple[ConditionalBranch, ...] = ()  # of all ``#Если``, inner ones too, in no order
    tokens: Tokens | None = field(default=None, compare=False, repr=False)  # what it was read from; reading takes long
    faulty_methods: tuple[Method, ...] = ()  # whole, but with an error that parsing survives: a duplicate, a lost jump

    @property
    def tree(self) -> tuple[Variable | Method | Statement, ...]:
        """Everything that was understood, in the order of the text: what to ``walk``."""
        parts: tuple[Variable | Method | Statement, ...] = (*self.variables, *self.methods, *self.statements)
        return tuple(sorted(parts, key=lambda part: part.position))


_LOOPS = (For, ForEach, While)


def inner_blocks(statement: Statement) -> list[Statements]:
    """The blocks right inside a statement, in the order of the text."""
    if isinstance(statement, If):
        blocks = [branch.body for branch in statement.branches]
        return blocks if statement.otherwise is None else [*blocks, statement.otherwise]
    if isinstance(statement, _LOOPS):
        return [statement.body]
    return [statement.body, statement.handler] if isinstance(statement, Try) else []


def walk(nodes: Iterable[object]) -> Iterator[Node]:
    """All nodes below and including the given ones, in the order of the text; never recurses."""
    waiting = [*nodes][::-1]
    while waiting:
        part = waiting.pop()
        if isinstance(part, tuple):
            waiting += part[::-1]
        elif isinstance(part, Node):
            yield part
            waiting += [getattr(part, name) for name in _INNER_FIELDS[type(part)]]


class _InnerFields(dict[type[Node], tuple[str, ...]]):
    """Of each class of nodes: the fields that may hold nodes, the last one first."""

    def __missing__(self, kind: type[Node]) -> tuple[str, ...]:
        """Find the fields of a class that is met for the first time."""
        holding = [part.name for part in fields(kind) if not _is_plain(part.type)]
        self[kind] = tuple(reversed(holding))
        return self[kind]


def _is_plain(kind: object) -> bool:
    return kind in (int, str, bool, tuple[str, ...]) or get_origin(kind) is OneOf


_INNER_FIELDS = _InnerFields()
