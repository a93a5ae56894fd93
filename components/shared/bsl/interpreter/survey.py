"""Which methods of a module are in the subset, told by their text alone."""

from components.shared.bsl.interpreter.execution import prepared
from components.shared.bsl.interpreter.limits import Limits
from components.shared.bsl.interpreter.machine import Host, Machine
from components.shared.bsl.interpreter.program import Program
from components.shared.bsl.syntax.preprocessor import Dialect


def survey(source: str, *, host: Host = Host(), dialect: Dialect = "1c") -> dict[str, frozenset[str]]:  # noqa: B008
    """For each method that parses: what is outside the subset in it and in the methods of the module that it calls.

    A method with nothing outside may still reach it through its parameters, which can be any objects. What the platform
    would not compile (a name that is nowhere) is listed by its message. Methods of other modules are not followed.
    """
    machine = Machine(Limits(), host, source)
    machine.load_module = lambda text: Program(prepared(text, dialect)[1], machine, strict=False).unit
    unit = Program(prepared(source, dialect)[1], machine, strict=True).unit
    found: dict[str, set[str]] = {method.name: set() for method in unit.methods.values()}
    for method, name in unit.outside:
        found.get(method, set()).add(name)
    for problem in unit.problems:
        found.get(problem.method, set()).add(problem.message_ru)
    _spread(found, unit.calls)
    return {name: frozenset(names) for name, names in found.items()}


def _spread(found: dict[str, set[str]], calls: set[tuple[str, str]]) -> None:
    """Give each method what the methods that it calls have, until nothing changes."""
    callers: dict[str, list[str]] = {}
    for caller, called in calls:
        callers.setdefault(called, []).append(caller)
    waiting = [name for name, names in found.items() if names]
    while waiting:
        called = waiting.pop()
        for caller in callers.get(called, []):
            if caller in found and not found[called] <= found[caller]:
                found[caller] |= found[called]
                waiting.append(caller)
