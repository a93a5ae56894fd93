"""A query that is executed once is executed in every round of the loop behind it."""

from collections.abc import Iterator
from typing import NamedTuple

from components.curate.derive.parent import Edit, Parent, deeper
from components.curate.derive.transform import Attempt, Change, Refusal, transform
from components.shared.bsl.diagnostics.calls import loops
from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.bsl.syntax.syntax_tree import inner_blocks

_EXECUTE = frozenset({"выполнить", "execute"})
_UNLOAD = frozenset({"выгрузить", "unload"})
_SET = frozenset({"установитьпараметр", "setparameter"})
# What only reads a table of values.
_READS = frozenset({"найти", "найтистроки", "количество", "find", "findrows", "count", "скопировать", "copy"})
# What may be called inside the loop: none of these writes to the database.
_HARMLESS = _READS | frozenset(
    {"добавить", "вставить", "получить", "свойство", "строка", "число", "формат", "стршаблон", "значениезаполнено"}
    | {
        "заполнитьзначениясвойств",
        "типзнч",
        "тип",
        "add",
        "insert",
        "get",
        "property",
        "нстр",
        "сокрлп",
        "нрег",
        "врег",
    }
)


class _Query(NamedTuple):
    """The statements that make a query and put its table into a variable."""

    first: tree.Statement
    last: tree.Assignment
    result: str
    names: frozenset[str]  # variables that its parameters are made of


@transform(
    "query_into_loop",
    task="optimise",
    shows=("CreateQueryInCycle",),
    asks=(
        "Оптимизируй {acc}: запрос выполняется в цикле.",
        "Оптимизируй {acc}.",
        "{nom} работает медленно. Найди причину и исправь.",
    ),
    why="Запрос выполняется один раз до цикла, а в цикле строки ищутся в готовой таблице (стандарт 436).",
)
def query_into_loop(parent: Parent) -> Iterator[Attempt]:
    """A query right before a loop, with the table that it gives, moves into the loop.

    Precondition: the loop does not go over that table, only reads it, changes nothing that the query depends on and
    calls nothing that could write to the database; behind the loop nobody asks for the table. So every round gets the
    same rows.
    """
    for loop in loops(parent.view):
        query = _query_before(parent, loop)
        if query is None:
            continue
        lines = parent.lines_of(query.first, query.last)
        first = parent.lines_of(loop.body[0], loop.body[0]) if loop.body else None
        if reason := _unsafe(parent, loop, query):
            yield Refusal(reason)
        elif lines is None or first is None or parent.has_comment(*lines):
            yield Refusal("операторы не на своих строках, или между ними комментарии")
        else:
            moved = deeper(parent.text[slice(*lines)].strip("\n"))
            yield Change((Edit(*lines, ""), Edit(first[0], first[0], moved + "\n")))


def _query_before(parent: Parent, loop: tree.Node) -> _Query | None:
    """The query whose statements end right before a loop."""
    block = _block_of(parent, loop)
    place = next(number for number, statement in enumerate(block) if statement is loop)
    last = block[place - 1] if place else None
    if not isinstance(last, tree.Assignment) or not isinstance(last.target, tree.Name):
        return None
    variable = _executed(last.value)
    if not variable:
        return None
    for number in range(place - 2, -1, -1):
        statement = block[number]
        if isinstance(statement, tree.Assignment) and _creates(statement, variable):
            inside = block[number:place]
            names = {node.name.lower() for node in tree.walk(inside) if isinstance(node, tree.Name)}
            return _Query(statement, last, last.target.name.lower(), frozenset(names))
        if not _belongs(statement, variable):
            return None
    return None


def _block_of(parent: Parent, node: tree.Node) -> tree.Statements:
    waiting = [parent.method.body]
    while waiting:
        block = waiting.pop()
        if any(statement is node for statement in block):
            return block
        for statement in block:
            waiting += inner_blocks(statement)
    raise AssertionError("a loop stands in some block")


def _executed(value: tree.Expression) -> str:
    """The variable of ``Запрос.Выполнить().Выгрузить()``."""
    if not isinstance(value, tree.Chain) or not isinstance(value.first, tree.Name):
        return ""
    names = [step.name.lower() if isinstance(step, tree.Member) else "()" for step in value.steps]
    plain = len(names) == 4 and names[0] in _EXECUTE and names[2] in _UNLOAD and names[1] == names[3] == "()"
    return value.first.name.lower() if plain else ""


def _creates(statement: tree.Assignment, variable: str) -> bool:
    value, target = statement.value, statement.target
    own = isinstance(target, tree.Name) and target.name.lower() == variable
    return own and isinstance(value, tree.New) and value.type_name.lower() in ("запрос", "query")


def _belongs(statement: tree.Statement, variable: str) -> bool:
    """``Запрос.Текст = …``, ``Запрос.УстановитьПараметр(…)``."""
    if isinstance(statement, tree.Assignment):
        node: object = statement.target
    else:
        node = statement.call if isinstance(statement, tree.CallStatement) else None
    if not isinstance(node, tree.Chain) or not isinstance(node.first, tree.Name):
        return False
    step = node.steps[0]
    known = isinstance(step, tree.Member) and step.name.lower() in _SET | {"текст", "text"}
    return known and node.first.name.lower() == variable


def _unsafe(parent: Parent, loop: tree.For | tree.ForEach | tree.While, query: _Query) -> str:
    """Why the rounds might not all get the same rows; empty where they do."""
    if not isinstance(loop, tree.ForEach):
        return "цикл не по коллекции"
    if any(isinstance(node, tree.Name) and node.name.lower() == query.result for node in tree.walk([loop.collection])):
        return "цикл идёт по самому результату запроса"
    uses = parent.code.names.get(query.result, [])
    inside = [node for node in uses if loop.position < node.position < loop.last]
    outside = [node for node in uses if node.position > loop.last or node.position < query.last.position]
    if not inside or outside:
        return "результат запроса используется не только в цикле"
    if not all(_is_read(parent, node) for node in inside):
        return "результат запроса в цикле не только читается"
    if not _called(loop) <= _HARMLESS:
        return "в цикле вызываются методы, которые могли бы изменить данные"
    changed = {
        node.target.name.lower()
        for node in tree.walk(loop.body)
        if isinstance(node, tree.Assignment) and isinstance(node.target, tree.Name)
    }
    return "цикл меняет то, от чего зависит запрос" if (changed | {loop.variable.lower()}) & query.names else ""


def _is_read(parent: Parent, node: tree.Name) -> bool:
    """``Таблица.Найти(…)``."""
    chain = parent.view.parent(node)
    step = chain.steps[0] if isinstance(chain, tree.Chain) and chain.first is node else None
    return isinstance(step, tree.Member) and step.name.lower() in _READS


def _called(loop: tree.ForEach) -> set[str]:
    found = set()
    for node in tree.walk(loop.body):
        if isinstance(node, tree.Chain):
            called: tree.Node = node.first
            for step in node.steps:
                if isinstance(step, tree.Call):
                    found.add(called.name.lower() if isinstance(called, tree.Name | tree.Member) else "")
                called = step
        elif isinstance(node, tree.New) and not node.type_name:
            found.add("")
    return found
