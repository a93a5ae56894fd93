"""Fields of joined tables that are NULL where a row has no match."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from components.shared.bsl.diagnostics.query_predicates import without_parentheses
from components.shared.bsl.diagnostics.query_view import alias_of, plain_tables, remark_node, selections
from components.shared.bsl.diagnostics.registry import diagnostic
from components.shared.bsl.diagnostics.view import ModuleView, Remark
from components.shared.bsl.queries import tree as query_tree

_MOST_SHOWN = 3
# More tables are joined by no database that the platform works with.
_MOST_TABLES = 256


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
        branch = selection.branch
        joins = list(_outer_joins(branch)) if len(selection.tables) <= _MOST_TABLES else []
        loose = _loose_fields(branch) if joins else {}
        checked = _checked_by_where(branch.where)
        for join, nullable in joins:
            used = (use for alias in sorted(nullable - checked) for use in loose.get(alias, ()))
            fields = list(dict.fromkeys(use.shown for use in sorted(used) if use.join != id(join)))
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


@dataclass(frozen=True, slots=True, order=True)
class _Use:
    """A field that is used as if it had a value."""

    number: int  # in the order in which they are told
    shown: str
    join: int  # the id of the join whose condition it stands in, or 0


def _loose_fields(branch: query_tree.Branch) -> dict[str, list[_Use]]:
    """Fields outside ``ЕСТЬNULL`` and ``ЕСТЬ NULL``, by the aliases of their tables."""
    found: dict[str, list[_Use]] = {}
    conditions = [(join.condition, id(join)) for source in branch.sources for join in _joins(source)]
    number = 0
    for root, join in [(branch.fields, 0), *conditions, (branch.where, 0)]:
        waiting: list[tuple[object, frozenset[str]]] = [(root, frozenset())]
        while waiting:
            node, checked = waiting.pop()
            if isinstance(node, query_tree.Field):
                alias = node.path[0].name.lower()
                if len(node.path) > 1 and alias not in checked:
                    number += 1
                    found.setdefault(alias, []).append(_Use(number, ".".join(word.name for word in node.path), join))
            elif isinstance(node, tuple):
                waiting.extend((item, checked) for item in reversed(node))
            elif isinstance(node, query_tree.QueryNode) and not _expects_null(node):
                if isinstance(node, query_tree.Case):
                    checked |= _tested(node)
                waiting.extend((child, checked) for child in reversed(query_tree.children(node)))
    return found


def _joins(source: query_tree.Source) -> Iterator[query_tree.Join]:
    if isinstance(source, query_tree.Joined):
        yield from _joins(source.first)
        for join in source.joins:
            yield join
            yield from _joins(join.source)


def _expects_null(node: query_tree.QueryNode) -> bool:
    """Whether a node deals with missing rows: what is inside it needs no check."""
    if isinstance(node, query_tree.Call):
        return node.function == "isnull"
    if isinstance(node, query_tree.Aggregate):
        return node.function == "count"
    return isinstance(node, query_tree.IsNull | query_tree.Subquery | query_tree.Select)


def _tested(case: query_tree.Case) -> frozenset[str]:
    """Tables that the conditions of a ``ВЫБОР`` ask for missing rows."""
    conditions = [when.condition for when in case.branches]
    tests = [node.operand for node in query_tree.walk(conditions) if isinstance(node, query_tree.IsNull)]
    return frozenset(_first_words(tests))
