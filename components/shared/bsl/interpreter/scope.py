"""What names mean while a method is compiled."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from components.shared.bsl.interpreter.failures import StackFrame
from components.shared.bsl.interpreter.machine import Machine
from components.shared.bsl.interpreter.values import Value
from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.bsl.syntax.lexer import column_of, line_of

Cell: TypeAlias = list[Value]  # of one value: what a variable is, and what a parameter by reference shares
Frame: TypeAlias = list[object]  # the returned value, then the cells of parameters and variables
Evaluate: TypeAlias = Callable[[Frame], Value]
Run: TypeAlias = Callable[[Frame], object]  # what it returns is a signal; None means that the next statement follows

BREAK: Final = "break"
CONTINUE: Final = "continue"
RETURN: Final = "return"


@dataclass(frozen=True, slots=True)
class Jump:
    """The signal of ``Перейти``: looked for in each block on the way out."""

    label: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps a module from being executed, as the platform would say before it starts."""

    message_ru: str
    line: int
    column: int
    method: str

    @property
    def stack(self) -> tuple[StackFrame, ...]:
        """The method that has the problem."""
        return (StackFrame(self.method, self.line),)


@dataclass(slots=True)
class CompiledMethod:
    """A method of the program: its parameters, and what its body does once it is compiled."""

    name: str
    kind: Literal["procedure", "function"]
    is_async: bool
    parameters: tuple[tree.Parameter, ...]
    defaults: tuple[Value, ...]
    node: tree.Method
    body: Run | None = None
    variables: int = 0  # beside the parameters
    python_frames: int = 0  # that one call holds at most

    @property
    def fewest(self) -> int:
        """How many arguments must be given: up to the last parameter without a default."""
        required = [number for number, given in enumerate(self.parameters, start=1) if given.default is None]
        return max(required, default=0)


@dataclass(slots=True)
class Unit:
    """One module under compilation: its methods and variables by name in lower case, and its problems."""

    machine: Machine
    methods: dict[str, CompiledMethod] = field(default_factory=dict)
    variables: dict[str, Cell] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    outside: set[tuple[str, str]] = field(default_factory=set)  # a method and what it has that is outside the subset
    calls: set[tuple[str, str]] = field(default_factory=set)  # a method and one that it calls


class Scope:
    """Names of one method, or of the module's body: a name that is assigned is a variable from there on."""

    def __init__(self, unit: Unit, method: str, parameters: Sequence[str], is_body: bool = False) -> None:
        self.unit = unit
        self.method = method
        self.is_body = is_body
        self.slots = {name.lower(): number for number, name in enumerate(parameters, start=1)}
        self.level = self.deepest = 0

    @property
    def variables(self) -> int:
        """How many cells a call needs."""
        return len(self.slots)

    def slot(self, name: str) -> int | None:
        """Place of a variable of the method, or None."""
        return self.slots.get(name.lower())

    def declare(self, name: str) -> int:
        """Place of a variable, which is made where it is new."""
        return self.slots.setdefault(name.lower(), len(self.slots) + 1)

    def cell(self, name: str) -> Cell | None:
        """Variable of the module, or None."""
        return self.unit.variables.get(name.lower())

    def deeper(self) -> None:
        """Enter a level of the tree: each costs frames of Python when the program runs."""
        self.level += 1
        self.deepest = max(self.deepest, self.level)

    def problem(self, position: int, message_ru: str) -> None:
        """Note what the platform would refuse."""
        self.unit.problems.append(Problem(message_ru, line_of(position), column_of(position), self.method))
