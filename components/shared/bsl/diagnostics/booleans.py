"""What is evidently Boolean: comparisons, denials, conditions, and variables that are assigned nothing else."""

from components.shared.bsl.diagnostics.view import ModuleView
from components.shared.bsl.syntax import syntax_tree as tree

_RELATIONS = frozenset({"=", "<>", "<", ">", "<=", ">=", "and", "or"})
# Pure global functions that always give a Boolean, by the syntax helper of the platform.
_FUNCTIONS = frozenset(
    {"значениезаполнено", "valueisfilled", "пустаястрока", "isblankstring", "стрначинаетсяс", "strstartswith"}
    | {"стрзаканчиваетсяна", "strendswith", "булево", "boolean"}
)
_DEEPEST = 4


def is_boolean(module: ModuleView, node: tree.Expression, depth: int = 0) -> bool:
    """Whether a value cannot be anything but True or False."""
    while isinstance(node, tree.Parentheses):
        node = node.inner
    if isinstance(node, tree.Literal):
        return node.kind in ("true", "false")
    if isinstance(node, tree.Operation):
        return node.operators[-1] in _RELATIONS
    if isinstance(node, tree.Unary):
        return node.operator == "not"
    if isinstance(node, tree.Chain):
        called = isinstance(node.steps[-1], tree.Call) and len(node.steps) == 1 and isinstance(node.first, tree.Name)
        return called and isinstance(node.first, tree.Name) and node.first.name.lower() in _FUNCTIONS
    return isinstance(node, tree.Name) and depth < _DEEPEST and _is_boolean_variable(module, node, depth)


def _is_boolean_variable(module: ModuleView, name: tree.Name, depth: int) -> bool:
    """A local variable, assigned at the top of its method before this place, and nothing but Booleans everywhere.

    A variable that is given to a method may come back as anything: arguments are passed by reference.
    """
    code = next((code for code in module.methods if code.method and _inside(code.method, name)), None)
    if code is None or code.method is None:
        return False
    wanted = name.name.lower()
    elsewhere = {declared.name.lower() for declared in code.method.parameters}
    elsewhere |= {declared.name.lower() for declared in module.tree.variables}
    if wanted in elsewhere or _changes_elsewhere(module, code.nodes, wanted):
        return False
    assigned = [
        node
        for node in code.of(tree.Assignment)
        if isinstance(node.target, tree.Name) and node.target.name.lower() == wanted
    ]
    surely = any(module.parent(node) is None and node.last < name.position for node in assigned)
    return surely and all(is_boolean(module, node.value, depth + 1) for node in assigned)


def _changes_elsewhere(module: ModuleView, nodes: dict[type[tree.Node], list[tree.Node]], wanted: str) -> bool:
    if tree.Execute in nodes or tree.Label in nodes:
        return True
    for loop in (*nodes.get(tree.For, ()), *nodes.get(tree.ForEach, ())):
        assert isinstance(loop, tree.For | tree.ForEach)
        if loop.variable.lower() == wanted:
            return True
    return any(
        isinstance(node, tree.Name)
        and node.name.lower() == wanted
        and isinstance(module.parent(node), tree.Call | tree.New | tree.Await)
        for node in nodes.get(tree.Name, ())
    )


def _inside(method: tree.Method, node: tree.Node) -> bool:
    return method.position <= node.position <= method.last
