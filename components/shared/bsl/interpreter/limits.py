"""What a program may spend, and what it has spent.

Programs are untrusted, so everything that can grow is counted. Work done inside built-in functions is charged as well:
searching an array of a thousand elements costs a thousand steps, as if it were written as a loop.
"""

import time
from dataclasses import dataclass

from components.shared.bsl.interpreter.failures import LimitReached

BYTES_OF_ELEMENT = 64  # an element of a collection with its place in it
BYTES_OF_OBJECT = 256
BYTES_OF_CHARACTER = 2
_STEPS_BETWEEN_CHECKS = 8_192
CHARACTERS_OF_STEP = 64  # copying so many characters costs as much as one step
# Frames of Python that all calls of a program may hold; a call of BSL takes about ten
PYTHON_FRAMES = 60_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What a program may spend before it is stopped.

    Attributes:
        steps: Statements, and units of work inside built-in functions.
        depth: Calls of the program's methods inside one another.
        memory: Bytes allocated in all, freed or not: an upper bound of what was held at once, counted and not measured.
        seconds: Wall time.
        string_length: Characters of one string.
    """

    steps: int = 20_000_000
    depth: int = 1_000
    memory: int = 1 << 30
    seconds: float = 10.0
    string_length: int = 16_000_000


@dataclass(frozen=True, slots=True)
class Counts:
    """How much work of each kind was done: what grows with the size of the input."""

    statements: int = 0
    calls: int = 0
    comparisons: int = 0
    allocations: int = 0
    elements: int = 0
    characters: int = 0

    @property
    def total(self) -> int:
        """All kinds together, characters left out: they measure the size of data more than work."""
        return self.statements + self.calls + self.comparisons + self.allocations + self.elements


class Meter:
    """Counters of one execution. Evaluators add to the fields themselves: a method call would double their cost."""

    __slots__ = (
        "allocations",
        "calls",
        "characters",
        "checkpoint",
        "comparisons",
        "deadline",
        "depth",
        "elements",
        "frames",
        "limits",
        "memory",
        "steps",
        "work",
    )

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.steps = self.work = 0
        self.calls = self.comparisons = self.allocations = self.elements = self.characters = 0
        self.memory = 0
        self.depth = self.frames = 0
        self.deadline = time.monotonic() + limits.seconds
        self.checkpoint = min(_STEPS_BETWEEN_CHECKS, limits.steps)

    def check(self) -> None:
        """Stop the program where a limit is passed; called whenever the steps reach the checkpoint."""
        limits = self.limits
        if self.steps > limits.steps:
            raise LimitReached("steps", f"Превышен предел шагов: {limits.steps}")
        if time.monotonic() > self.deadline:
            raise LimitReached("seconds", f"Превышен предел времени: {limits.seconds} с")
        self.check_memory()
        self.checkpoint = min(self.steps + _STEPS_BETWEEN_CHECKS, limits.steps + 1)

    def check_memory(self) -> None:
        """Stop the program where it has allocated too much."""
        if self.memory + self.characters * BYTES_OF_CHARACTER > self.limits.memory:
            raise LimitReached("memory", f"Превышен предел памяти: {self.limits.memory} байт")

    def spend(self, steps: int) -> None:
        """Charge work that a built-in function does."""
        self.work += steps
        self.steps += steps
        if self.steps >= self.checkpoint:
            self.check()

    def compare(self, comparisons: int) -> None:
        """Charge comparisons inside a built-in function."""
        self.comparisons += comparisons
        self.spend(comparisons)

    def touch(self, elements: int) -> None:
        """Charge elements that a built-in function reads or writes."""
        self.elements += elements
        self.spend(elements)

    def allocate(self, elements: int) -> None:
        """Charge a new object with so many elements."""
        self.allocations += 1
        self.memory += BYTES_OF_OBJECT
        self.grow(elements)

    def grow(self, elements: int) -> None:
        """Charge elements added to an object. Call it before they are made."""
        self.memory += elements * BYTES_OF_ELEMENT
        if elements > 1:
            self.check_memory()
            self.spend(elements)

    def build(self, length: int) -> None:
        """Charge a string of so many characters. Call it before the string is made where it may be long."""
        self.characters += length
        if length > CHARACTERS_OF_STEP:
            if length > self.limits.string_length:
                raise LimitReached("memory", f"Строка длиннее предела: {self.limits.string_length} символов")
            self.check_memory()
            self.spend(length // CHARACTERS_OF_STEP)

    def counts(self) -> Counts:
        """What was counted so far."""
        return Counts(
            self.steps - self.work, self.calls, self.comparisons, self.allocations, self.elements, self.characters
        )
