"""``execute``: run a text within limits and say everything that came of it."""

import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Literal

from components.shared.bsl.interpreter.branches import server_source
from components.shared.bsl.interpreter.calls import invoke
from components.shared.bsl.interpreter.exchange import from_python
from components.shared.bsl.interpreter.failures import Failure, LimitReached, OutsideSubset, Refused, StackFrame
from components.shared.bsl.interpreter.limits import PYTHON_FRAMES, Counts, Limits
from components.shared.bsl.interpreter.machine import Host, Machine
from components.shared.bsl.interpreter.program import Program
from components.shared.bsl.interpreter.scope import Cell, CompiledMethod
from components.shared.bsl.interpreter.values import Value
from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.bsl.syntax.parser import parse
from components.shared.bsl.syntax.preprocessor import Dialect

# syntax: it is no BSL; compile: a name or a call that the platform refuses; exception: one that nobody handled
ErrorKind = Literal["syntax", "compile", "exception", "limit"]
_SPARE_FRAMES: Final = 2_000  # of Python: for the parser and the compiler


@dataclass(frozen=True, slots=True)
class ExecutionError:
    """Why a program ended before its end: the place from 1, and the calls under way, the innermost one first."""

    kind: ErrorKind
    message_ru: str
    line: int = 0
    column: int = 0
    stack: tuple[StackFrame, ...] = ()
    limit: str = ""  # the field of Limits that was reached


@dataclass(frozen=True, slots=True)
class Result:
    """What an execution came to.

    Attributes:
        value: What the called function returned; None for a procedure or where the program did not end.
        arguments: The arguments after the call: what parameters by reference were set to.
        messages: Texts of ``Сообщить``, in order.
        error: Why it ended early, or None.
        outside: Name of what is not interpreted here where the program reached it: "Запрос", "Справочники.Товары".
        counts: Work done, by kind.
        steps: Statements and units of work inside built-in functions: what ``Limits.steps`` limits.
    """

    value: Value = None
    arguments: tuple[Value, ...] = ()
    messages: tuple[str, ...] = ()
    error: ExecutionError | None = None
    outside: str = ""
    outside_line: int = 0
    counts: Counts = field(default_factory=Counts)
    steps: int = 0

    @property
    def ended(self) -> bool:
        """Whether the program came to its end."""
        return self.error is None and not self.outside

    @property
    def outside_message_ru(self) -> str:
        """What stopped the program, in words; empty where nothing did."""
        return f"вне подмножества: {self.outside}" if self.outside else ""


def execute(
    source: str,
    call: str = "",
    arguments: Sequence[object] = (),
    limits: Limits = Limits(),  # noqa: B008 -- frozen
    *,
    host: Host = Host(),  # noqa: B008 -- frozen
    dialect: Dialect = "1c",
    stop_on_compile_errors: bool = True,
) -> Result:
    """Run the body of a module, then call one of its methods. Never raises on text; does no input and no output.

    Args:
        source: The text of a module, or bare statements.
        call: Name of the method to call; empty runs the body alone.
        arguments: Values of BSL or of Python: numbers, strings, dates, lists, dictionaries.
        limits: What the program may spend.
        host: Objects and names that are plugged in.
        dialect: The language of the platform, or of OneScript.
        stop_on_compile_errors: False runs what can be run of a text that the platform would refuse whole: the methods
            that parse, up to the first name that is not known.
    """
    with _PythonStack():
        return _execute(source, call, arguments, Machine(limits, host, source), dialect, stop_on_compile_errors)


@lru_cache(maxsize=8)
def prepared(source: str, dialect: Dialect) -> tuple[tree.Module, tree.Module]:
    """The module as it is judged, with all branches, and as a server runs it.

    Remembered, because a module is run many times with different arguments.
    """
    whole = parse(source, dialect)
    seen = server_source(source)
    return whole, whole if seen == source else parse(seen, dialect)


def _execute(
    source: str, call: str, arguments: Sequence[object], machine: Machine, dialect: Dialect, strict: bool
) -> Result:
    machine.load_module = lambda text: Program(prepared(text, dialect)[1], machine, strict=False).unit
    whole, module = prepared(source, dialect)
    if strict and whole.errors:
        first = whole.errors[0]
        return Result(error=ExecutionError("syntax", first.message_ru, first.line, first.column))
    program = Program(module, machine, strict)
    if strict and program.unit.problems:
        problem = program.unit.problems[0]
        return Result(error=ExecutionError("compile", problem.message_ru, problem.line, problem.column, problem.stack))
    return _run(program, call, arguments, machine)


def _run(program: Program, call: str, arguments: Sequence[object], machine: Machine) -> Result:
    cells: list[Cell] = []
    value: Value = None
    error: ExecutionError | None = None
    outside: OutsideSubset | None = None
    try:
        cells = [[from_python(argument, machine)] for argument in arguments]
        program.run_body()
        value = _called(program, call, cells, machine)
    except OutsideSubset as stop:
        outside = stop
    except Refused as stop:
        error = ExecutionError("compile", str(stop), stop.line, stop.column, tuple(stop.stack))
    except LimitReached as stop:
        error = ExecutionError("limit", stop.message_ru, stop.line, stop.column, tuple(stop.stack), stop.name)
    except Failure as stop:
        error = ExecutionError("exception", stop.description, stop.line, stop.column, tuple(stop.stack))
    except RecursionError:
        error = ExecutionError("limit", "Превышен предел вложенности вызовов", limit="depth")
    except MemoryError:
        error = ExecutionError("limit", "Не хватило памяти", limit="memory")
    meter = machine.meter
    return Result(
        value=value,
        arguments=tuple(cell[0] for cell in cells),
        messages=tuple(machine.messages),
        error=error,
        outside="" if outside is None else outside.name,
        outside_line=0 if outside is None else outside.line,
        counts=meter.counts(),
        steps=meter.steps,
    )


def _called(program: Program, call: str, cells: list[Cell], machine: Machine) -> Value:
    if not call:
        return None
    method = program.unit.methods.get(call.lower())
    if method is None:
        raise Failure(f"Процедура или функция с указанным именем не определена ({call})")
    if method.is_async:
        raise OutsideSubset(f"Асинх {method.name}")
    return invoke(method, _with_defaults(method, cells), machine)


def _with_defaults(method: CompiledMethod, cells: list[Cell]) -> list[Cell]:
    """Cells of all parameters.

    Raises:
        Failure: Too many or too few are given.
    """
    if len(cells) > len(method.parameters):
        raise Failure("Слишком много фактических параметров")
    if len(cells) < method.fewest:
        raise Failure("Недостаточно фактических параметров")
    given = [
        [cell[0]] if parameter.by_value else cell for cell, parameter in zip(cells, method.parameters, strict=False)
    ]
    return [*given, *([default] for default in method.defaults[len(cells) :])]


class _PythonStack:
    """Room on Python's stack for as many calls as the limits allow; taken back when the last execution ends.

    Calls between functions of Python do not use the stack of C, so the room costs memory only.
    """

    lock = threading.Lock()
    users = 0
    usual = 0

    def __enter__(self) -> None:
        cls = type(self)
        with cls.lock:
            if not cls.users:
                cls.usual = sys.getrecursionlimit()
                sys.setrecursionlimit(cls.usual + PYTHON_FRAMES + _SPARE_FRAMES)
            cls.users += 1

    def __exit__(self, *_: object) -> None:
        cls = type(self)
        with cls.lock:
            cls.users -= 1
            if not cls.users:
                sys.setrecursionlimit(cls.usual)
