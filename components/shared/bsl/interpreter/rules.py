"""How a tree becomes evaluators: one rule for each kind of node, listed where it is written."""

from collections.abc import Callable
from typing import Any, Final, TypeAlias, TypeVar

from components.shared.bsl.interpreter.failures import OutsideSubset, Refused
from components.shared.bsl.interpreter.scope import Cell, Evaluate, Frame, Scope
from components.shared.bsl.interpreter.values import SKIPPED, Value
from components.shared.bsl.syntax import syntax_tree as tree

PassCell: TypeAlias = Callable[[Frame], Cell]
_RULES: Final[dict[type, Callable[[Any, Scope], Any]]] = {}
_Rule = TypeVar("_Rule", bound=Callable[[Any, Scope], Any])


def rule(kind: type) -> Callable[[_Rule], _Rule]:
    """List the rule of a kind of node."""

    def decorate(work: _Rule) -> _Rule:
        _RULES[kind] = work
        return work

    return decorate


_CELL_RULES: Final[dict[type, Callable[[Any, Scope], PassCell | None]]] = {}
_CellRule = TypeVar("_CellRule", bound=Callable[[Any, Scope], PassCell | None])


def cell_rule(kind: type) -> Callable[[_CellRule], _CellRule]:
    """List how an argument of a kind is passed by reference."""

    def decorate(work: _CellRule) -> _CellRule:
        _CELL_RULES[kind] = work
        return work

    return decorate


def compile_cell(node: tree.Expression, scope: Scope) -> PassCell:
    """What passes an argument by reference: the cell of a variable, one that is linked, or a new one with a value."""
    work = _CELL_RULES.get(type(node))
    passed = None if work is None else work(node, scope)
    return compile_new_cell(node, scope) if passed is None else passed


def compile_new_cell(node: tree.Expression, scope: Scope) -> PassCell:
    """What passes an argument by value."""
    value = compile_expression(node, scope)
    return lambda frame: [value(frame)]


def compile_node(node: tree.Node, scope: Scope) -> Any:
    """What the rule of a node makes, one level deeper."""
    scope.deeper()
    made = _RULES[type(node)](node, scope)
    scope.level -= 1
    return made


def compile_expression(node: tree.Expression, scope: Scope) -> Evaluate:
    """Make the evaluator of an expression."""
    evaluate: Evaluate = compile_node(node, scope)
    return evaluate


def compile_arguments(arguments: tuple[tree.Expression | None, ...], scope: Scope) -> list[Evaluate]:
    """Evaluators of arguments; a skipped one gives ``SKIPPED``."""
    return [_skipped if argument is None else compile_expression(argument, scope) for argument in arguments]


def _skipped(frame: Frame) -> Value:
    return SKIPPED


def outside(name: str, scope: Scope) -> Evaluate:
    """An evaluator that stops the program, because what it should do is outside the subset."""
    scope.unit.outside.add((scope.method, name))

    def run(frame: Frame) -> Value:
        raise OutsideSubset(name)

    return run


def refused(message_ru: str, position: int, scope: Scope) -> Evaluate:
    """An evaluator that stops the program at what the platform would not have compiled."""
    scope.problem(position, message_ru)

    def run(frame: Frame) -> Value:
        raise Refused(message_ru)

    return run
