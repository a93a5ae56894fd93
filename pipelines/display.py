"""What a person sees of a run: live progress on a terminal, one line per event elsewhere, tables at the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.live import Live
from rich.table import Table

from components.shared.summaries import CompareSummary, EvaluateSummary, Interval, Measure
from pipelines.local import LocalRun, Step

SECONDS_BETWEEN_LINES = 10.0
BAR_WIDTH = 20
PLAIN_WIDTH = 120
MARKS = {"finished": "[green]✓[/]", "failed": "[red]✗[/]", "running": "[cyan]▸[/]", "skipped": "[dim]–[/]"}
DECISIONS = {
    "promote": "promoted",
    "advance": "share raised",
    "hold": "held",
    "roll_back": "rolled back",
    "nothing": "nothing to decide",
}


def open_console(stderr: bool) -> Console:
    """Where a run is shown; without a terminal as wide as its tables, not the eighty columns of a guess."""
    console = Console(stderr=stderr)
    if not console.is_terminal:
        console.width = PLAIN_WIDTH
    return console


class Display:
    """Shows steps as they change; one instance for the whole run, whatever pipelines it is made of."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.steps: dict[str, Step] = {}
        self._said: dict[str, tuple[str, str, float]] = {}
        self._live: Live | None = None

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Show progress while the body works."""
        if not self.console.is_terminal:
            yield
            return
        with Live(console=self.console, refresh_per_second=8, get_renderable=lambda: steps_table(self.steps)) as live:
            self._live = live
            yield
        self._live = None

    def update(self, run: LocalRun) -> None:
        """Take in the steps of a pipeline run."""
        self.steps.update(run.steps)
        if not self._live:
            for step in run.steps.values():
                self.say(step)

    def work(self, stage: str, seconds: float, doing: str, done: int = 0, total: int | None = None) -> None:
        """Take in work that is no task of a pipeline: serving and rating on a laptop."""
        step = self.steps.setdefault(stage, Step(stage))
        step.doing, step.done, step.total, step.seconds = doing, done, total, seconds
        if not self._live:
            self.say(step)

    def finish(self, stage: str) -> None:
        """Mark such work as done."""
        self.steps[stage].state = "finished"
        if not self._live:
            self.say(self.steps[stage])

    def say(self, step: Step) -> None:
        """One plain line when a step starts, does something else, ends, or has been silent for a while."""
        state, doing, seconds = self._said.get(step.stage, ("", "", -SECONDS_BETWEEN_LINES))
        changed = (state, doing) != (step.state, step.doing)
        if not changed and (step.state != "running" or step.seconds - seconds < SECONDS_BETWEEN_LINES):
            return
        self._said[step.stage] = (step.state, step.doing, step.seconds)
        how_far = f" {step.done}/{step.total}" if step.total else ""
        self.console.print(
            f"{step.stage:<12} {step.state:<9} {step.seconds:6.1f} s  {step.doing}{how_far}", highlight=False
        )


def steps_table(steps: dict[str, Step]) -> Table:
    """Stages with what they do, how far they are, how long they have been at it."""
    table = Table("", "stage", "what it does", "how far", "seconds", box=None, padding=(0, 1))
    for step in steps.values():
        table.add_row(MARKS[step.state], step.stage, step.doing, _how_far(step), f"{step.seconds:.1f}")
    return table


def _how_far(step: Step) -> str:
    if not step.total:
        return ""
    filled = round(BAR_WIDTH * min(step.done / step.total, 1))
    return f"[cyan]{'━' * filled}[/][dim]{'━' * (BAR_WIDTH - filled)}[/] {step.done}/{step.total}"


def measures_table(evaluation: EvaluateSummary) -> Table:
    """Base against tuned, with intervals."""
    table = Table(title=f"base against tuned, {evaluation.records} test records", title_justify="left")
    for name in ("measure", "base", "tuned", "difference (95 %)", "significant"):
        table.add_column(name, justify="left" if name == "measure" else "right")
    for row in evaluation.measures:
        if not row.measured:
            table.add_row(row.key, "[dim]not measured yet[/]", "", "", "")
            continue
        significant = "" if row.significant is None else "yes" if row.significant else "no"
        table.add_row(row.key, _value(row, row.base), _value(row, row.tuned), _difference(row), significant)
    return table


def _value(row: Measure, interval: Interval | None) -> str:
    if interval is None:
        return ""
    return f"{interval.value:.1%}" if row.unit == "share" else f"{interval.value:.3f}"


def _difference(row: Measure) -> str:
    if row.difference is None:
        return ""
    digits, unit = (1, " points") if row.unit == "share" else (3, "")
    low, high = row.difference.low, row.difference.high
    return f"{row.difference.value:+.{digits}f}{unit} ({low:+.{digits}f} … {high:+.{digits}f})"


def decision_lines(decision: CompareSummary, report: Path, name: str) -> list[str]:
    """The end of a run in words: the decision, its reason, where to read more, what to do next."""
    return [
        f"canary: {DECISIONS[decision.decision]}: {decision.reason}",
        f"report: {report}",
        f'ask {name}: bsl ask "Напиши функцию, которая возвращает остаток товара на складе"',
    ]
