"""Fields of joined tables that are NULL where a row has no match."""

from collections.abc import Iterable, Iterator

from components.shared.bsl.diagnostics.query_predicates import without_parentheses
from components.shared.bsl.diagnostics.query_view import alias_of, plain_tables, remark_node, selections, words_of
from components.shared.bsl.diagnostics.registry import diagnostic
from components.shared.bsl.diagnostics.view import ModuleView, Remark
from components.shared.bsl.queries import tree as query_tree

_MOST_SHOWN = 3


@diagnostic(
    "FieldsFromJoinsWithoutIsNull",
    axis="semantics",
    strength="weak",
    title_ru="Поля присоединенной таблицы не проверяются на NULL",
    title_en="Fields of a joined table are not checked for NULL",
    standards=(412,),
)
def fields_without_is_null(module: ModuleView) -> Iterator[Remark]:
    """Where a row has no match, fields of a joined table are NULL: comparisons with it are false, sums with it NULL.

    Bad:
        ВЫБРАТЬ Товары.Ссылка, Цены.Цена ИЗ … ЛЕВОЕ СОЕДИНЕНИЕ Цены КАК Цены ПО …
    Good:
        ВЫБРАТЬ Товары.Ссылка, ЕСТЬNULL(Цены.Цена, 0) ИЗ … ЛЕВОЕ СОЕДИНЕНИЕ Цены КАК Цены ПО …
    """
    for selection in module.fact(selections):
        for join, nullable in _outer_joins(selection.branch):
            unchecked = nullable - _checked_by_where(selection.branch.where)
            if not unchecked:
                continue
            fields = list(dict.fromkeys(_unchecked_fields(selection.branch, join, unchecked)))
            if fields:
                shown = ", ".join(fields[:_MOST_SHOWN]) + (", …" if len(fields) > _MOST_SHOWN else "")
                yield remark_node(
                    selection.query,
                    join,
                    f"Поля присоединенной таблицы могут быть NULL: {shown}",
                    f"Fields of the joined table may be NULL: {shown}",
                )


def _outer_joins(branch: query_tree.Branch) -> Iterator[tuple[query_tree.Join, frozenset[str]]]:
    """Joins that leave rows without a match, with the aliases of the tables whose fields are NULL then."""
    waiting = list(branch.sources)
    while waiting:
        source = waiting.pop(0)
        if not isinstance(source, query_tree.Joined):
            continue
        left = _aliases(source.first)
        for join in source.joins:
            right = _aliases(join.source)
            if join.kind != "inner":
                nullable = {"left": right, "right": left, "full": left | right}[join.kind]
                yield join, frozenset(nullable)
            left |= right
        waiting += [source.first, *(join.source for join in source.joins)]


def _aliases(source: query_tree.Source) -> set[str]:
    return {alias_of(table) for table in plain_tables(source)}


def _checked_by_where(where: query_tree.Expression | None) -> frozenset[str]:
    """Tables whose missing rows a condition leaves out: ``ГДЕ Цены.Товар ЕСТЬ НЕ NULL``."""
    found = set()
    waiting = [] if where is None else [where]
    while waiting:
        node = waiting.pop()
        negated = isinstance(node, query_tree.Unary) and node.operator == "not"
        inner = without_parentheses(node.operand) if isinstance(node, query_tree.Unary) else without_parentheses(node)
        if isinstance(inner, query_tree.IsNull) and inner.negated != negated:
            found |= _first_words([inner.operand])
        elif isinstance(inner, query_tree.Operation) and set(inner.operators) == {"and"}:
            waiting += inner.operands
        elif inner is not node and not negated:
            waiting.append(inner)
    return frozenset(found)


def _first_words(nodes: Iterable[object]) -> set[str]:
    return {node.path[0].name.lower() for node in query_tree.walk(nodes) if isinstance(node, query_tree.Field)}


def _unchecked_fields(branch: query_tree.Branch, join: query_tree.Join, aliases: frozenset[str]) -> Iterator[str]:
    """Fields of these tables outside ``ЕСТЬNULL`` and ``ЕСТЬ NULL``, the condition of the join itself left out."""
    waiting: list[object] = [branch.where, *reversed(_other_conditions(branch, join)), *reversed(branch.fields)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, query_tree.Field):
            if len(node.path) > 1 and words_of(node.path)[0] in aliases:
                yield ".".join(word.name for word in node.path)
        elif isinstance(node, tuple):
            waiting.extend(reversed(node))
        elif isinstance(node, query_tree.QueryNode) and not _expects_null(node, aliases):
            waiting.extend(reversed(list(query_tree.children(node))))


def _other_conditions(branch: query_tree.Branch, join: query_tree.Join) -> list[query_tree.Expression]:
    joins = (found for source in branch.sources for found in _joins(source))
    return [found.condition for found in joins if found is not join]


def _joins(source: query_tree.Source) -> Iterator[query_tree.Join]:
    if isinstance(source, query_tree.Joined):
        yield from _joins(source.first)
        for join in source.joins:
            yield join
            yield from _joins(join.source)


def _expects_null(node: query_tree.QueryNode, aliases: frozenset[str]) -> bool:
    """Whether a node deals with missing rows of these tables: what is inside it is checked."""
    if isinstance(node, query_tree.IsNull | query_tree.Subquery | query_tree.Select):
        return True
    if isinstance(node, query_tree.Call):
        return node.function == "isnull"
    if isinstance(node, query_tree.Aggregate):
        return node.function == "count"
    if isinstance(node, query_tree.Case):
        tests = [
            inner.operand
            for when in node.branches
            for inner in query_tree.walk([when.condition])
            if isinstance(inner, query_tree.IsNull)
        ]
        return bool(_first_words(tests) & aliases)
    return False
