"""Statements to what runs them. What runs a statement returns a signal, or None where the next statement follows."""

from components.shared.bsl.interpreter.access import object_of, spell
from components.shared.bsl.interpreter.builtins.errors import raised_failure
from components.shared.bsl.interpreter.chains import compile_chain, compile_owner
from components.shared.bsl.interpreter.conversions import to_boolean
from components.shared.bsl.interpreter.failures import Failure, Stop
from components.shared.bsl.interpreter.rules import compile_arguments, compile_expression, compile_node, outside, rule
from components.shared.bsl.interpreter.scope import BREAK, CONTINUE, RETURN, Evaluate, Frame, Jump, Run, Scope
from components.shared.bsl.syntax import syntax_tree as tree


def compile_block(statements: tree.Statements, scope: Scope) -> Run:
    """What runs statements one after another."""
    runs: list[Run] = [compile_node(statement, scope) for statement in statements]
    positions = [statement.position for statement in statements]
    labels = {
        statement.name.lower(): number
        for number, statement in enumerate(statements)
        if isinstance(statement, tree.Label)
    }
    if labels:
        return _block_with_labels(runs, positions, labels, scope)
    return _block(runs, positions, scope)


def _block(runs: list[Run], positions: list[int], scope: Scope) -> Run:
    """The steps of a whole block are counted at once, so a block that is left early counts a few too many."""
    meter, count = scope.unit.machine.meter, len(runs)

    def run(frame: Frame) -> object:
        meter.steps += count
        if meter.steps >= meter.checkpoint:
            meter.check()
        step = None
        try:
            for step in runs:
                signal = step(frame)
                if signal is not None:
                    return signal
        except Stop as stop:
            if step is not None:
                stop.happened_at(positions[runs.index(step)])
            raise
        return None

    return run


def _block_with_labels(runs: list[Run], positions: list[int], labels: dict[str, int], scope: Scope) -> Run:
    """A block that ``Перейти`` may lead to, from itself or from the blocks inside it."""
    meter = scope.unit.machine.meter

    def run(frame: Frame) -> object:
        at = 0
        try:
            while at < len(runs):
                meter.spend(1)
                signal = runs[at](frame)
                at += 1
                if signal.__class__ is Jump and signal.label in labels:
                    at = labels[signal.label]
                elif signal is not None:
                    return signal
        except Stop as stop:
            stop.happened_at(positions[min(at, len(positions) - 1)])
            raise
        return None

    return run


@rule(tree.Assignment)
def _assignment(node: tree.Assignment, scope: Scope) -> Run:
    value = compile_expression(node.value, scope)  # before the target: a new variable does not exist in its own value
    if isinstance(node.target, tree.Name):
        return _assign_name(node.target, value, scope)
    owner, last = compile_owner(node.target, scope), node.target.steps[-1]
    if isinstance(last, tree.Member):
        return _assign_member(owner, last.name, value, scope)
    assert isinstance(last, tree.Index)
    return _assign_element(owner, compile_expression(last.index, scope), value, scope)


def _assign_name(target: tree.Name, value: Evaluate, scope: Scope) -> Run:
    cell = None if scope.slot(target.name) is not None else scope.cell(target.name)
    if cell is not None:
        known = cell

        def set_cell(frame: Frame) -> object:
            known[0] = value(frame)
            return None

        return set_cell
    slot = scope.declare(target.name)

    def set_slot(frame: Frame) -> object:
        frame[slot][0] = value(frame)  # type: ignore[index]
        return None

    return set_slot


def _assign_member(owner: Evaluate, name: str, value: Evaluate, scope: Scope) -> Run:
    machine, lowered = scope.unit.machine, name.lower()

    def run(frame: Frame) -> object:
        target = object_of(owner(frame), name)
        try:
            target.set_property(lowered, value(frame), machine)
        except Failure as failure:
            spell(failure, lowered, name)
            raise
        return None

    return run


def _assign_element(owner: Evaluate, key: Evaluate, value: Evaluate, scope: Scope) -> Run:
    machine, meter = scope.unit.machine, scope.unit.machine.meter

    def run(frame: Frame) -> object:
        target = object_of(owner(frame), "[]")
        meter.elements += 1
        target.set_element(key(frame), value(frame), machine)
        return None

    return run


@rule(tree.CallStatement)
def _call(node: tree.CallStatement, scope: Scope) -> Run:
    if isinstance(node.call, tree.Await):
        return outside("Ждать", scope)
    call = compile_chain(node.call, scope, needs_value=False)

    def run(frame: Frame) -> object:
        call(frame)
        return None

    return run


@rule(tree.If)
def _if(node: tree.If, scope: Scope) -> Run:
    branches = [
        (compile_expression(branch.condition, scope), compile_block(branch.body, scope)) for branch in node.branches
    ]
    otherwise = None if node.otherwise is None else compile_block(node.otherwise, scope)

    def run(frame: Frame) -> object:
        for condition, body in branches:
            value = condition(frame)
            if value is True or (value is not False and to_boolean(value)):
                return body(frame)
        return None if otherwise is None else otherwise(frame)

    return run


@rule(tree.Try)
def _try(node: tree.Try, scope: Scope) -> Run:
    machine, meter = scope.unit.machine, scope.unit.machine.meter
    body, handler = compile_block(node.body, scope), compile_block(node.handler, scope)

    def run(frame: Frame) -> object:
        depth, frames, handled = meter.depth, meter.frames, len(machine.handled)
        try:
            return body(frame)
        except Failure as failure:
            caught = failure
        caught.__traceback__ = None  # it would keep the frames of all calls that it ended
        caught.__context__ = None
        meter.depth, meter.frames = depth, frames
        del machine.handled[handled:]
        machine.handled.append(caught)
        signal = handler(frame)
        machine.handled.pop()
        return signal

    return run


@rule(tree.Raise)
def _raise(node: tree.Raise, scope: Scope) -> Run:
    machine = scope.unit.machine
    values = compile_arguments(node.arguments, scope)
    if not values:

        def again(frame: Frame) -> object:
            raise machine.handled[-1] if machine.handled else Failure("")

        return again

    def run(frame: Frame) -> object:
        raise raised_failure([value(frame) for value in values])

    return run


@rule(tree.Return)
def _return(node: tree.Return, scope: Scope) -> Run:
    if node.value is None:
        return lambda frame: RETURN
    value = compile_expression(node.value, scope)

    def run(frame: Frame) -> object:
        frame[0] = value(frame)
        return RETURN

    return run


@rule(tree.Break)
def _break(node: tree.Break, scope: Scope) -> Run:
    return lambda frame: BREAK


@rule(tree.Continue)
def _continue(node: tree.Continue, scope: Scope) -> Run:
    return lambda frame: CONTINUE


@rule(tree.Goto)
def _goto(node: tree.Goto, scope: Scope) -> Run:
    jump = Jump(node.label.lower())
    return lambda frame: jump


@rule(tree.Label)
def _label(node: tree.Label, scope: Scope) -> Run:
    return lambda frame: None


@rule(tree.Execute)
def _execute(node: tree.Execute, scope: Scope) -> Run:
    compile_expression(node.code, scope)
    return outside("Выполнить", scope)


@rule(tree.AddHandler)
def _add_handler(node: tree.AddHandler, scope: Scope) -> Run:
    return outside("ДобавитьОбработчик", scope)


@rule(tree.RemoveHandler)
def _remove_handler(node: tree.RemoveHandler, scope: Scope) -> Run:
    return outside("УдалитьОбработчик", scope)
