"""Conditions of queries that no index helps with: ``ИЛИ``, subqueries that depend on the query around them."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from components.shared.bsl.diagnostics.query_predicates import (
    conjuncts,
    fields_in,
    selected_field,
    without_parentheses,
)
from components.shared.bsl.diagnostics.query_view import (
    Selection,
    find_words,
    remark,
    remark_node,
    selections,
    words_of,
)
from components.shared.bsl.diagnostics.registry import diagnostic
from components.shared.bsl.diagnostics.view import ModuleView, Remark
from components.shared.bsl.queries import tree as query_tree

_OR = frozenset({"или", "or"})


@diagnostic(
    "LogicalOrInTheWhereSectionOfQuery",
    axis="optimization",
    strength="strong",
    title_ru="ИЛИ в условии ГДЕ: индексы не используются",
    title_en="OR in WHERE: no index is used",
    standards=(658,),
)
def or_in_where(module: ModuleView) -> Iterator[Remark]:
    """With ``ИЛИ`` between conditions on different fields the database reads the whole table.

    Not objected to: ``А = &Б ИЛИ А = &В`` on one field, which is a list of values, and an ``ИЛИ`` beside a condition
    that selects rows by a value: only the rows found by that one are looked at.

    Bad:
        ГДЕ Товары.Артикул = &Артикул ИЛИ Товары.Штрихкод = &Штрихкод
    Good:
        ГДЕ Товары.Артикул = &Артикул ОБЪЕДИНИТЬ ВСЕ … ГДЕ Товары.Штрихкод = &Штрихкод И Товары.Артикул <> &Артикул
    """
    for selection in module.fact(selections):
        conditions = list(conjuncts(selection.branch.where))
        if any(selected_field(condition) is not None for condition in conditions):
            continue
        own = {id(node) for node in selection.nodes}
        for alternatives in _alternatives(conditions):
            if id(alternatives) in own and not _is_list_of_values(alternatives):
                yield from _remarks(selection, alternatives)


@diagnostic(
    "LogicalOrInJoinQuerySection",
    axis="optimization",
    strength="weak",
    title_ru="ИЛИ между разными полями в условии соединения: индексы не используются",
    title_en="OR between different fields in the condition of a join: no index is used",
    standards=(658,),
)
def or_in_join(module: ModuleView) -> Iterator[Remark]:
    """A join by one field or another compares every row with every row.

    Bad:
        ЛЕВОЕ СОЕДИНЕНИЕ Цены КАК Цены ПО Товары.Ссылка = Цены.Товар ИЛИ Товары.Аналог = Цены.Товар
    Good:
        Two selections, one for each condition, put together by ОБЪЕДИНИТЬ ВСЕ.
    """
    for selection in module.fact(selections):
        for join in selection.of(query_tree.Join):
            for alternatives in _alternatives([join.condition]):
                if len(fields_in(alternatives)) > 1:
                    yield from _remarks(selection, alternatives)


def _alternatives(roots: Iterable[object]) -> Iterator[query_tree.Operation]:
    """All conditions joined by ``ИЛИ`` below these nodes."""
    for node in query_tree.walk(roots):
        if isinstance(node, query_tree.Operation) and "or" in node.operators:
            yield node


def _remarks(selection: Selection, alternatives: query_tree.Operation) -> Iterator[Remark]:
    """One for each ``ИЛИ``: the word is what is shown."""
    for left, right in pairwise(alternatives.operands):
        for start, end in find_words(selection.query, left.end, right.position, _OR)[:1]:
            yield remark(selection.query, start, end)


def _is_list_of_values(alternatives: query_tree.Operation) -> bool:
    """``А = &Б ИЛИ А = &В``: what ``А В (&Б, &В)`` says."""
    fields: set[tuple[str, ...]] = set()
    for operand in alternatives.operands:
        comparison = without_parentheses(operand)
        if not isinstance(comparison, query_tree.Operation) or comparison.operators != ("=",):
            return False
        sides = [without_parentheses(side) for side in comparison.operands]
        named = [side for side in sides if isinstance(side, query_tree.Field)]
        if len(named) != 1:
            return False
        fields.add(tuple(words_of(named[0].path)))
    return len(fields) == 1


@diagnostic(
    "CorrelatedSubquery",
    axis="optimization",
    strength="weak",
    title_ru="Вложенный запрос в условии зависит от внешнего: он может выполняться для каждой строки",
    title_en="A subquery in a condition depends on the outer query: it may be executed for every row",
    standards=(655,),
    own=True,
)
def correlated_subquery(module: ModuleView) -> Iterator[Remark]:
    """A subquery that names fields of the query around it cannot be computed once.

    Bad:
        ГДЕ ИСТИНА В (ВЫБРАТЬ ПЕРВЫЕ 1 ИСТИНА ИЗ Продажи КАК Продажи ГДЕ Продажи.Товар = Товары.Ссылка)
    Good:
        ГДЕ Товары.Ссылка В (ВЫБРАТЬ Продажи.Товар ИЗ Продажи КАК Продажи)
    """
    for selection in module.fact(selections):
        if selection.role != "list" or selection.number:
            continue
        for field in selection.of(query_tree.Field):
            name = field.path[0].name.lower()
            if len(field.path) > 1 and name in selection.outer and name not in selection.tables:
                shown = ".".join(word.name for word in field.path)
                yield remark_node(
                    selection.query,
                    selection.select,
                    f"Вложенный запрос зависит от поля внешнего ({shown}): он может выполняться для каждой строки",
                    f"The subquery depends on a field of the outer query ({shown}): it may be executed for every row",
                )
                break
