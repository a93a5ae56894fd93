"""Loops. Each round costs a step, even where there is nothing to do in it."""

from components.shared.bsl.interpreter.conversions import to_boolean, to_number
from components.shared.bsl.interpreter.failures import Failure
from components.shared.bsl.interpreter.numbers import add
from components.shared.bsl.interpreter.rules import compile_expression, rule
from components.shared.bsl.interpreter.scope import BREAK, CONTINUE, Cell, Frame, Run, Scope
from components.shared.bsl.interpreter.statements import compile_block
from components.shared.bsl.interpreter.values import PRIMITIVE_TYPES, EnumerationValue
from components.shared.bsl.syntax import syntax_tree as tree


@rule(tree.While)
def _while(node: tree.While, scope: Scope) -> Run:
    meter = scope.unit.machine.meter
    condition, body = compile_expression(node.condition, scope), compile_block(node.body, scope)

    def run(frame: Frame) -> object:
        while True:
            value = condition(frame)
            if value is False or (value is not True and not to_boolean(value)):
                return None
            meter.steps += 1
            if meter.steps >= meter.checkpoint:
                meter.check()
            signal = body(frame)
            if signal is not None and signal is not CONTINUE:
                return None if signal is BREAK else signal

    return run


@rule(tree.For)
def _for(node: tree.For, scope: Scope) -> Run:
    """The bound is evaluated once; the counter is the variable itself, so the body may move it."""
    meter = scope.unit.machine.meter
    first, last = compile_expression(node.first, scope), compile_expression(node.last_value, scope)
    variable = _Variable(node.variable, scope)
    body = compile_block(node.body, scope)

    def run(frame: Frame) -> object:
        cell = variable.cell(frame)
        cell[0] = to_number(first(frame))
        bound = to_number(last(frame))
        while to_number(cell[0]) <= bound:
            meter.steps += 1
            if meter.steps >= meter.checkpoint:
                meter.check()
            signal = body(frame)
            if signal is not None and signal is not CONTINUE:
                return None if signal is BREAK else signal
            counter = cell[0]
            cell[0] = counter + 1 if counter.__class__ is int else add(to_number(counter), 1)
        return None

    return run


@rule(tree.ForEach)
def _for_each(node: tree.ForEach, scope: Scope) -> Run:
    machine, meter = scope.unit.machine, scope.unit.machine.meter
    collection = compile_expression(node.collection, scope)
    variable = _Variable(node.variable, scope)
    body = compile_block(node.body, scope)

    def run(frame: Frame) -> object:
        target = collection(frame)
        if target.__class__ in PRIMITIVE_TYPES or isinstance(target, EnumerationValue):
            raise Failure("Итератор для значения не определен")
        cell = variable.cell(frame)
        for item in target.iterate(machine):  # type: ignore[attr-defined]
            meter.elements += 1
            meter.steps += 1
            if meter.steps >= meter.checkpoint:
                meter.check()
            cell[0] = item
            signal = body(frame)
            if signal is not None and signal is not CONTINUE:
                return None if signal is BREAK else signal
        return None

    return run


class _Variable:
    """The variable of a loop: one of the method, which is declared here where it is new, or one of the module."""

    def __init__(self, name: str, scope: Scope) -> None:
        self.module_cell = None if scope.slot(name) is not None else scope.cell(name)
        self.slot = 0 if self.module_cell is not None else scope.declare(name)

    def cell(self, frame: Frame) -> Cell:
        """Where its value is."""
        return frame[self.slot] if self.module_cell is None else self.module_cell  # type: ignore[return-value]
