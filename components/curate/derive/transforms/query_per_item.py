"""One query for a list becomes a query for each of its items: the N+1 of 1C."""

import itertools
from collections.abc import Iterator
from typing import NamedTuple

from components.curate.derive.parent import Edit, Parent, deeper
from components.curate.derive.transform import Attempt, Change, Refusal, transform
from components.shared.bsl.diagnostics.assignments import assignments
from components.shared.bsl.diagnostics.calls import member_calls
from components.shared.bsl.diagnostics.query_predicates import conjuncts
from components.shared.bsl.queries import QueryInModule
from components.shared.bsl.queries import tree as query_tree
from components.shared.bsl.queries.evident import evident_variables, texts_of
from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.bsl.syntax.syntax_tree import inner_blocks

_KEYED = frozenset({"соответствие", "map", "структура", "structure"})
_ITEMS = ("Элемент", "ЭлементСписка")


class _Reading(NamedTuple):
    """``Выборка = Запрос.Выполнить().Выбрать(); Пока Выборка.Следующий() Цикл …``."""

    query: str
    selection: str
    executed: tree.Assignment
    loop: tree.While


@transform(
    "query_per_item",
    task="optimise",
    shows=("CreateQueryInCycle",),
    asks=(
        "Оптимизируй {acc}: запрос выполняется в цикле.",
        "Оптимизируй {acc}: для каждого элемента списка выполняется отдельный запрос.",
        "{nom} работает медленно на больших списках. Найди причину и исправь.",
    ),
    why="Данные по всему списку получены одним запросом с условием В (&Список) (стандарт 436).",
)
def query_per_item(parent: Parent) -> Iterator[Attempt]:
    """``ГДЕ Поле В (&Список)`` becomes ``ГДЕ Поле = &Список`` inside a loop over the list.

    Precondition: one selection without groups, order, totals and first rows, in which the list stands once and as a
    condition of its own, so that the rows of the list are those of its items put together; the list evidently is an
    array; and the loop over the rows only puts values into a map or a structure, so that neither the order of rows nor
    an item met twice changes the result.
    """
    for reading in _readings(parent):
        found = _list_condition(parent, reading)
        if isinstance(found, str):
            yield Refusal(found)
            continue
        query, condition, name, statement = found
        if reason := _unsafe(parent, reading, name):
            yield Refusal(reason)
        else:
            yield from _one_by_one(parent, reading, (query, condition), (name, statement))


def _readings(parent: Parent) -> Iterator[_Reading]:
    waiting = [parent.method.body]
    while waiting:
        block = waiting.pop()
        for statement in block:
            waiting += inner_blocks(statement)
        for executed, loop in itertools.pairwise(block):
            if isinstance(executed, tree.Assignment) and isinstance(loop, tree.While):
                query = _words(executed.value, ("выполнить", "выбрать"))
                selection = _words(loop.condition, ("следующий",))
                own = isinstance(executed.target, tree.Name) and executed.target.name.lower() == selection
                if query and own:
                    yield _Reading(query, selection, executed, loop)


def _words(value: tree.Expression, called: tuple[str, ...]) -> str:
    """The variable of a chain of calls without arguments; empty for anything else."""
    if not isinstance(value, tree.Chain) or not isinstance(value.first, tree.Name):
        return ""
    members = tuple(step.name.lower() for step in value.steps if isinstance(step, tree.Member))
    plain = all(
        isinstance(step, tree.Member) or step == tree.Call(step.position, step.last, ()) for step in value.steps
    )
    return value.first.name.lower() if plain and members == called and len(value.steps) == 2 * len(called) else ""


def _list_condition(
    parent: Parent, reading: _Reading
) -> tuple[QueryInModule, query_tree.In, tree.Name, tree.CallStatement] | str:
    """The condition on the list with the variable that it gets; or why there is none."""
    texts = texts_of(reading.query, dict(evident_variables(parent.queries)).get(reading.query, []))
    if len(texts) != 1 or len(texts[0].package.statements) != 1:
        return "текст запроса не один или собирается из частей"
    select = texts[0].package.statements[0]
    if not isinstance(select, query_tree.Select) or not _is_simple(select):
        return "в запросе есть группировка, порядок, итоги, объединение или первые записи"
    for condition in conjuncts(select.branches[0].where):
        if isinstance(condition, query_tree.In) and not condition.negated and not condition.hierarchy:
            values = condition.values
            only = values[0] if isinstance(values, tuple) and len(values) == 1 else None
            if isinstance(only, query_tree.Parameter) and (given := _given(parent, reading, only.name)):
                return texts[0], condition, *given
    return "нет условия «Поле В (&Список)» со списком в переменной"


def _is_simple(select: query_tree.Select) -> bool:
    branch = select.branches[0]
    whole = len(select.branches) == 1 and not (select.order or select.auto_order or select.totals or select.composition)
    plain = not (branch.distinct or branch.grouping or branch.having or branch.into or branch.composition)
    aggregates = any(isinstance(node, query_tree.Aggregate) for node in query_tree.walk(branch.fields))
    return whole and plain and branch.top is None and not aggregates


def _given(parent: Parent, reading: _Reading, parameter: str) -> tuple[tree.Name, tree.CallStatement] | None:
    """The only call that sets a parameter, on a line of its own, to a variable."""
    found = []
    for site in member_calls(parent.view, "установитьпараметр"):
        name, value = site.arguments if len(site.arguments) == 2 else (None, None)
        is_it = isinstance(name, tree.Literal) and name.texts[0].strip('"').lower() == parameter.lower()
        statement = parent.view.parent(site.chain)
        if is_it and site.owner == reading.query and isinstance(statement, tree.CallStatement):
            found.append((value, statement))
    value, statement = found[0] if len(found) == 1 else (None, None)
    return (value, statement) if isinstance(value, tree.Name) and statement is not None else None


def _unsafe(parent: Parent, reading: _Reading, items: tree.Name) -> str:
    name = items.name.lower()
    if not _is_array(parent, name):
        return "не доказано, что список — массив"
    if not reading.loop.body or not all(_only_keeps(parent, statement) for statement in reading.loop.body):
        return "цикл по выборке делает не только вставку в соответствие или структуру"
    later = [use for use in parent.code.names.get(reading.selection, []) if use.position > reading.loop.last]
    inside = [
        use for use in parent.code.names.get(name, []) if reading.loop.position < use.position < reading.loop.last
    ]
    return "выборка нужна после цикла, или список — в нём" if later or inside else ""


def _is_array(parent: Parent, name: str) -> bool:
    """Said by the description, and assigned nothing; or assigned nothing but new arrays."""
    assigned = assignments(parent.view, parent.code).of((name,))
    if assigned:
        return all(isinstance(node.value, tree.New) and node.value.type_name.lower() == "массив" for node in assigned)
    return any(
        value.name.lower() == name
        and [named.name.lower() for variant in value.variants for named in variant.types] == ["массив"]
        for value in parent.description.parameters or ()
    )


def _only_keeps(parent: Parent, statement: tree.Statement) -> bool:
    """``Итог.Вставить(Выборка.Ссылка, Выборка.Код);``."""
    chain = statement.call if isinstance(statement, tree.CallStatement) else None
    if not isinstance(chain, tree.Chain) or not isinstance(chain.first, tree.Name) or len(chain.steps) != 2:
        return False
    member = chain.steps[0]
    kept = assignments(parent.view, parent.code).of((chain.first.name.lower(),))
    is_keyed = bool(kept) and all(isinstance(n.value, tree.New) and n.value.type_name.lower() in _KEYED for n in kept)
    return isinstance(member, tree.Member) and member.name.lower() == "вставить" and is_keyed


def _one_by_one(
    parent: Parent,
    reading: _Reading,
    place: tuple[QueryInModule, query_tree.In],
    given: tuple[tree.Name, tree.CallStatement],
) -> Iterator[Attempt]:
    (query, condition), (items, statement) = place, given
    names = {variable.lower() for variable in parent.code.names} | {p.name.lower() for p in parent.method.parameters}
    item = next((name for name in _ITEMS if name.lower() not in names), "")
    setting, work = parent.lines_of(statement, statement), parent.lines_of(reading.executed, reading.loop)
    if not item or setting is None or work is None or setting[1] > work[0]:
        yield Refusal("операторы не на своих строках, или имя переменной цикла занято")
        return
    start = parent.offset(query.place(condition.operand.end))
    end = parent.offset(query.place(condition.end))
    parameter = next(n for n in query_tree.walk([condition]) if isinstance(n, query_tree.Parameter))
    indent = parent.indent_of(reading.executed)
    call = parent.source(statement)
    first, last = (offset - parent.range_of(statement)[0] for offset in parent.range_of(items))
    moved = f"{indent}{call[:first]}{item}{call[last:]}\n{parent.text[slice(*work)].rstrip()}"
    loop = f"{indent}Для Каждого {item} Из {items.name} Цикл\n{deeper(moved)}\n{indent}КонецЦикла;\n"
    yield Change((Edit(start, end, f" = &{parameter.name}"), Edit(*setting, ""), Edit(*work, loop)))
