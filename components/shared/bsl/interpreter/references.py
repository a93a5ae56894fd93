"""Properties and elements passed by reference: ``Увеличить(Товар.Цена)`` changes the price.

Evidence: OneScript's tests (``engine-behaviors.os``), which follow the platform here.
"""

from collections.abc import Callable
from typing import Any

from components.shared.bsl.interpreter.access import read_element, read_member
from components.shared.bsl.interpreter.chains import compile_owner
from components.shared.bsl.interpreter.failures import Failure
from components.shared.bsl.interpreter.rules import PassCell, cell_rule, compile_expression
from components.shared.bsl.interpreter.scope import Cell, Evaluate, Frame, Scope
from components.shared.bsl.interpreter.values import Value
from components.shared.bsl.syntax import syntax_tree as tree


class LinkedCell(list[Value]):
    """A cell that passes on what it is set to; a property that cannot be written keeps its value without an error."""

    __slots__ = ("write",)

    def __init__(self, value: Value, write: Callable[[Value], None]) -> None:
        super().__init__([value])
        self.write = write

    def __setitem__(self, at: Any, value: Any) -> None:
        super().__setitem__(at, value)
        try:
            self.write(value)
        except Failure:
            return


@cell_rule(tree.Chain)
def _linked(node: tree.Chain, scope: Scope) -> PassCell | None:
    """What makes the cell of a property or an element; None for what a call has returned."""
    last = node.steps[-1]
    if isinstance(last, tree.Call):
        return None
    owner = compile_owner(node, scope)
    if isinstance(last, tree.Member):
        return _property(owner, last.name, scope)
    return _element(owner, compile_expression(last.index, scope), scope)


def _property(owner: Evaluate, name: str, scope: Scope) -> PassCell:
    machine, lowered = scope.unit.machine, name.lower()

    def make(frame: Frame) -> Cell:
        target: Any = owner(frame)
        value = read_member(target, lowered, name, machine)
        return LinkedCell(value, lambda new: target.set_property(lowered, new, machine))

    return make


def _element(owner: Evaluate, key: Evaluate, scope: Scope) -> PassCell:
    machine = scope.unit.machine

    def make(frame: Frame) -> Cell:
        target: Any = owner(frame)
        index = key(frame)
        value = read_element(target, index, machine)
        return LinkedCell(value, lambda new: target.set_element(index, new, machine))

    return make
