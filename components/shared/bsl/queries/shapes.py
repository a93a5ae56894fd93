"""Expressions compared by what they say: case, parentheses and places do not count."""

from collections.abc import Iterator

from components.shared.bsl.queries import tree
from components.shared.bsl.queries.functions import FUNCTIONS
from components.shared.bsl.queries.tree import Field, QueryNode, Source, Word, children

UNIT_AT = {function.english.lower(): function.unit_at for function in FUNCTIONS.values() if function.unit_at >= 0}
Key = tuple[object, ...]


def key_of(value: QueryNode) -> Key:
    """Two expressions of one key are the same expression; never recurses."""
    parts: list[object] = []
    waiting: list[object] = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, tree.Parentheses):
            waiting.append(item.inner)
        elif isinstance(item, Word):
            parts.append(item.name.lower())
        elif isinstance(item, QueryNode):
            parts.append(type(item).__name__)
            waiting += children(item)[:1:-1]  # without the place
        elif isinstance(item, tuple):
            parts.append(len(item))
            waiting += item[::-1]
        else:
            parts.append(item.lower() if isinstance(item, str) else item)
    return tuple(parts)


def path_of(field: Field) -> tuple[str, ...]:
    """The words of a field in lower case."""
    return tuple(word.name.lower() for word in field.path)


def parts_of(node: QueryNode) -> Iterator[QueryNode]:
    """What an expression consists of, without units of time and without what stands inside its subqueries."""
    if isinstance(node, tree.Select):
        return
    unit = UNIT_AT.get(node.function, -1) if isinstance(node, tree.Call) else -1
    for child in children(node):
        items = child if isinstance(child, tuple) else (child,)
        for at, item in enumerate(items):
            if isinstance(item, QueryNode) and not isinstance(item, Word | tree.Select) and at != unit:
                yield item


def all_parts(node: QueryNode) -> Iterator[QueryNode]:
    """An expression and everything in it, subqueries aside; never recurses."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting += list(parts_of(current))[::-1]


def flat_sources(sources: tuple[Source, ...]) -> Iterator[tree.Table | tree.ParameterTable | tree.Subquery]:
    """All sources of a branch, joined ones included, in the order of the text."""
    waiting = list(sources)[::-1]
    while waiting:
        source = waiting.pop()
        if isinstance(source, tree.Joined):
            waiting += [join.source for join in source.joins][::-1]
            waiting.append(source.first)
        else:
            yield source


def joins_of(sources: tuple[Source, ...]) -> Iterator[tree.Join]:
    """All joins of a branch."""
    waiting = list(sources)
    while waiting:
        source = waiting.pop()
        if isinstance(source, tree.Joined):
            yield from source.joins
            waiting += [source.first, *(join.source for join in source.joins)]
