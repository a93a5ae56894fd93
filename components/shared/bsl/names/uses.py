"""One walk over a method: what it assigns, and every place where it names something.

The order of statements does not matter to 1C when it decides what a name means, so it is not kept.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from components.shared.bsl.syntax import syntax_tree as tree


@dataclass(frozen=True, slots=True)
class Element:
    """What a loop gives its variable: one element of a collection."""

    collection: tree.Expression


# what a variable gets; None: a value that says nothing of its type
Source = tree.Expression | Element | None


@dataclass(slots=True)
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
    passed: set[str] = field(default_factory=set)  # variables that a call may change, in lower case


_Stack = list[object]


def uses_of(nodes: Iterable[tree.Node]) -> Uses:
    """Collect the uses below the given statements. Never recurses."""
    uses = Uses()
    stack: _Stack = list(nodes)
    visits = _VISITS
    while stack:
        node = stack.pop()
        visit = visits.get(type(node))
        if visit is not None:
            visit(uses, stack, node)
    return uses


def _name(uses: Uses, stack: _Stack, node: tree.Name) -> None:
    uses.names.append(node)


def _chain(uses: Uses, stack: _Stack, node: tree.Chain) -> None:
    uses.chains.append(node)
    _inside_chain(uses, stack, node)


def _inside_chain(uses: Uses, stack: _Stack, node: tree.Chain) -> None:
    if type(node.first) is not tree.Name:
        stack.append(node.first)
    for step in node.steps:
        if type(step) is tree.Call:
            stack.extend(step.arguments)
            uses.passed.update(argument.name.lower() for argument in step.arguments if type(argument) is tree.Name)
        elif type(step) is tree.Index:
            stack.append(step.index)


def _operation(uses: Uses, stack: _Stack, node: tree.Operation) -> None:
    stack.extend(node.operands)


def _unary(uses: Uses, stack: _Stack, node: tree.Unary) -> None:
    stack.append(node.operand)


def _parentheses(uses: Uses, stack: _Stack, node: tree.Parentheses) -> None:
    stack.append(node.inner)


def _ternary(uses: Uses, stack: _Stack, node: tree.Ternary) -> None:
    stack += (node.condition, node.when_true, node.when_false)


def _new(uses: Uses, stack: _Stack, node: tree.New) -> None:
    uses.news.append(node)
    stack.extend(node.arguments)


def _await(uses: Uses, stack: _Stack, node: tree.Await) -> None:
    uses.awaited.add(node.operand.position)
    stack.append(node.operand)


def _assignment(uses: Uses, stack: _Stack, node: tree.Assignment) -> None:
    target = node.target
    if type(target) is tree.Name:
        uses.targets.append(target)
        uses.assigned.setdefault(target.name.lower(), []).append(node.value)
    elif type(target) is tree.Chain:
        uses.written.append(target)
        _inside_chain(uses, stack, target)
    stack.append(node.value)


def _call_statement(uses: Uses, stack: _Stack, node: tree.CallStatement) -> None:
    call = node.call
    uses.called.add(call.position if type(call) is tree.Chain else call.operand.position)  # type: ignore[union-attr]
    stack.append(call)


def _if(uses: Uses, stack: _Stack, node: tree.If) -> None:
    for branch in node.branches:
        stack.append(branch.condition)
        stack.extend(branch.body)
    if node.otherwise:
        stack.extend(node.otherwise)


def _for(uses: Uses, stack: _Stack, node: tree.For) -> None:
    _loop_variable(uses, node.variable, node.variable_position, node.first)
    stack += (node.first, node.last_value)
    stack.extend(node.body)


def _for_each(uses: Uses, stack: _Stack, node: tree.ForEach) -> None:
    _loop_variable(uses, node.variable, node.variable_position, Element(node.collection))
    stack.append(node.collection)
    stack.extend(node.body)


def _loop_variable(uses: Uses, name: str, position: int, source: Source) -> None:
    uses.targets.append(tree.Name(position, position, name))
    uses.assigned.setdefault(name.lower(), []).append(source)


def _while(uses: Uses, stack: _Stack, node: tree.While) -> None:
    stack.append(node.condition)
    stack.extend(node.body)


def _try(uses: Uses, stack: _Stack, node: tree.Try) -> None:
    stack.extend(node.body)
    stack.extend(node.handler)


def _arguments(uses: Uses, stack: _Stack, node: tree.Raise) -> None:
    stack.extend(node.arguments)


def _return(uses: Uses, stack: _Stack, node: tree.Return) -> None:
    stack.append(node.value)


def _execute(uses: Uses, stack: _Stack, node: tree.Execute) -> None:
    stack.append(node.code)


def _handler(uses: Uses, stack: _Stack, node: tree.AddHandler | tree.RemoveHandler) -> None:
    """The handler is named like a property (``Модуль.Метод``) and is none: only what stands before it is a value."""
    stack.append(node.event)


_VISITS: dict[type, Callable[..., None]] = {
    tree.Name: _name,
    tree.Chain: _chain,
    tree.Operation: _operation,
    tree.Unary: _unary,
    tree.Parentheses: _parentheses,
    tree.Ternary: _ternary,
    tree.New: _new,
    tree.Await: _await,
    tree.Assignment: _assignment,
    tree.CallStatement: _call_statement,
    tree.If: _if,
    tree.For: _for,
    tree.ForEach: _for_each,
    tree.While: _while,
    tree.Try: _try,
    tree.Raise: _arguments,
    tree.Return: _return,
    tree.Execute: _execute,
    tree.AddHandler: _handler,
    tree.RemoveHandler: _handler,
}
