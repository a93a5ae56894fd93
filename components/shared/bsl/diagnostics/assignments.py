"""What variables and paths are assigned, and which are given away. Found once a module: checks ask again and again."""

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field

from components.shared.bsl.diagnostics.view import CodeView, ModuleView
from components.shared.bsl.syntax import syntax_tree as tree


@dataclass(slots=True)
class Assignments:
    """The assignments of one method, or of the body of a module."""

    by_target: defaultdict[tuple[str, ...], list[tree.Assignment]] = field(default_factory=lambda: defaultdict(list))
    given_away: set[str] = field(default_factory=set)  # names that are arguments: a method may change them

    def of(self, target: tuple[str, ...]) -> list[tree.Assignment]:
        """The assignments to a variable or a path, in the order of the text."""
        return self.by_target.get(target, [])

    def before(self, target: tuple[str, ...], position: int) -> list[tree.Assignment]:
        """Those that stand before a position."""
        found = self.of(target)
        return found[: bisect_left(found, position, key=lambda node: node.position)]


def assignments(module: ModuleView, code: CodeView) -> Assignments:
    """The assignments of a method of the module."""
    found = module.fact(_all_assignments)
    if code not in found:
        found[code] = _read(module, code)
    return found[code]


def _all_assignments(module: ModuleView) -> dict[CodeView, Assignments]:
    return {}  # filled method by method: most are never asked for


def _read(module: ModuleView, code: CodeView) -> Assignments:
    result = Assignments()
    for node in code.of(tree.Assignment):
        target = node.target
        key = (target.name.lower(),) if isinstance(target, tree.Name) else module.key(target)
        result.by_target[key].append(node)
    for name, nodes in code.names.items():
        if any(isinstance(module.parent(node), tree.Call | tree.New | tree.Await) for node in nodes):
            result.given_away.add(name)
    return result
