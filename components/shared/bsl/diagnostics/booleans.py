"""What is evidently Boolean: comparisons, denials, conditions, and variables that are assigned nothing else."""

from components.shared.bsl.diagnostics.assignments import assignments
from components.shared.bsl.diagnostics.usage import counters
from components.shared.bsl.diagnostics.view import ModuleView
from components.shared.bsl.syntax import syntax_tree as tree

_RELATIONS = frozenset({"=", "<>", "<", ">", "<=", ">=", "and", "or"})
# Pure global functions that always give a Boolean, by the syntax helper of the platform.
_FUNCTIONS = frozenset(
    {"значениезаполнено", "valueisfilled", "пустаястрока", "isblankstring", "стрначинаетсяс", "strstartswith"}
    | {"стрзаканчиваетсяна", "strendswith", "булево", "boolean"}
)
_DEEPEST = 4
_MOST_ASSIGNMENTS = 20  # a variable that is assigned more often is followed no further


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
    code = module.code_at(name.position)
    if code is None or code.method is None or tree.Execute in code.nodes or tree.Label in code.nodes:
        return False
    wanted, known = name.name.lower(), assignments(module, code)
    assigned = known.of((wanted,))
    if not 0 < len(assigned) <= _MOST_ASSIGNMENTS or wanted in known.given_away:
        return False
    elsewhere = {declared.name.lower() for declared in code.method.parameters}
    elsewhere |= {declared.name.lower() for declared in module.tree.variables} | counters(code)
    surely = any(module.parent(node) is None and node.last < name.position for node in assigned)
    return wanted not in elsewhere and surely and all(is_boolean(module, node.value, depth + 1) for node in assigned)
