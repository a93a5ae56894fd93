"""How a piece of code uses its strings: what is assigned where, what is joined, replaced, executed.

A key names a variable or a member of one: ``текстзапроса``, ``запрос.текст``.
"""

from dataclasses import dataclass, field

from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.bsl.syntax.node_index import NodesByType, nodes_of

# Functions that make another text of their arguments: what they get is no finished query.
_TEXT_FUNCTIONS = frozenset(
    {"стрзаменить", "strreplace", "стршаблон", "strtemplate", "стрсоединить", "strconcat", "лев", "left", "прав"}
    | {"right", "сред", "mid", "стрполучитьстроку", "strgetline", "вычислить", "eval"}
)
_QUERY_TYPES = frozenset({"запрос", "query"})
_TEXT_MEMBERS = frozenset({"текст", "text"})
_SET_PARAMETER = frozenset({"установитьпараметр", "setparameter"})
_EXECUTE = frozenset(
    {"выполнить", "execute", "выполнитьпакет", "executebatch"}
    | {"выполнитьпакетспромежуточнымиданными", "executebatchwithintermediatedata"}
)
_MANAGER = frozenset({"менеджервременныхтаблиц", "temptablesmanager"})
_OWN_MEMBERS = _MANAGER | _EXECUTE | _TEXT_MEMBERS | _SET_PARAMETER


@dataclass
class StringUsage:
    """What was seen in one method, or in the statements of a module."""

    targets: dict[int, list[str]] = field(default_factory=dict)  # position of a literal: keys that it is assigned to
    joined: set[int] = field(default_factory=set)  # positions of literals that are parts of a text
    extended: set[str] = field(default_factory=set)  # keys whose text is joined with another one
    replaced: set[str] = field(default_factory=set)  # keys whose text goes through СтрЗаменить and its like
    passed: set[str] = field(default_factory=set)  # keys that a procedure gets, which may change the text
    with_manager: set[str] = field(default_factory=set)  # variables whose МенеджерВременныхТаблиц is named
    executed: set[str] = field(default_factory=set)  # variables whose Выполнить is called
    links: dict[str, set[str]] = field(default_factory=dict)  # key: keys that its value is assigned to
    queries: set[str] = field(default_factory=set)  # variables that hold a new Запрос
    not_queries: set[str] = field(default_factory=set)  # variables that hold something else, too
    unclear: set[str] = field(default_factory=set)  # variables used in a way that is not followed
    parameters: dict[str, list[tuple[str, tree.Node]]] = field(default_factory=dict)  # set on a variable
    texts_given: dict[str, int] = field(default_factory=dict)  # how many texts a variable gets

    def reached(self, key: str) -> set[str]:
        """A key and all keys that its value goes to."""
        found: set[str] = set()
        waiting = [key]
        while waiting:
            current = waiting.pop()
            if current not in found:
                found.add(current)
                waiting += self.links.get(current, ())
        return found


def string_usage(nodes: NodesByType) -> StringUsage:
    """Look at all nodes of a method."""
    usage = StringUsage()
    followed: set[int] = set()
    for assignment in nodes_of(nodes, tree.Assignment):
        _assignment(usage, assignment, followed)
    for statement in nodes_of(nodes, tree.CallStatement):
        _called(usage, statement)
    for operation in nodes_of(nodes, tree.Operation):
        _operation(usage, operation)
    for chain in nodes_of(nodes, tree.Chain):
        _chain(usage, chain, followed)
    for new in nodes_of(nodes, tree.New):
        _created(usage, new, "")
    unclear = (name for name in nodes_of(nodes, tree.Name) if name.position not in followed)
    usage.unclear.update([name.name.lower() for name in unclear])
    return usage


def key_of(expression: object) -> str:
    """The key of a variable or a member, or nothing."""
    if isinstance(expression, tree.Name):
        return expression.name.lower()
    if isinstance(expression, tree.Chain) and isinstance(expression.first, tree.Name):
        members = [step.name.lower() for step in expression.steps if isinstance(step, tree.Member)]
        if len(members) == len(expression.steps):
            return ".".join([expression.first.name.lower(), *members])
    return ""


def string_value(literal: tree.Literal) -> str:
    """The value of a short string without doubled quotes, or nothing."""
    return literal.texts[0].strip('"') if literal.kind == "string" and len(literal.texts) == 1 else ""


def _plain(expression: object) -> object:
    while isinstance(expression, tree.Parentheses):
        expression = expression.inner
    return expression


def _assignment(usage: StringUsage, node: tree.Assignment, followed: set[int]) -> None:
    target = key_of(node.target)
    value = _plain(node.value)
    owner, _, member = target.rpartition(".")
    if owner and member in _TEXT_MEMBERS:
        usage.texts_given[owner] = usage.texts_given.get(owner, 0) + 1
    if isinstance(node.target, tree.Name):
        followed.add(node.target.position)
        kind = usage.queries if is_query(value) else usage.not_queries
        kind.add(target)
    if isinstance(value, tree.Literal):
        usage.targets.setdefault(value.position, []).append(target)
    elif isinstance(value, tree.New):
        _created(usage, value, target)
    elif isinstance(value, tree.Chain) and isinstance(value.steps[-1], tree.Call):
        _made_of(usage, target, value.steps[-1])
    elif key := key_of(value):
        usage.links.setdefault(key, set()).add(target)


def _made_of(usage: StringUsage, target: str, call: tree.Call) -> None:
    """``Текст = Подставить(Текст, …)``, ``Запрос.Текст = Подставить(…)``: another text is made of what is given."""
    is_text = target.rpartition(".")[2] in _TEXT_MEMBERS and "." in target
    for argument in call.arguments:
        if is_text or key_of(argument) == target:
            _part(usage, argument, usage.replaced)


def is_query(value: object) -> bool:
    """Whether a value is a new query."""
    return isinstance(value, tree.New) and value.type_name.lower() in _QUERY_TYPES


def _created(usage: StringUsage, node: tree.New, target: str) -> None:
    """``Новый Запрос(Текст)``: its argument is the text."""
    if not is_query(node) or not node.arguments:
        return
    text = _plain(node.arguments[0])
    if target:
        usage.texts_given[target] = usage.texts_given.get(target, 0) + 1
    place = f"{target or 'новый запрос'}.текст"
    if isinstance(text, tree.Literal):
        usage.targets.setdefault(text.position, []).append(place)
    elif key := key_of(text):
        usage.links.setdefault(key, set()).add(place)


def _called(usage: StringUsage, node: tree.CallStatement) -> None:
    """``Дополнить(Запрос.Текст)``: parameters are references, so the procedure may change the text."""
    call = node.call.steps[-1] if isinstance(node.call, tree.Chain) else None
    if isinstance(call, tree.Call):
        usage.passed |= {key for key in map(key_of, call.arguments) if key}


def _operation(usage: StringUsage, node: tree.Operation) -> None:
    if "+" not in node.operators:
        return
    for operand in node.operands:
        _part(usage, operand, usage.extended)


def _part(usage: StringUsage, expression: object, changed: set[str]) -> None:
    """A value that becomes a part of another text."""
    expression = _plain(expression)
    if isinstance(expression, tree.Literal):
        usage.joined.add(expression.position)
    elif key := key_of(expression):
        changed.add(key)


def _chain(usage: StringUsage, node: tree.Chain, followed: set[int]) -> None:
    if not isinstance(node.first, tree.Name):
        return
    name = node.first.name.lower()
    first = node.steps[0]
    if isinstance(first, tree.Call):
        followed.add(node.first.position)
        if name in _TEXT_FUNCTIONS:
            for argument in first.arguments:
                _part(usage, argument, usage.replaced)
    elif isinstance(first, tree.Member) and first.name.lower() in _OWN_MEMBERS:
        followed.add(node.first.position)
        if first.name.lower() in _MANAGER:
            usage.with_manager.add(name)
        if first.name.lower() in _EXECUTE:
            usage.executed.add(name)
        if first.name.lower() in _SET_PARAMETER:
            _set_parameter(usage, name, node)


def _set_parameter(usage: StringUsage, variable: str, node: tree.Chain) -> None:
    """``Запрос.УстановитьПараметр("Имя", …)``; a computed name makes the variable unclear."""
    call = node.steps[1] if len(node.steps) > 1 else None
    first = call.arguments[0] if isinstance(call, tree.Call) and call.arguments else None
    name = string_value(first) if isinstance(first, tree.Literal) else ""
    if isinstance(first, tree.Literal) and name:
        usage.parameters.setdefault(variable, []).append((name, first))
    else:
        usage.unclear.add(variable)
