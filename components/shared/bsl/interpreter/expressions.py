"""Expressions to evaluators: functions over the frame of a call. A tree is compiled once and then only called."""

from typing import Final

from components.shared.bsl.interpreter.construction import CONSTRUCTORS, construct_named
from components.shared.bsl.interpreter.conversions import to_boolean, to_number
from components.shared.bsl.interpreter.failures import Failure
from components.shared.bsl.interpreter.literals import literal_value
from components.shared.bsl.interpreter.objects.arrays import FixedArray
from components.shared.bsl.interpreter.operations import OPERATORS, evaluate_and, evaluate_long, evaluate_or, negative
from components.shared.bsl.interpreter.outside import is_platform_type
from components.shared.bsl.interpreter.rules import compile_arguments, compile_expression, outside, refused, rule
from components.shared.bsl.interpreter.scope import Evaluate, Frame, Scope
from components.shared.bsl.interpreter.values import SKIPPED, Value
from components.shared.bsl.syntax import syntax_tree as tree

# More operands than these are not evaluated inside one another: a sum of a million would overflow the stack
_LONG_OPERATION: Final = 16


@rule(tree.Literal)
def _literal(node: tree.Literal, scope: Scope) -> Evaluate:
    try:
        value = literal_value(node)
    except Failure as failure:
        scope.problem(node.position, failure.description)
        value = None
    return lambda frame: value


@rule(tree.Unary)
def _unary(node: tree.Unary, scope: Scope) -> Evaluate:
    operand = compile_expression(node.operand, scope)
    if node.operator == "not":
        return lambda frame: not to_boolean(operand(frame))
    if node.operator == "-":
        return lambda frame: negative(operand(frame))
    return lambda frame: to_number(operand(frame))


@rule(tree.Operation)
def _operation(node: tree.Operation, scope: Scope) -> Evaluate:
    operands = [compile_expression(operand, scope) for operand in node.operands]
    if node.operators[0] == "and":
        return evaluate_and(operands)
    if node.operators[0] == "or":
        return evaluate_or(operands)
    if len(operands) > _LONG_OPERATION:
        return evaluate_long(operands, node.operators, scope.unit.machine)
    result = operands[0]
    for operator, operand in zip(node.operators, operands[1:], strict=True):
        scope.deeper()  # the operators of one level are applied inside one another
        result = OPERATORS[operator](result, operand, scope.unit.machine)
    scope.level -= len(node.operators)
    return result


@rule(tree.Parentheses)
def _parentheses(node: tree.Parentheses, scope: Scope) -> Evaluate:
    return compile_expression(node.inner, scope)


@rule(tree.Ternary)
def _ternary(node: tree.Ternary, scope: Scope) -> Evaluate:
    condition = compile_expression(node.condition, scope)
    when_true = compile_expression(node.when_true, scope)
    when_false = compile_expression(node.when_false, scope)
    return lambda frame: when_true(frame) if to_boolean(condition(frame)) else when_false(frame)


@rule(tree.New)
def _new(node: tree.New, scope: Scope) -> Evaluate:
    machine = scope.unit.machine
    arguments = compile_arguments(node.arguments, scope)
    if not node.type_name:
        return _dynamic_new(arguments, scope)
    hosted = {name.lower(): make for name, make in machine.host.types.items()}.get(node.type_name.lower())
    make = hosted or CONSTRUCTORS.get(node.type_name.lower())
    if make is None:
        if not is_platform_type(node.type_name):
            return refused(f"Тип не определен ({node.type_name})", node.type_position, scope)
        return outside(node.type_name, scope)
    construct = make
    return lambda frame: construct([argument(frame) for argument in arguments], machine)


def _dynamic_new(arguments: list[Evaluate], scope: Scope) -> Evaluate:
    machine = scope.unit.machine

    def run(frame: Frame) -> Value:
        name, *rest = [argument(frame) for argument in arguments]
        given = rest[0] if rest and rest[0] is not SKIPPED else None
        if given is not None and not isinstance(given, FixedArray):
            raise Failure("Несоответствие типов (параметр номер '2')")
        return construct_named(name, given.items if given is not None else [], machine)

    return run


@rule(tree.Await)
def _await(node: tree.Await, scope: Scope) -> Evaluate:
    compile_expression(node.operand, scope)
    return outside("Ждать", scope)
