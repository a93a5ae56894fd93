"""What is declared and never used: variables, parameters, methods."""

from collections.abc import Iterator

from components.shared.bsl.diagnostics.calls import find_calls
from components.shared.bsl.diagnostics.registry import diagnostic
from components.shared.bsl.diagnostics.view import CodeView, ModuleView, Remark
from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.bsl.syntax.lexer import LOWER_CASE

# In these modules a name that is assigned may be an attribute of the form or of the object.
_WITH_ATTRIBUTES = frozenset({"form", "object", "record_set"})
_CALLED_BY_EVENTS = frozenset({"form", "command", "object", "record_set", "application", "service"})
_ATTACHED = ("подключаемый_", "attachable_")  # called by handlers that are set at run time
_CONSTRUCTORS = frozenset({"присозданииобъекта", "onobjectcreate", "onobjectcreated"})


@diagnostic(
    "UnusedLocalVariable",
    axis="semantics",
    strength="weak",
    title_ru="Неиспользуемая переменная",
    title_en="Unused variable",
)
def unused_variable(module: ModuleView) -> Iterator[Remark]:
    """A variable that is only written is a leftover, or another one was meant where it should be read.

    In forms and objects a name that is not declared may be an attribute, and is left alone; so is a method that runs
    code from a text, which may name any variable.

    Bad:
        Сумма = Цена * Количество;
        Возврат Цена;
    Good:
        Возврат Цена * Количество;
    """
    yield from _unused_of_module(module)
    of_module = {variable.name.lower() for variable in module.tree.variables}
    for code in module.codes:
        if not (code.of(tree.Execute) or "вычислить" in code.names or "eval" in code.names):
            yield from _unused_in(module, code, of_module)


def counters(code: CodeView) -> set[str]:
    """The variables of the loops of a method, in lower case."""
    found = {loop.variable.lower() for loop in code.of(tree.For)}
    return found | {loop.variable.lower() for loop in code.of(tree.ForEach)}


def _unused_of_module(module: ModuleView) -> Iterator[Remark]:
    private = [variable for variable in module.tree.variables if not variable.export]
    if private and not module.tree.errors and module.context.whole_module:
        named = {name for code in module.codes for name in code.names}
        named |= {name for code in module.codes for name in counters(code)}
        for variable in private:
            if variable.name.lower() not in named:
                yield module.remark(variable)


def _unused_in(module: ModuleView, code: CodeView, of_module: set[str]) -> Iterator[Remark]:
    method = code.method
    written: dict[str, tree.Node] = {}
    writes: dict[str, int] = {}
    for node in code.of(tree.Assignment):
        if isinstance(node.target, tree.Name):
            name = LOWER_CASE[node.target.name]
            written.setdefault(name, node.target)
            writes[name] = writes.get(name, 0) + 1
    read = {name for name, nodes in code.names.items() if len(nodes) > writes.get(name, 0)}
    declared = {variable.name.lower(): variable for variable in method.variables} if method else {}
    counted = counters(code)
    for name, variable in declared.items():
        if name not in read and name not in counted:
            yield module.remark(variable)
    if _may_be_attributes(module, method):
        return
    known = {*declared, *of_module, *counted}
    known |= {parameter.name.lower() for parameter in method.parameters} if method else set()
    for name, target in written.items():
        if name not in read and name not in known:
            yield module.remark(target)


def _may_be_attributes(module: ModuleView, method: tree.Method | None) -> bool:
    """Whether names that are assigned may be those of a form or an object: a directive tells a form by itself."""
    kind = module.context.module_kind
    return kind in _WITH_ATTRIBUTES or (kind == "unknown" and method is not None and bool(method.annotations))


@diagnostic(
    "UnusedParameters",
    axis="semantics",
    strength="report",
    severity="information",
    title_ru="Неиспользуемый параметр",
    title_en="Unused parameter",
)
def unused_parameter(module: ModuleView) -> Iterator[Remark]:
    """A parameter that the method does not look at misleads whoever calls it.

    Handlers of events must have all parameters of the event: methods of forms, commands and objects without
    ``Экспорт`` are left alone, and so are empty methods and those that extensions put around others.

    Bad:
        Функция Сумма(Цена, Количество, Склад) Возврат Цена * Количество; КонецФункции
    Good:
        Функция Сумма(Цена, Количество) Возврат Цена * Количество; КонецФункции
    """
    for code in module.methods:
        method = code.method
        if method is None or not method.body or not method.parameters or _is_handler(module, method):
            continue
        if not code.of(tree.Execute):
            counted = counters(code)
            for parameter in method.parameters:
                if parameter.name.lower() not in code.names and parameter.name.lower() not in counted:
                    yield Remark(parameter.position, parameter.position + len(parameter.name))


def _is_handler(module: ModuleView, method: tree.Method) -> bool:
    if method.name.lower() in _CONSTRUCTORS or any(annotation.arguments for annotation in method.annotations):
        return True
    return module.context.module_kind in _CALLED_BY_EVENTS and not method.export


@diagnostic(
    "UnusedLocalMethod",
    axis="semantics",
    strength="report",
    severity="information",
    title_ru="Неиспользуемый метод",
    title_en="Unused method",
)
def unused_method(module: ModuleView) -> Iterator[Remark]:
    """A method without ``Экспорт`` that its module does not call is dead, unless an event calls it.

    Only whole common modules are looked at, where no event calls anything; a method whose name stands in a string may
    be called by it.

    Bad:
        Процедура НикомуНеНужная() КонецПроцедуры
    Good:
        remove it, or call it
    """
    context = module.context
    if not context.whole_module or context.module_kind in _CALLED_BY_EVENTS or module.tree.errors:
        return
    called = module.fact(find_calls)
    named = {*called.of_global, *called.of_members}
    strings = "\n".join(
        text for node in module.of(tree.Literal) if node.kind == "string" for text in node.texts
    ).lower()
    for method in module.tree.methods:
        name = method.name.lower()
        is_called = method.export or method.annotations or name in named or name in strings
        if not is_called and name not in _CONSTRUCTORS and not name.startswith(_ATTACHED):
            yield module.remark_name(method)
