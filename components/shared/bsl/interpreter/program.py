"""A module made ready to run: its methods and the statements of its body."""

# the rules of all kinds of nodes are listed when their modules are imported
from components.shared.bsl.interpreter import expressions, loops, references  # noqa: F401
from components.shared.bsl.interpreter.builtins import (  # noqa: F401
    dates,
    encodings,
    errors,
    formats,
    general,
    mathematics,
    regular_expressions,
    spelling,
    strings,
    xml,
)
from components.shared.bsl.interpreter.failures import Failure
from components.shared.bsl.interpreter.literals import constant_value
from components.shared.bsl.interpreter.machine import Machine
from components.shared.bsl.interpreter.scope import CompiledMethod, Frame, Run, Scope, Unit
from components.shared.bsl.interpreter.statements import compile_block
from components.shared.bsl.interpreter.values import Value
from components.shared.bsl.syntax import syntax_tree as tree

# Frames of Python that one level of the tree holds while it is evaluated, and those of a call itself
_FRAMES_OF_LEVEL = 3
_FRAMES_OF_CALL = 6


class Program:
    """The methods of a module and its body.

    A strict one is compiled whole, which finds all problems; otherwise a method is compiled when it is first called.
    """

    def __init__(self, module: tree.Module, machine: Machine, strict: bool) -> None:
        self.unit = Unit(machine)
        for variable in module.variables:
            self.unit.variables[variable.name.lower()] = [None]
        for node in module.methods:
            self.unit.methods[node.name.lower()] = _declared(node, self.unit)
        for method in self.unit.methods.values():
            if strict:
                _compile_method(method, self.unit)
            else:
                method.body = _compiled_when_called(method, self.unit)
        self.body_scope = Scope(self.unit, "", (), is_body=True)
        self.body: Run = compile_block(module.statements, self.body_scope)

    def run_body(self) -> None:
        """Run the statements of the module."""
        frame: Frame = [None]
        for _ in range(self.body_scope.variables):
            frame.append([None])
        self.body(frame)


def _declared(node: tree.Method, unit: Unit) -> CompiledMethod:
    defaults: list[Value] = []
    for parameter in node.parameters:
        try:
            defaults.append(None if parameter.default is None else constant_value(parameter.default))
        except Failure:
            defaults.append(None)
            Scope(unit, node.name, ()).problem(parameter.position, "Неверное значение по умолчанию")
    return CompiledMethod(node.name, node.kind, node.is_async, node.parameters, tuple(defaults), node)


def _compiled_when_called(method: CompiledMethod, unit: Unit) -> Run:
    def run(frame: Frame) -> object:
        _compile_method(method, unit)
        assert method.body is not None
        for _ in range(method.variables):
            frame.append([None])
        unit.machine.meter.frames += method.python_frames
        return method.body(frame)

    return run


def _compile_method(method: CompiledMethod, unit: Unit) -> None:
    names = [parameter.name for parameter in method.parameters]
    scope = Scope(unit, method.name, names)
    for variable in method.node.variables:
        scope.declare(variable.name)
    method.body = compile_block(method.node.body, scope)
    method.variables = scope.variables - len(names)
    method.python_frames = _FRAMES_OF_CALL + _FRAMES_OF_LEVEL * scope.deepest
