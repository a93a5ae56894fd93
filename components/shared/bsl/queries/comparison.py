"""Whether two queries say the same, word by word, wherever they stand and however they are laid out."""

from components.shared.bsl.queries import tree
from components.shared.bsl.queries.parser import QueryPackage
from components.shared.bsl.queries.tree import QueryNode, children


def same_query(one: QueryPackage, other: QueryPackage) -> bool:
    """Compare statements without their places; never recurses. Case counts only in strings."""
    return _words(one) == _words(other)


def _words(package: QueryPackage) -> list[object]:
    found: list[object] = []
    waiting: list[object] = [package.statements]
    while waiting:
        item = waiting.pop()
        if isinstance(item, tree.Constant):
            found += (item.kind, item.text if item.kind in ("number", "string") else "")
        elif isinstance(item, QueryNode):
            found.append(type(item))
            waiting += children(item)[:1:-1]  # without the place
        elif isinstance(item, tuple):
            found.append(len(item))
            waiting += item[::-1]
        else:
            found.append(item.lower() if isinstance(item, str) else item)
    return found
