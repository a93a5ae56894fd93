"""Names, and chains of members, calls and elements after them."""

from collections.abc import Callable
from typing import Final

from components.shared.bsl.interpreter.calls import compile_call
from components.shared.bsl.interpreter.failures import Failure
from components.shared.bsl.interpreter.machine import Machine
from components.shared.bsl.interpreter.objects.structures import FixedStructure
from components.shared.bsl.interpreter.outside import is_platform_property
from components.shared.bsl.interpreter.rules import compile_arguments, compile_expression, outside, rule
from components.shared.bsl.interpreter.scope import Evaluate, Frame, Scope
from components.shared.bsl.interpreter.types import ENUMERATIONS, SYMBOLS
from components.shared.bsl.interpreter.values import (
    PRIMITIVE_TYPES,
    EnumerationValue,
    HostObject,
    Value,
    type_name_of,
)
from components.shared.bsl.syntax import syntax_tree as tree

# Values without members: nothing of their Python class may be reached
_NO_OBJECTS: Final = frozenset({*PRIMITIVE_TYPES, EnumerationValue})
_PROPERTY: Final = frozenset({"свойство", "property"})


def object_of(value: Value, name: str) -> HostObject:
    """A value whose member is asked for.

    Raises:
        Failure: It has no members.
    """
    if value.__class__ in _NO_OBJECTS:
        raise Failure(f"Значение не является значением объектного типа ({name})")
    return value  # type: ignore[return-value]


@rule(tree.Name)
def compile_name(node: tree.Name, scope: Scope) -> Evaluate:
    """A variable, a global property, or nothing that is known."""
    known = known_name(node, scope)
    if known is not None:
        return known
    if is_platform_property(node.name):
        return outside(node.name)
    scope.problem(node.position, f"Переменная не определена ({node.name})")
    return outside(node.name)


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
    if isinstance(node.first, tree.Name) and isinstance(steps[0], tree.Call):
        value = compile_call(node.first, steps.pop(0).arguments, scope, needs_value or bool(steps))  # type: ignore[union-attr]
    else:
        value = chain_start(node.first, steps[0], scope)
    return _follow(value, steps, scope)


def chain_start(first: tree.Expression, step: tree.Member | tree.Call | tree.Index, scope: Scope) -> Evaluate:
    """What a chain starts with; an unknown name with a member is a module or an object of a configuration."""
    if isinstance(first, tree.Name):
        known = known_name(first, scope)
        if known is not None:
            return known
        if isinstance(step, tree.Member):
            return outside(f"{first.name}.{step.name}")
    return compile_expression(first, scope)


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

    def run(frame: Frame) -> Value:
        target = owner(frame)
        if target.__class__ in _NO_OBJECTS:
            object_of(target, name)
        try:
            return target.get_property(lowered, machine)  # type: ignore[attr-defined]
        except Failure as failure:
            spell(failure, lowered, name)
            raise

    return run


def spell(failure: Failure, lowered: str, name: str) -> None:
    """Put a name as it was written into a message that has it in lower case."""
    failure.description = failure.description.replace(f"({lowered})", f"({name})")


def _element(owner: Evaluate, index: tree.Expression, scope: Scope) -> Evaluate:
    machine, meter = scope.unit.machine, scope.unit.machine.meter
    key = compile_expression(index, scope)

    def run(frame: Frame) -> Value:
        target = owner(frame)
        meter.elements += 1
        if target.__class__ in _NO_OBJECTS:
            raise Failure(f"Получение элемента по индексу для значения не определено ({type_name_of(target)})")
        return target.get_element(key(frame), machine)  # type: ignore[attr-defined]

    return run


def _method_call(owner: Evaluate, name: str, arguments: tuple[tree.Expression | None, ...], scope: Scope) -> Evaluate:
    machine, meter, lowered = scope.unit.machine, scope.unit.machine.meter, name.lower()
    values = compile_arguments(arguments, scope)
    put = _result_variable(lowered, arguments, scope)

    def run(frame: Frame) -> Value:
        target = owner(frame)
        meter.calls += 1
        if target.__class__ in _NO_OBJECTS:
            object_of(target, name)
        given = [value(frame) for value in values]
        try:
            result = target.call(lowered, given, machine)  # type: ignore[attr-defined]
        except Failure as failure:
            spell(failure, lowered, name)
            raise
        except (ArithmeticError, ValueError) as error:  # a number that Python's own functions cannot take
            raise Failure(f"Ошибка при вызове метода контекста ({name})") from error
        if put is not None and isinstance(target, FixedStructure):
            put(frame, target.value_or_undefined(given[0]))
        return result

    return run


def _result_variable(
    name: str, arguments: tuple[tree.Expression | None, ...], scope: Scope
) -> Callable[[Frame, Value], None] | None:
    """``Структура.Свойство(Имя, Значение)`` is the one method that sets a variable that is passed to it."""
    if name not in _PROPERTY or len(arguments) != 2 or not isinstance(arguments[1], tree.Name):
        return None
    slot, cell = scope.slot(arguments[1].name), scope.cell(arguments[1].name)
    if slot is None and cell is None:
        return None

    def put(frame: Frame, value: Value) -> None:
        target = cell if slot is None else frame[slot]
        target[0] = value  # type: ignore[index]

    return put
