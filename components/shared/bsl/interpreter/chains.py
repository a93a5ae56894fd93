"""Names, and chains of members, calls and elements after them."""

from typing import Final

from components.shared.bsl.interpreter.access import object_of, read_element, read_member, spell
from components.shared.bsl.interpreter.calls import compile_call, own_call
from components.shared.bsl.interpreter.failures import Failure
from components.shared.bsl.interpreter.machine import Machine
from components.shared.bsl.interpreter.objects.structures import FixedStructure
from components.shared.bsl.interpreter.outside import is_platform_property
from components.shared.bsl.interpreter.rules import (
    PassCell,
    compile_arguments,
    compile_cell,
    compile_expression,
    outside,
    refused,
    rule,
)
from components.shared.bsl.interpreter.scope import Evaluate, Frame, Scope, Unit
from components.shared.bsl.interpreter.types import ENUMERATIONS, SYMBOLS
from components.shared.bsl.interpreter.values import Value
from components.shared.bsl.syntax import syntax_tree as tree

# Names that a module has beside its own: its object, and variables of the application
_OF_CONTEXT: Final = {
    "этотобъект",
    "thisobject",
    "этаформа",
    "thisform",
    "параметрыприложения",
    "applicationparameters",
}
_PROPERTY: Final = frozenset({"свойство", "property"})


@rule(tree.Name)
def compile_name(node: tree.Name, scope: Scope) -> Evaluate:
    """A variable, a global property, or nothing that is known."""
    known = known_name(node, scope)
    if known is not None:
        return known
    hosted = {name.lower() for name in scope.unit.machine.host.modules}
    if is_platform_property(node.name) or node.name.lower() in hosted | _OF_CONTEXT:
        return outside(node.name, scope)
    return refused(f"Переменная не определена ({node.name})", node.position, scope)


def known_name(node: tree.Name, scope: Scope) -> Evaluate | None:
    """Evaluator of a name that means something here."""
    slot = scope.slot(node.name)
    if slot is not None:
        return lambda frame: frame[slot][0]  # type: ignore[index]
    cell = scope.cell(node.name)
    if cell is not None:
        return lambda frame: cell[0]
    lowered = node.name.lower()
    hosted = {name.lower(): value for name, value in scope.unit.machine.host.globals.items()}
    if lowered in hosted:
        return lambda frame: hosted[lowered]
    if lowered in ("символы", "chars"):
        return lambda frame: SYMBOLS
    enumeration = ENUMERATIONS.get(lowered)
    return None if enumeration is None else lambda frame: enumeration


@rule(tree.Chain)
def compile_chain(node: tree.Chain, scope: Scope, needs_value: bool = True) -> Evaluate:
    """``А.Б(В)[0].Г``."""
    steps = list(node.steps)
    unit = _module_of(node, scope)
    if unit is not None:
        value = _module_call(unit, node, scope, needs_value or len(steps) > 2)
        return _follow(value, steps[2:], scope)
    if isinstance(node.first, tree.Name) and isinstance(steps[0], tree.Call):
        value = compile_call(node.first, steps.pop(0).arguments, scope, needs_value or bool(steps))  # type: ignore[union-attr]
    else:
        value = chain_start(node.first, steps[0], scope)
    return _follow(value, steps, scope)


def _module_of(node: tree.Chain, scope: Scope) -> Unit | None:
    """The module of the host whose method the chain calls first: ``ОбщегоНазначения.Метод(…)``."""
    first, steps = node.first, node.steps
    if not isinstance(first, tree.Name) or len(steps) < 2 or known_name(first, scope) is not None:
        return None
    if not isinstance(steps[0], tree.Member) or not isinstance(steps[1], tree.Call):
        return None
    return scope.unit.machine.module(first.name)


def _module_call(unit: Unit, node: tree.Chain, scope: Scope, needs_value: bool) -> Evaluate:
    first, member, call = node.first, node.steps[0], node.steps[1]
    assert isinstance(first, tree.Name)
    assert isinstance(member, tree.Member)
    assert isinstance(call, tree.Call)
    method = unit.methods.get(member.name.lower())
    if method is None or not method.node.export:
        return refused(
            f"Процедура или функция с указанным именем не определена ({member.name})", member.position, scope
        )
    return own_call(method, tree.Name(member.position, member.last, member.name), call.arguments, scope, needs_value)


def chain_start(first: tree.Expression, step: tree.Member | tree.Call | tree.Index, scope: Scope) -> Evaluate:
    """What a chain starts with; an unknown name with a member is a module or an object of a configuration."""
    if isinstance(first, tree.Name):
        known = known_name(first, scope)
        if known is not None:
            return known
        if isinstance(step, tree.Member):
            return outside(f"{first.name}.{step.name}", scope)
    return compile_expression(first, scope)


def compile_owner(node: tree.Chain, scope: Scope) -> Evaluate:
    """Everything of a chain but its last step: the object whose property or element is set."""
    if len(node.steps) == 1:
        return chain_start(node.first, node.steps[0], scope)
    return compile_chain(tree.Chain(node.position, node.last, node.first, node.steps[:-1]), scope)


def _follow(value: Evaluate, steps: list[tree.Member | tree.Call | tree.Index], scope: Scope) -> Evaluate:
    at = 0
    while at < len(steps):
        step, following = steps[at], steps[at + 1] if at + 1 < len(steps) else None
        scope.deeper()
        if isinstance(step, tree.Member) and isinstance(following, tree.Call):
            value = _method_call(value, step.name, following.arguments, scope)
            at += 1
        elif isinstance(step, tree.Member):
            value = _member(value, step.name, scope.unit.machine)
        elif isinstance(step, tree.Index):
            value = _element(value, step.index, scope)
        at += 1
    scope.level -= sum(1 for number, step in enumerate(steps) if not _is_call_of_member(steps, number))
    return value


def _is_call_of_member(steps: list[tree.Member | tree.Call | tree.Index], number: int) -> bool:
    return number > 0 and isinstance(steps[number], tree.Call) and isinstance(steps[number - 1], tree.Member)


def _member(owner: Evaluate, name: str, machine: Machine) -> Evaluate:
    lowered = name.lower()
    return lambda frame: read_member(owner(frame), lowered, name, machine)


def _element(owner: Evaluate, index: tree.Expression, scope: Scope) -> Evaluate:
    machine, key = scope.unit.machine, compile_expression(index, scope)
    return lambda frame: read_element(owner(frame), key(frame), machine)


def _method_call(owner: Evaluate, name: str, arguments: tuple[tree.Expression | None, ...], scope: Scope) -> Evaluate:
    machine, meter, lowered = scope.unit.machine, scope.unit.machine.meter, name.lower()
    values = compile_arguments(arguments, scope)
    result_cell = _result_cell(lowered, arguments, scope)

    def run(frame: Frame) -> Value:
        target = owner(frame)
        meter.calls += 1
        owned = object_of(target, name)
        given = [value(frame) for value in values]
        try:
            result = owned.call(lowered, given, machine)
        except Failure as failure:
            spell(failure, lowered, name)
            raise
        except (ArithmeticError, ValueError) as error:  # a number that Python's own functions cannot take
            raise Failure(f"Ошибка при вызове метода контекста ({name})") from error
        if result_cell is not None and isinstance(target, FixedStructure):
            result_cell(frame)[0] = target.value_or_undefined(given[0])
        return result

    return run


def _result_cell(name: str, arguments: tuple[tree.Expression | None, ...], scope: Scope) -> PassCell | None:
    """``Структура.Свойство(Имя, Значение)`` is the one method that sets a variable that is passed to it."""
    if name in _PROPERTY and len(arguments) == 2 and isinstance(arguments[1], tree.Name | tree.Chain):
        return compile_cell(arguments[1], scope)
    return None
