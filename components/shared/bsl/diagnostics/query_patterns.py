"""Patterns of ``ПОДОБНО``."""

from collections.abc import Iterator

from components.shared.bsl.diagnostics.query_predicates import fields_in, without_parentheses
from components.shared.bsl.diagnostics.query_view import remark_node, selections
from components.shared.bsl.diagnostics.registry import diagnostic
from components.shared.bsl.diagnostics.view import ModuleView, Remark
from components.shared.bsl.queries import tree as query_tree


@diagnostic(
    "UsingLikeInQuery",
    axis="optimization",
    strength="report",
    severity="information",
    title_ru="ПОДОБНО: на разных СУБД результат может отличаться",
    title_en="LIKE: databases may differ in what it finds",
    standards=(726,),
)
def like_in_query(module: ModuleView) -> Iterator[Remark]:
    """``ПОДОБНО`` finds other rows on another database; often ``=`` or ``В`` is enough.

    Bad:
        ГДЕ Товары.Артикул ПОДОБНО "А-1"
    Good:
        ГДЕ Товары.Артикул = "А-1"
    """
    for selection in module.fact(selections):
        for node in selection.of(query_tree.Like):
            yield remark_node(selection.query, node)


@diagnostic(
    "IncorrectUseLikeInQuery",
    axis="semantics",
    strength="strong",
    severity="error",
    title_ru="Шаблон ПОДОБНО вычисляется в запросе: допустимы строка и параметр",
    title_en="The pattern of LIKE is computed in the query: a string or a parameter is allowed",
    standards=(726,),
)
def incorrect_like(module: ModuleView) -> Iterator[Remark]:
    """The signs of a pattern that comes from a field or a sum of strings mean different things to different databases.

    Bad:
        ГДЕ Товары.Наименование ПОДОБНО &Начало + "%"
    Good:
        ГДЕ Товары.Наименование ПОДОБНО &Шаблон
    """
    for selection in module.fact(selections):
        for node in selection.of(query_tree.Like):
            pattern = without_parentheses(node.pattern)
            computed = isinstance(pattern, query_tree.Operation) and "+" in pattern.operators
            if computed or fields_in(pattern):
                yield remark_node(selection.query, node)


@diagnostic(
    "LikeWithLeadingWildcard",
    axis="optimization",
    strength="weak",
    title_ru="ПОДОБНО с «%» в начале шаблона читает всю таблицу",
    title_en="LIKE with '%' at the beginning of its pattern reads the whole table",
    standards=(726,),
    own=True,
)
def like_with_leading_wildcard(module: ModuleView) -> Iterator[Remark]:
    """An index is sorted by the beginnings of values: a pattern without a beginning cannot use it.

    Bad:
        ГДЕ Товары.Наименование ПОДОБНО "%стол%"
    Good:
        ГДЕ Товары.Наименование ПОДОБНО "стол%"
    """
    for selection in module.fact(selections):
        for node in selection.of(query_tree.Like):
            pattern = without_parentheses(node.pattern)
            if isinstance(pattern, query_tree.Constant) and pattern.text.startswith('"%'):
                yield remark_node(selection.query, node)
