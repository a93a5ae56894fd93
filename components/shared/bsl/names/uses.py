"""What a method assigns, and every place where it names something.

The order of statements does not matter to 1C when it decides what a name means, so it is not kept.
"""

from dataclasses import dataclass, field
from functools import cached_property

from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.bsl.syntax.lexer import LOWER_CASE
from components.shared.bsl.syntax.node_index import NodesByType, nodes_of


@dataclass(frozen=True, slots=True)
class Element:
    """What a loop gives its variable: one element of a collection."""

    collection: tree.Expression


# what a variable gets; None: a value that says nothing of its type
Source = tree.Expression | Element | None


@dataclass  # with a place for what is found when it is asked for
class Uses:
    """All names that a piece of code uses."""

    assigned: dict[str, list[Source]] = field(default_factory=dict)  # by lower-case name
    targets: list[tree.Name] = field(default_factory=list)  # names on the left of an assignment, and of loops
    names: list[tree.Name] = field(default_factory=list)  # read alone
    chains: list[tree.Chain] = field(default_factory=list)
    written: list[tree.Chain] = field(default_factory=list)  # chains on the left of an assignment
    called: set[int] = field(default_factory=set)  # positions of chains that are statements
    awaited: set[int] = field(default_factory=set)  # positions of chains after Ждать
    news: list[tree.New] = field(default_factory=list)
    calls: list[tree.Call] = field(default_factory=list)

    @cached_property
    def passed(self) -> frozenset[str]:
        """Variables that a call may change, in lower case."""
        arguments = (argument for call in self.calls for argument in call.arguments)
        return frozenset(LOWER_CASE[argument.name] for argument in arguments if type(argument) is tree.Name)


def uses_of(nodes: NodesByType) -> Uses:
    """Sort out what the nodes of a method are used for."""
    uses = Uses()
    _add_assignments(uses, nodes)
    _add_loops(uses, nodes)
    _add_calls(uses, nodes)
    handlers = _inside_handlers(nodes)
    targets = {id(node.target) for node in nodes_of(nodes, tree.Assignment)} | handlers
    chains = nodes_of(nodes, tree.Chain)
    apart = {id(chain.first) for chain in chains} | targets
    uses.names = [name for name in nodes_of(nodes, tree.Name) if id(name) not in apart]
    uses.chains = [chain for chain in chains if id(chain) not in targets]
    uses.news = [new for new in nodes_of(nodes, tree.New) if id(new) not in handlers]
    return uses


def _add_assignments(uses: Uses, nodes: NodesByType) -> None:
    for node in nodes_of(nodes, tree.Assignment):
        target = node.target
        if type(target) is tree.Name:
            uses.targets.append(target)
            uses.assigned.setdefault(LOWER_CASE[target.name], []).append(node.value)
        elif type(target) is tree.Chain:
            uses.written.append(target)


def _add_loops(uses: Uses, nodes: NodesByType) -> None:
    for counting in nodes_of(nodes, tree.For):
        _add_variable(uses, counting.variable, counting.variable_position, counting.first)
    for loop in nodes_of(nodes, tree.ForEach):
        _add_variable(uses, loop.variable, loop.variable_position, Element(loop.collection))


def _add_variable(uses: Uses, name: str, position: int, source: Source) -> None:
    uses.targets.append(tree.Name(position, position, name))
    uses.assigned.setdefault(name.lower(), []).append(source)


def _add_calls(uses: Uses, nodes: NodesByType) -> None:
    for statement in nodes_of(nodes, tree.CallStatement):
        called = statement.call
        uses.called.add(called.operand.position if isinstance(called, tree.Await) else called.position)
    uses.awaited.update(node.operand.position for node in nodes_of(nodes, tree.Await))
    uses.calls = nodes_of(nodes, tree.Call)


def _inside_handlers(nodes: NodesByType) -> set[int]:
    """A handler is named like a property (``Модуль.Метод``) and is none: only what stands before it is a value."""
    handlers = [node.handler for node in nodes_of(nodes, tree.AddHandler)]
    handlers += [node.handler for node in nodes_of(nodes, tree.RemoveHandler)]
    return {id(node) for node in tree.walk(handlers)} if handlers else set()
