"""Where a piece of code runs: the module, the directive of its method and the ``#Если`` around it."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from components.shared.bsl.configuration.conditions import sides_where, sides_where_not
from components.shared.bsl.context import Context
from components.shared.bsl.platform.model import Side
from components.shared.bsl.syntax.syntax_tree import ConditionalBranch, Method

THICK_SERVER: Final = Side.SERVER | Side.EXTERNAL_CONNECTION | Side.THICK_CLIENT
# On the server, and on clients that hold the server's code themselves: object, manager and record set modules.
_SIDES_OF_KIND: Final[Mapping[str, Side]] = {
    "object": THICK_SERVER,
    "manager": THICK_SERVER,
    "record_set": THICK_SERVER,
    "service": Side.SERVER,
}
_DIRECTIVES: Final[Mapping[str, Side]] = {
    "наклиенте": Side.CLIENT,
    "atclient": Side.CLIENT,
    "насервере": Side.SERVER,
    "atserver": Side.SERVER,
    "насерверебезконтекста": Side.SERVER,
    "atservernocontext": Side.SERVER,
    "наклиентенасервере": Side.CLIENT | Side.SERVER,
    "atclientatserver": Side.CLIENT | Side.SERVER,
    "наклиентенасерверебезконтекста": Side.CLIENT | Side.SERVER,
    "atclientatservernocontext": Side.CLIENT | Side.SERVER,
}
WITHOUT_CONTEXT: Final = frozenset(
    {"насерверебезконтекста", "atservernocontext", "наклиентенасерверебезконтекста", "atclientatservernocontext"}
)


def directive_of(method: Method) -> str:
    """The directive of a method in lower case, or nothing."""
    for annotation in method.annotations:
        name = annotation.name.lower()
        if name in _DIRECTIVES:
            return name
    return ""


def module_sides(context: Context) -> Side | None:
    """Where code of a module runs that has no directive of its own; None where that is not known."""
    if context.sides is not None:
        return context.sides
    if context.module_kind == "form":
        return Side.SERVER  # a method without a directive is one on the server
    if context.module_kind == "common":
        return _common_module_sides(context)
    return _SIDES_OF_KIND.get(context.module_kind)


def method_sides(directive: str, context: Context, of_module: Side | None) -> Side | None:
    """Where code under a directive runs, if there is one, in a module that runs on these sides; None: not known."""
    if not directive:
        return of_module
    if context.module_kind in ("form", "command", "unknown"):
        return _DIRECTIVES[directive]
    return _DIRECTIVES[directive] & of_module if of_module is not None else _DIRECTIVES[directive]


def sides_at(position: int, sides: Side, branches: Iterable[ConditionalBranch]) -> Side:
    """Of the sides where a method runs, those that compile the code at a position."""
    for branch in branches:
        if branch.start <= position < branch.end:
            sides &= _branch_sides(branch.condition, branch.earlier)
    return sides


@lru_cache(maxsize=1000)
def _branch_sides(condition: str, earlier: tuple[str, ...]) -> Side:
    sides = sides_where(condition) if condition else Side.ALL
    for other in earlier:
        sides &= sides_where_not(other)
    return sides


def _common_module_sides(context: Context) -> Side | None:
    name = context.owner.rpartition(".")[2].lower()
    for source in (context.configuration, context.library):
        module = source.common_modules.get(name) if source else None
        if module:
            return module.sides
    return None
