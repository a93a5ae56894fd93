"""One walk over a tree: its nodes by type, and what is around each. Whoever judges a module shares it."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from components.shared.bsl.syntax import syntax_tree as tree

N = TypeVar("N", bound=tree.Node)
NodesByType = dict[type[tree.Node], list[Any]]  # of the type that is the key: ``nodes_of`` says so
# By identity: nodes are equal when they are spelt alike, and a tree outlives its index.
Parents = dict[int, tree.Node]


class ModuleIndex:
    """The nodes of a module: each method is walked over once, when somebody first asks for its nodes."""

    def __init__(self) -> None:
        self.parents: Parents = {}
        self._bodies: dict[int, NodesByType] = {}  # by identity, as the parents are

    def of(self, body: tree.Statements) -> NodesByType:
        """The nodes of a method, or of the statements of the module, by type and in the order of the text."""
        found = self._bodies.get(id(body))
        if found is None:
            found = self._bodies[id(body)] = index_nodes(body, self.parents)
        return found


def nodes_of(nodes: NodesByType, kind: type[N]) -> list[N]:
    """The nodes of one type."""
    return nodes.get(kind, [])


def index_nodes(roots: Iterable[tree.Node], parents: Parents) -> NodesByType:
    """Sort the nodes of a tree by type in the order of the text, and add what is around them to ``parents``."""
    nodes: defaultdict[type[tree.Node], list[tree.Node]] = defaultdict(list)
    waiting = list(roots)
    waiting.reverse()
    while waiting:
        node = waiting.pop()
        kind = type(node)
        nodes[kind].append(node)
        below = _BELOW.get(kind)
        if below is not None:
            inner = below(node)
            for child in inner:
                parents[id(child)] = node
            inner.reverse()
            waiting += inner
    return dict(nodes)


def children(node: tree.Node) -> list[tree.Node]:
    """The nodes right inside a node, in the order of the text."""
    below = _BELOW.get(type(node))
    return below(node) if below is not None else []


def _given(arguments: Iterable[tree.Expression | None]) -> list[tree.Node]:
    return [argument for argument in arguments if argument is not None]


# What has no entry has nothing inside. A new list each time: the walk reverses it.
_BELOW: dict[type[tree.Node], Callable[[Any], list[tree.Node]]] = {
    tree.Unary: lambda node: [node.operand],
    tree.Operation: lambda node: [*node.operands],
    tree.Parentheses: lambda node: [node.inner],
    tree.Ternary: lambda node: [node.condition, node.when_true, node.when_false],
    tree.New: lambda node: _given(node.arguments),
    tree.Await: lambda node: [node.operand],
    tree.Call: lambda node: _given(node.arguments),
    tree.Index: lambda node: [node.index],
    tree.Chain: lambda node: [node.first, *node.steps],
    tree.Assignment: lambda node: [node.target, node.value],
    tree.CallStatement: lambda node: [node.call],
    tree.Branch: lambda node: [node.condition, *node.body],
    tree.If: lambda node: [*node.branches, *(node.otherwise or ())],
    tree.For: lambda node: [node.first, node.last_value, *node.body],
    tree.ForEach: lambda node: [node.collection, *node.body],
    tree.While: lambda node: [node.condition, *node.body],
    tree.Try: lambda node: [*node.body, *node.handler],
    tree.Raise: lambda node: _given(node.arguments),
    tree.Return: lambda node: [] if node.value is None else [node.value],
    tree.Execute: lambda node: [node.code],
    tree.AddHandler: lambda node: [node.event, node.handler],
    tree.RemoveHandler: lambda node: [node.event, node.handler],
}
