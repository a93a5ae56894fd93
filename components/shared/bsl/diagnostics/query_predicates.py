"""Reading the conditions of queries."""

from collections.abc import Iterator

from components.shared.bsl.diagnostics.query_view import words_of
from components.shared.bsl.queries import tree as query_tree


def without_parentheses(expression: query_tree.Expression) -> query_tree.Expression:
    """What stands inside parentheses."""
    while isinstance(expression, query_tree.Parentheses):
        expression = expression.inner
    return expression


def fields_in(node: query_tree.QueryNode) -> set[tuple[str, ...]]:
    """The fields below a node, each as its names in lower case."""
    return {tuple(words_of(found.path)) for found in query_tree.walk([node]) if isinstance(found, query_tree.Field)}


def conjuncts(where: query_tree.Expression | None) -> Iterator[query_tree.Expression]:
    """The conditions that must hold all together."""
    waiting = [] if where is None else [where]
    while waiting:
        condition = without_parentheses(waiting.pop())
        if isinstance(condition, query_tree.Operation) and set(condition.operators) == {"and"}:
            waiting += reversed(condition.operands)
        else:
            yield condition


def selected_field(condition: query_tree.Expression) -> query_tree.Field | None:
    """The field that a condition compares with a value that does not depend on other fields."""
    if isinstance(condition, query_tree.In) and isinstance(condition.values, tuple):
        found: query_tree.Expression | query_tree.Tuple = condition.operand
        others: tuple[query_tree.Expression, ...] = condition.values
    elif isinstance(condition, query_tree.Operation) and condition.operators == ("=",):
        found, *rest = sorted(condition.operands, key=lambda side: not isinstance(side, query_tree.Field))
        others = tuple(rest)
    else:
        return None
    if not isinstance(found, query_tree.Field) or any(fields_in(other) for other in others):
        return None
    return found
