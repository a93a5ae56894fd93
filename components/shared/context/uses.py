"""Which names of its configuration a method uses: calls, objects, and what stands in its strings.

A use is a short text in lower case whose first character says what it is:

``(имя``
    A call without a prefix: a method of the same module, or of a global common module.
``'имя``
    The name of a method of the same module in a string: ``Новый ОписаниеОповещения("Имя", ЭтотОбъект)``.
``.модуль.метод``, ``.справочники.товары.найти``, ``.справочник.товары``
    Names with dots, of code, of queries and of strings; what they stand for is known when all modules are.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from components.shared.bsl import Method, walk
from components.shared.bsl.configuration.kinds import KIND_BY_ANY_NAME
from components.shared.bsl.configuration.lookup import english_type
from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.context.words import dotted_names_in

_MODULE_BY_NAME: Final = frozenset({"общиймодуль", "commonmodule"})
_NOTIFICATIONS: Final = frozenset({"описаниеоповещения", "notifydescription", "callbackdescription"})
# Methods one of whose arguments is the name of a method: its place among them
_CALLBACKS: Final = {
    "подключитьобработчикожидания": 0,
    "attachidlehandler": 0,
    "отключитьобработчикожидания": 0,
    "detachidlehandler": 0,
    "установитьдействие": 1,
    "setaction": 1,
}
_OPTIONS: Final = frozenset({"получитьфункциональнуюопцию", "getfunctionaloption"})
_MOST_PARTS: Final = 3
_LONGEST_TEXT: Final = 20_000  # longer strings are data


def uses_of(method: Method) -> tuple[str, ...]:
    """All uses of a method, each once, in the order of the text."""
    nodes = list(walk(method.body))
    modules = _modules_in_variables(nodes)
    own = {part.name.lower() for part in method.parameters} | {part.name.lower() for part in method.variables}
    own |= {name for name in _assigned(nodes) if name not in modules}
    found: dict[str, None] = {}
    for node in nodes:
        if isinstance(node, tree.Chain):
            found.update(dict.fromkeys(_of_chain(node, modules, own)))
        elif isinstance(node, tree.New):
            found.update(dict.fromkeys(_of_notification(node, modules)))
        elif isinstance(node, tree.Literal) and node.kind == "string":
            found.update(dict.fromkeys(_of_text(_plain(node))))
    return tuple(found)


def _modules_in_variables(nodes: Iterable[tree.Node]) -> dict[str, str]:
    """``Модуль = ОбщегоНазначения.ОбщийМодуль("Обмен")``: the variable stands for the module."""
    found = {}
    for node in nodes:
        if isinstance(node, tree.Assignment) and isinstance(node.target, tree.Name):
            module = _module_by_name(node.value)
            if module:
                found[node.target.name.lower()] = module
    return found


def _module_by_name(value: tree.Expression) -> str:
    if not isinstance(value, tree.Chain) or not isinstance(value.steps[-1], tree.Call):
        return ""
    called = value.steps[-2] if len(value.steps) > 1 else value.first
    if isinstance(called, tree.Name | tree.Member) and called.name.lower() in _MODULE_BY_NAME:
        return _text_of(value.steps[-1].arguments, 0)
    return ""


def _assigned(nodes: Iterable[tree.Node]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, tree.Assignment) and isinstance(node.target, tree.Name):
            yield node.target.name.lower()
        elif isinstance(node, tree.For | tree.ForEach):
            yield node.variable.lower()


def _of_chain(chain: tree.Chain, modules: dict[str, str], own: set[str]) -> Iterator[str]:
    if not isinstance(chain.first, tree.Name):
        return
    first, steps = chain.first.name.lower(), chain.steps
    if isinstance(steps[0], tree.Call):
        yield f"({first}"
        yield from _of_callback(first, steps[0].arguments)
        return
    if first not in own:
        names = [modules.get(first, first), *_members(steps)]
        if len(names) > 1:
            yield "." + ".".join(names[:_MOST_PARTS])
    yield from _of_steps(steps)


def _members(steps: Iterable[tree.Member | tree.Call | tree.Index]) -> Iterator[str]:
    for step in steps:
        if not isinstance(step, tree.Member):
            return
        yield step.name.lower()


def _of_steps(steps: tuple[tree.Member | tree.Call | tree.Index, ...]) -> Iterator[str]:
    """Inside of a chain: ``….ОбщийМодуль("Обмен").Начать()``, ``….УстановитьДействие("ПриИзменении", "Имя")``."""
    for number, step in enumerate(steps[1:], start=1):
        before = steps[number - 1]
        if not isinstance(step, tree.Call) or not isinstance(before, tree.Member):
            continue
        yield from _of_callback(before.name.lower(), step.arguments)
        after = next(_members(steps[number + 1 :]), "")
        if before.name.lower() in _MODULE_BY_NAME and after:
            yield f".{_text_of(step.arguments, 0)}.{after}"


def _of_callback(called: str, arguments: tuple[tree.Expression | None, ...]) -> Iterator[str]:
    name = _text_of(arguments, _CALLBACKS.get(called, 0))
    if name.isidentifier() and called in _CALLBACKS:
        yield f"'{name}"
    elif name.isidentifier() and called in _OPTIONS:
        yield f".functionaloption.{name}"


def _of_notification(new: tree.New, modules: dict[str, str]) -> Iterator[str]:
    if new.type_name.lower() not in _NOTIFICATIONS:
        return
    for number in (0, 3):  # what is called when all is well, and on an error
        name = _text_of(new.arguments, number)
        place = new.arguments[number + 1] if len(new.arguments) > number + 1 else None
        if not name.isidentifier():
            continue
        module = place.name.lower() if isinstance(place, tree.Name) else ""
        # ЭтотОбъект, or a variable: then the name is of this module, and otherwise nothing will be found by it
        yield f".{modules.get(module, module)}.{name}" if module not in ("", "этотобъект", "thisobject") else f"'{name}"


def _text_of(arguments: tuple[tree.Expression | None, ...], number: int) -> str:
    argument = arguments[number] if len(arguments) > number else None
    if isinstance(argument, tree.Literal) and argument.kind == "string":
        return _plain(argument).strip().lower()
    return ""


def _plain(literal: tree.Literal) -> str:
    """The text of a string without the quotes around it."""
    return "\n".join(text.removeprefix('"').removesuffix('"') for text in literal.texts)


def _of_text(text: str) -> Iterator[str]:
    """``"Модуль.Метод"`` where this is the whole string; objects anywhere: in queries, in names of types."""
    if "." not in text or len(text) > _LONGEST_TEXT:
        return
    for name in dotted_names_in(text):
        if name == text.strip():
            yield f".{english_type(name).lower()}"
        elif name.partition(".")[0].lower() in KIND_BY_ANY_NAME or english_type(name) != name:
            yield "." + ".".join(english_type(name).lower().split(".")[:2])
