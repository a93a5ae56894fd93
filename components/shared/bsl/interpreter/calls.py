"""Calls of the program's own methods and of global functions."""

from collections.abc import Sequence

from components.shared.bsl.interpreter.builtins.registry import FUNCTIONS, Function
from components.shared.bsl.interpreter.failures import LimitReached, Stop, bad_argument
from components.shared.bsl.interpreter.limits import PYTHON_FRAMES
from components.shared.bsl.interpreter.machine import HostFunction, Machine
from components.shared.bsl.interpreter.outside import is_platform_function
from components.shared.bsl.interpreter.rules import (
    PassCell,
    cell_rule,
    compile_arguments,
    compile_cell,
    compile_new_cell,
    outside,
    refused,
)
from components.shared.bsl.interpreter.scope import Cell, CompiledMethod, Evaluate, Frame, Scope
from components.shared.bsl.interpreter.values import SKIPPED, Value
from components.shared.bsl.syntax import syntax_tree as tree


def invoke(method: CompiledMethod, cells: Sequence[Cell], machine: Machine) -> Value:
    """Call a method with the cells of its parameters.

    Raises:
        LimitReached: Too many calls are inside one another.
    """
    meter = machine.meter
    meter.calls += 1
    meter.depth += 1
    meter.frames += method.python_frames
    if meter.depth > meter.limits.depth or meter.frames > PYTHON_FRAMES:
        raise LimitReached("depth", f"Превышен предел вложенности вызовов: {meter.depth - 1}")
    frame: Frame = [None, *cells]
    for _ in range(method.variables):
        frame.append([None])
    assert method.body is not None
    try:
        method.body(frame)
    except Stop as stop:
        stop.left(method.name)
        raise
    meter.depth -= 1
    meter.frames -= method.python_frames
    return frame[0]


def compile_call(
    name: tree.Name, arguments: tuple[tree.Expression | None, ...], scope: Scope, needs_value: bool
) -> Evaluate:
    """``Имя(…)``: a method of the program, a function of the host, or a global function."""
    unit, lowered = scope.unit, name.name.lower()
    method = unit.methods.get(lowered)
    if method is not None:
        scope.unit.calls.add((scope.method, method.name))
        return own_call(method, name, arguments, scope, needs_value)
    hosted = {known.lower(): work for known, work in unit.machine.host.functions.items()}.get(lowered)
    if hosted is not None:
        return _host_call(hosted, arguments, scope)
    function = FUNCTIONS.get(lowered)
    if function is not None:
        return _global_call(function, name, arguments, scope)
    return _unknown_call(name, arguments, scope)


def _unknown_call(name: tree.Name, arguments: tuple[tree.Expression | None, ...], scope: Scope) -> Evaluate:
    compile_arguments(arguments, scope)
    if is_platform_function(name.name):
        return outside(name.name, scope)
    return refused(f"Процедура или функция с указанным именем не определена ({name.name})", name.position, scope)


def wrong_number(given: int, fewest: int, most: int) -> str:
    """What the platform says of too few or too many arguments before it runs anything; empty where they fit."""
    if given > most:
        return "Слишком много фактических параметров"
    return "Недостаточно фактических параметров" if given < fewest else ""


def own_call(
    method: CompiledMethod,
    name: tree.Name,
    arguments: tuple[tree.Expression | None, ...],
    scope: Scope,
    needs_value: bool,
) -> Evaluate:
    """A call of a method of the program, or of another module."""
    parameters = method.parameters
    given = [*arguments, *[None] * (len(parameters) - len(arguments))]
    why_not = _why_not_callable(method, arguments, needs_value)
    if why_not:
        return refused(why_not, name.position, scope)
    if method.is_async:
        return outside(f"Асинх {method.name}", scope)
    cells = [
        _passed(argument, parameter.by_value, default, scope)
        for argument, parameter, default in zip(given, parameters, method.defaults, strict=True)
    ]
    machine = scope.unit.machine
    return lambda frame: invoke(method, [cell(frame) for cell in cells], machine)


def _why_not_callable(
    method: CompiledMethod,
    arguments: Sequence[tree.Expression | None],
    needs_value: bool,
) -> str:
    if needs_value and method.kind == "procedure":
        return f"Обращение к процедуре как к функции ({method.name})"
    # a parameter without a default may be skipped between commas, as the library of 1C does: it is Неопределено then
    return wrong_number(len(arguments), method.fewest, len(method.parameters))


def _passed(argument: tree.Expression | None, by_value: bool, default: Value, scope: Scope) -> PassCell:
    if argument is None:
        return lambda frame: [default]
    return compile_new_cell(argument, scope) if by_value else compile_cell(argument, scope)


@cell_rule(tree.Name)
def _variable_cell(node: tree.Name, scope: Scope) -> PassCell | None:
    slot, cell = scope.slot(node.name), scope.cell(node.name)
    if slot is not None:
        return lambda frame: frame[slot]  # type: ignore[return-value]
    return None if cell is None else lambda frame: cell


def _host_call(work: HostFunction, arguments: tuple[tree.Expression | None, ...], scope: Scope) -> Evaluate:
    machine = scope.unit.machine
    values = compile_arguments(arguments, scope)

    def run(frame: Frame) -> Value:
        machine.meter.calls += 1
        return work([value(frame) for value in values], machine)

    return run


def _global_call(
    function: Function, name: tree.Name, arguments: tuple[tree.Expression | None, ...], scope: Scope
) -> Evaluate:
    values = compile_arguments(arguments, scope)
    number = wrong_number(len(arguments), function.fewest, function.most)
    if number:
        return refused(number, name.position, scope)
    machine, meter, work = scope.unit.machine, scope.unit.machine.meter, function.work

    def run(frame: Frame) -> Value:
        meter.calls += 1
        given = [value(frame) for value in values]
        try:
            return work(machine, *[None if value is SKIPPED else value for value in given])
        except (ArithmeticError, ValueError) as error:  # a number that Python's own functions cannot take
            raise bad_argument(1) from error

    return run
