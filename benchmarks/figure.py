"""What a benchmark reports: a figure, its unit, and the command that shows it."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure, with the spread of its repetitions."""

    claim: str
    value: float
    low: float
    high: float
    unit: str
    command: str

    def row(self) -> str:
        """A row of a Markdown table."""
        shown = f"{self.value:,.3g}" if self.value < 1000 else f"{self.value:,.0f}"
        spread = f"{self.low:,.3g} … {self.high:,.3g}" if self.high < 1000 else f"{self.low:,.0f} … {self.high:,.0f}"
        return f"| {self.claim} | {shown} {self.unit} | {spread} | `{self.command}` |"


def repeated(claim: str, unit: str, command: str, measure: Callable[[], float], times: int = 5) -> Figure:
    """The median of several measurements; the first one, which warms caches, is not counted."""
    measure()
    values = [measure() for _ in range(times)]
    return measured(claim, values, unit, command)


def measured(claim: str, values: Sequence[float], unit: str, command: str) -> Figure:
    """The median of values that were measured; of one value that itself."""
    return Figure(claim, float(statistics.median(values)), min(values), max(values), unit, command)


def seconds(work: Callable[[], object]) -> float:
    """Wall seconds of one call."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
