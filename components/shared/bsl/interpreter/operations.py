"""Operators as functions over two values, and evaluators of them that are quick for whole numbers and strings."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from components.shared.bsl.interpreter import numbers
from components.shared.bsl.interpreter.conversions import seconds_between, shift_date, to_boolean, to_number, to_text
from components.shared.bsl.interpreter.failures import wrong_type
from components.shared.bsl.interpreter.limits import CHARACTERS_OF_STEP
from components.shared.bsl.interpreter.machine import Machine
from components.shared.bsl.interpreter.ordering import compare
from components.shared.bsl.interpreter.scope import Evaluate, Frame
from components.shared.bsl.interpreter.values import Value, equal

_USUAL: Final = 10**38  # what is below needs no look at its size
_SHORT: Final = 64
_LONG: Final = 1_000


def plus(left: Value, right: Value, machine: Machine) -> Value:
    """``А + Б``: the type of the left value decides what it means."""
    if isinstance(left, str):
        text = to_text(right)
        machine.meter.build(len(left) + len(text))
        return left + text
    if isinstance(left, datetime):
        return shift_date(left, to_number(right))
    return numbers.add(to_number(left), to_number(right))


def minus(left: Value, right: Value, machine: Machine) -> Value:
    """``А - Б``: two dates give seconds."""
    if isinstance(left, datetime):
        if isinstance(right, datetime):
            return seconds_between(left, right)
        return shift_date(left, -to_number(right))
    return numbers.subtract(to_number(left), to_number(right))


def times(left: Value, right: Value, machine: Machine) -> Value:
    """``А * Б``."""
    return numbers.multiply(to_number(left), to_number(right))


def divided(left: Value, right: Value, machine: Machine) -> Value:
    """``А / Б``."""
    return numbers.divide(to_number(left), to_number(right))


def modulo(left: Value, right: Value, machine: Machine) -> Value:
    """``А % Б``."""
    return numbers.remainder(to_number(left), to_number(right))


def negative(value: Value) -> Value:
    """``-А``."""
    if isinstance(value, datetime):
        raise wrong_type("Число")
    return numbers.subtract(0, to_number(value))


def evaluate_plus(left: Evaluate, right: Evaluate, machine: Machine) -> Evaluate:
    """``А + Б``."""
    meter = machine.meter

    def run(frame: Frame) -> Value:
        a, b = left(frame), right(frame)
        if a.__class__ is int and b.__class__ is int:
            result: int = a + b
            if -_USUAL < result < _USUAL:
                return result
        elif a.__class__ is str and b.__class__ is str:
            length = len(a) + len(b)
            if length < _SHORT:
                meter.characters += length
                return a + b
        return plus(a, b, machine)

    return run


def evaluate_minus(left: Evaluate, right: Evaluate, machine: Machine) -> Evaluate:
    """``А - Б``."""

    def run(frame: Frame) -> Value:
        a, b = left(frame), right(frame)
        if a.__class__ is int and b.__class__ is int:
            result: int = a - b
            if -_USUAL < result < _USUAL:
                return result
        return minus(a, b, machine)

    return run


def evaluate_times(left: Evaluate, right: Evaluate, machine: Machine) -> Evaluate:
    """``А * Б``."""

    def run(frame: Frame) -> Value:
        a, b = left(frame), right(frame)
        if a.__class__ is int and b.__class__ is int:
            result: int = a * b
            if -_USUAL < result < _USUAL:
                return result
        return times(a, b, machine)

    return run


def evaluate_divided(left: Evaluate, right: Evaluate, machine: Machine) -> Evaluate:
    """``А / Б``."""
    return lambda frame: divided(left(frame), right(frame), machine)


def evaluate_modulo(left: Evaluate, right: Evaluate, machine: Machine) -> Evaluate:
    """``А % Б``."""

    def run(frame: Frame) -> Value:
        a, b = left(frame), right(frame)
        if a.__class__ is int and b.__class__ is int and a >= 0 and b > 0:
            return a % b
        return modulo(a, b, machine)

    return run


def evaluate_equal(left: Evaluate, right: Evaluate, machine: Machine) -> Evaluate:
    """``А = Б``."""
    meter = machine.meter

    def run(frame: Frame) -> Value:
        a, b = left(frame), right(frame)
        meter.comparisons += 1
        if a.__class__ is str and len(a) > _LONG:
            meter.spend(len(a) // CHARACTERS_OF_STEP)
        return a == b if a.__class__ is b.__class__ else equal(a, b)

    return run


def evaluate_unequal(left: Evaluate, right: Evaluate, machine: Machine) -> Evaluate:
    """``А <> Б``."""
    meter = machine.meter

    def run(frame: Frame) -> Value:
        a, b = left(frame), right(frame)
        meter.comparisons += 1
        if a.__class__ is str and len(a) > _LONG:
            meter.spend(len(a) // CHARACTERS_OF_STEP)
        return a != b if a.__class__ is b.__class__ else not equal(a, b)

    return run


def evaluate_less(left: Evaluate, right: Evaluate, machine: Machine) -> Evaluate:
    """``А < Б``."""
    meter = machine.meter

    def run(frame: Frame) -> Value:
        a, b = left(frame), right(frame)
        meter.comparisons += 1
        if a.__class__ is int and b.__class__ is int:
            return a < b
        return compare(a, b, meter) < 0

    return run


def evaluate_at_most(left: Evaluate, right: Evaluate, machine: Machine) -> Evaluate:
    """``А <= Б``."""
    meter = machine.meter

    def run(frame: Frame) -> Value:
        a, b = left(frame), right(frame)
        meter.comparisons += 1
        if a.__class__ is int and b.__class__ is int:
            return a <= b
        return compare(a, b, meter) <= 0

    return run


def evaluate_greater(left: Evaluate, right: Evaluate, machine: Machine) -> Evaluate:
    """``А > Б``."""
    meter = machine.meter

    def run(frame: Frame) -> Value:
        a, b = left(frame), right(frame)
        meter.comparisons += 1
        if a.__class__ is int and b.__class__ is int:
            return a > b
        return compare(a, b, meter) > 0

    return run


def evaluate_at_least(left: Evaluate, right: Evaluate, machine: Machine) -> Evaluate:
    """``А >= Б``."""
    meter = machine.meter

    def run(frame: Frame) -> Value:
        a, b = left(frame), right(frame)
        meter.comparisons += 1
        if a.__class__ is int and b.__class__ is int:
            return a >= b
        return compare(a, b, meter) >= 0

    return run


def evaluate_and(operands: list[Evaluate]) -> Evaluate:
    """``А И Б И В``: the first one that is false ends it."""
    *first, last = operands

    def run(frame: Frame) -> Value:
        for operand in first:
            value = operand(frame)
            if value is False or (value is not True and not to_boolean(value)):
                return False
        return to_boolean(last(frame))

    return run


def evaluate_or(operands: list[Evaluate]) -> Evaluate:
    """``А Или Б Или В``: the first one that is true ends it."""
    *first, last = operands

    def run(frame: Frame) -> Value:
        for operand in first:
            value = operand(frame)
            if value is True or (value is not False and to_boolean(value)):
                return True
        return to_boolean(last(frame))

    return run


OPERATORS: Final[dict[str, Callable[[Evaluate, Evaluate, Machine], Evaluate]]] = {
    "+": evaluate_plus,
    "-": evaluate_minus,
    "*": evaluate_times,
    "/": evaluate_divided,
    "%": evaluate_modulo,
    "=": evaluate_equal,
    "<>": evaluate_unequal,
    "<": evaluate_less,
    "<=": evaluate_at_most,
    ">": evaluate_greater,
    ">=": evaluate_at_least,
}

_PLAIN: Final[dict[str, Callable[[Value, Value, Machine], Value]]] = {
    "+": plus,
    "-": minus,
    "*": times,
    "/": divided,
    "%": modulo,
    "=": lambda left, right, machine: equal(left, right),
    "<>": lambda left, right, machine: not equal(left, right),
    "<": lambda left, right, machine: compare(left, right, machine.meter) < 0,
    "<=": lambda left, right, machine: compare(left, right, machine.meter) <= 0,
    ">": lambda left, right, machine: compare(left, right, machine.meter) > 0,
    ">=": lambda left, right, machine: compare(left, right, machine.meter) >= 0,
}


def evaluate_long(operands: list[Evaluate], operators: tuple[str, ...], machine: Machine) -> Evaluate:
    """Many operators of one level, one after another."""
    first, *rest = operands
    steps = [(_PLAIN[operator], operand) for operator, operand in zip(operators, rest, strict=True)]

    def run(frame: Frame) -> Value:
        value = first(frame)
        machine.meter.spend(len(steps))
        for work, operand in steps:
            value = work(value, operand(frame), machine)
        return value

    return run
