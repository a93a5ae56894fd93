"""The table of global functions, and how a function gets into it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from components.shared.bsl.interpreter.machine import Machine
from components.shared.bsl.interpreter.values import Value


@dataclass(frozen=True, slots=True)
class Function:
    """A global function: its Russian name, what does the work, the least and the greatest number of its arguments."""

    name: str
    work: Callable[..., Value]
    fewest: int
    most: int


FUNCTIONS: Final[dict[str, Function]] = {}
_Work = TypeVar("_Work", bound=Callable[..., Value])
VARIADIC: Final = 1_000


def function(russian: str, english: str, fewest: int, most: int | None = None) -> Callable[[_Work], _Work]:
    """List a function under both names. Its arguments come as values; a skipped one is None."""

    def decorate(work: _Work) -> _Work:
        listed = Function(russian, work, fewest, fewest if most is None else most)
        FUNCTIONS[russian.lower()] = FUNCTIONS[english.lower()] = listed
        return work

    return decorate


def is_listed(name: str) -> bool:
    """Whether a name in lower case is a function of the pure subset."""
    return name in FUNCTIONS


__all__ = ["FUNCTIONS", "VARIADIC", "Function", "Machine", "function", "is_listed"]
