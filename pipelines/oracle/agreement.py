"""What our judge and the platform say of the same cases, side by side."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from components.shared.errors import BadInput
from components.shared.statistics import wilson
from components.shared.summaries import Interval
from pipelines.oracle.cases import CANARY_PREFIX, PREFIX, Case, Export, read_text
from pipelines.oracle.reports import PlatformFinding, PlatformReport

ALL: Final = "all"
MOST_NAMES_TOLD: Final = 3


@dataclass(frozen=True, slots=True)
class Compared:
    """One case with both opinions."""

    case: Case
    said: tuple[PlatformFinding, ...]

    @property
    def refused(self) -> bool:
        """Whether the platform objects in any way."""
        return bool(self.said)

    @property
    def refused_by_compiler(self) -> bool:
        """Whether the platform objects to more than it doubts."""
        return any(not finding.is_doubt for finding in self.said)

    @property
    def agrees(self) -> bool:
        """Whether both take the code, or both do not."""
        return self.case.compiles != self.refused

    @property
    def platform_line(self) -> int | None:
        """The first line that the platform objects to, where it names one."""
        return min((finding.line for finding in self.said if finding.line is not None), default=None)


@dataclass(frozen=True)
class Agreement:
    """How often both say the same of a group of cases."""

    compared: Sequence[Compared]

    @cached_property
    def total(self) -> int:
        """How many cases there are."""
        return len(self.compared)

    @property
    def rate(self) -> Interval:
        """Share of the cases of which both say the same; what the platform doubts is refused by it."""
        return wilson(sum(each.agrees for each in self.compared), self.total)

    @property
    def rate_of_compilers(self) -> Interval:
        """The same where what the platform only doubts is taken by it."""
        return wilson(sum(each.case.compiles != each.refused_by_compiler for each in self.compared), self.total)

    def count(self, *, compiles_here: bool, compiles_there: bool) -> int:
        """One cell of the confusion table."""
        return sum(each.case.compiles == compiles_here and each.refused != compiles_there for each in self.compared)

    @property
    def same_line(self) -> Interval:
        """Of the cases that both refuse with a place: how often the first place is on the same line."""
        lines = [
            (each.case.findings[0].line, each.platform_line)
            for each in self.compared
            if not each.case.compiles and each.case.findings and each.platform_line is not None
        ]
        return wilson(sum(ours == theirs for ours, theirs in lines), len(lines))

    @property
    def disagreements(self) -> list[Compared]:
        """The cases of which both say different things."""
        return [each for each in self.compared if not each.agrees]

    def by_category(self) -> dict[str, "Agreement"]:
        """All cases first, then each category that has a name."""
        groups: dict[str, list[Compared]] = defaultdict(list)
        for each in self.compared:
            if each.case.category:
                groups[each.case.category].append(each)
        return {ALL: self, **{name: Agreement(group) for name, group in sorted(groups.items())}}


def compare(export: Export, cases: Sequence[Case], reports: Sequence[PlatformReport]) -> Agreement:
    """Join what the platform said with the cases of an export.

    Raises:
        BadInput: Nothing was checked, or the reports are about another export.
    """
    findings = list(dict.fromkeys(finding for report in reports for finding in report.findings))
    _refuse_other_exports(export, findings)
    _refuse_what_was_not_checked(export, findings, reports)
    said: dict[str, list[PlatformFinding]] = defaultdict(list)
    for finding in findings:
        said[finding.module.lower()].append(finding)
    _refuse_unknown_modules(export, cases, findings)
    return Agreement([Compared(case, tuple(said[case.module.lower()])) for case in cases])


def _refuse_other_exports(export: Export, findings: Sequence[PlatformFinding]) -> None:
    ids = {
        finding.module[len(CANARY_PREFIX) :].partition("_")[0]
        for finding in findings
        if finding.module.startswith(CANARY_PREFIX)
    }
    if others := sorted(ids - {export.id}):
        raise BadInput(f"a report of another export: {', '.join(others)}, and this folder holds {export.id}")


def _refuse_what_was_not_checked(
    export: Export, findings: Sequence[PlatformFinding], reports: Sequence[PlatformReport]
) -> None:
    """A platform that checks refuses every canary: silence about one means that no check went that far."""
    refused = {finding.module for finding in findings if not finding.is_doubt}
    missing = [canary for canary in export.canaries if canary.module not in refused]
    if not missing:
        return
    if len(missing) == len(export.canaries):
        other = [line for report in reports for line in report.other][:MOST_NAMES_TOLD]
        told = f" The report says: {' | '.join(other)}." if other else " The report says nothing."
        raise BadInput(
            f"the check did not run: the platform refused no canary of the export {export.id}, and every platform must."
            f"{told} See README.md of the export: what each script checks"
        )
    option = "-Server" if missing[0].server else "-ThinClient"
    names = ", ".join(canary.module for canary in missing)
    raise BadInput(
        f"the check did not run to its end, or not with {option}: the platform did not refuse {names}; "
        "check again with the script of the export, or give the reports of all its parts together"
    )


def _refuse_unknown_modules(export: Export, cases: Sequence[Case], findings: Sequence[PlatformFinding]) -> None:
    known = {case.module.lower() for case in cases} | {canary.module.lower() for canary in export.canaries}
    ours = (finding.module for finding in findings if finding.module.startswith(PREFIX))
    unknown = list(dict.fromkeys(module for module in ours if module.lower() not in known))
    if unknown:
        shown = ", ".join(unknown[:MOST_NAMES_TOLD])
        raise BadInput(f"modules that the export {export.id} does not have: {shown}; give the report of this export")


def disagreement_lines(folder: Path, each: Compared) -> Iterator[str]:
    """A disagreement for people: the case, both opinions, and the line of code."""
    category = f", {each.case.category}" if each.case.category else ""
    who = "we take it, the platform refuses it" if each.case.compiles else "we refuse it, the platform takes it"
    yield printable(f"{each.case.module} ({each.case.id}{category}): {who}")
    for finding in each.case.findings:
        yield printable(f"  judge    {finding.line}:{finding.column} {finding.code} {finding.message}")
    for told in each.said:
        place = f"{told.line}:{told.column or '?'}" if told.line else "(no place)"
        yield printable(f"  platform {place} {told.message}")
    line = each.platform_line or (each.case.findings[0].line if each.case.findings else None)
    yield from (printable(f"    {text.strip()}") for text in code_line(folder, each.case, line))


def code_line(folder: Path, case: Case, line: int | None) -> list[str]:
    """The line of code that was objected to, where it is known and there."""
    lines = read_text(folder, case).split("\n")
    return [lines[line - 1]] if line is not None and 1 <= line <= len(lines) else []


def printable(text: str) -> str:
    """A text that cannot command a terminal: it comes from a report or from code of a model."""
    return "".join(character if character.isprintable() else "·" for character in text)


def as_json(folder: Path, export: Export, agreement: Agreement) -> dict[str, Any]:
    """All of it for a program."""
    return {
        "export": export.id,
        "cases": agreement.total,
        "agreement": agreement.rate.model_dump(),
        "agreement_doubts_taken": agreement.rate_of_compilers.model_dump(),
        "same_line": _known(agreement.same_line),
        "confusion": confusion(agreement),
        "categories": {
            name: {"cases": group.total, "agreement": group.rate.model_dump(), "confusion": confusion(group)}
            for name, group in agreement.by_category().items()
        },
        "disagreements": [_as_row(folder, each) for each in agreement.disagreements],
    }


def confusion(agreement: Agreement) -> dict[str, int]:
    """The four cells, by names that say who takes the code."""
    return {
        "both_take": agreement.count(compiles_here=True, compiles_there=True),
        "both_refuse": agreement.count(compiles_here=False, compiles_there=False),
        "only_platform_refuses": agreement.count(compiles_here=True, compiles_there=False),
        "only_judge_refuses": agreement.count(compiles_here=False, compiles_there=True),
    }


def _known(interval: Interval) -> dict[str, Any] | None:
    return interval.model_dump() if interval.value == interval.value else None  # NaN: nothing to compare


def _as_row(folder: Path, each: Compared) -> dict[str, Any]:
    line = each.platform_line or (each.case.findings[0].line if each.case.findings else None)
    return {
        "module": each.case.module,
        "id": each.case.id,
        "category": each.case.category,
        "judge": [finding.model_dump() for finding in each.case.findings],
        "platform": [
            {"line": told.line, "column": told.column, "message": told.message, "doubt": told.is_doubt}
            for told in each.said
        ],
        "code": next(iter(code_line(folder, each.case, line)), ""),
    }
