"""Whether two pieces of code are the same wherever they stand."""

from typing import Final

from components.shared.bsl.syntax.syntax_tree import Module, Node

_PLACES: Final = frozenset(
    {"position", "last", "name_position", "type_position", "variable_position", "else_position", "except_position"}
    | {"header_last", "line_start", "line_end", "region"}
)
_CODE_FIELDS: dict[type, tuple[str, ...]] = {}


def same_code(one: Node | Module, other: Node | Module) -> bool:
    """Whether two trees are equal but for the places of their nodes and the regions around them."""
    if isinstance(one, Module) and isinstance(other, Module):
        return code_of(one.tree) == code_of(other.tree)
    return code_of(one) == code_of(other)


def code_of(part: object) -> object:
    """A tree as nested tuples without places: equal for equal code, and good as a key."""
    if isinstance(part, tuple):
        return tuple(map(code_of, part))
    if not isinstance(part, Node):
        return part
    kind = type(part)
    if kind not in _CODE_FIELDS:
        _CODE_FIELDS[kind] = tuple(name for name in kind.__match_args__ if name not in _PLACES)
    return (kind, *(code_of(getattr(part, name)) for name in _CODE_FIELDS[kind]))
