"""The five scores of a piece of code, from its findings.

- *Syntax*: 1 for code that compiles, 0.5 for code that parses but names what does not exist, 0 for the rest. A platform
  compiles a module or it does not, so nothing is counted or averaged here.
- *Semantics, best practice, documentation, optimization*: the mean over the methods (statements outside of methods are
  one more part, where there are any). A part with a strong finding of the axis gets 0; otherwise each *different* weak
  diagnostic takes a tenth, down to a half. Strong findings are rare in good code (their rates on the standard library
  are in ``firing_rates.md``), so one of them fails a method; weak ones are a matter of degree and never fail it alone.
  Different ones are counted, because ten long lines are one habit and not ten faults.
- Code that does not compile has no meaning to speak of: 0 for semantics. The other three are None, not 0: whether
  broken code would be tidy or fast is no question, and counting it flatters or blames for the wrong reason.

Findings that are only reported change nothing.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from components.shared.bsl.findings import Axis, Finding
from components.shared.bsl.syntax.syntax_tree import Module

WEAK_COST = 0.1
LEAST_WITHOUT_STRONG = 0.5
ONLY_PARSES = 0.5


@dataclass(frozen=True, slots=True)
class Scores:
    """Each from 0 to 1; None where there is nothing to score."""

    syntax: float
    semantics: float
    best_practice: float | None
    documentation: float | None
    optimization: float | None


def score_findings(module: Module, findings: Sequence[Finding]) -> Scores:
    """Score a module by what was found in it; a text without any code scores as one that does not parse."""
    is_empty = not (module.methods or module.statements or module.variables)
    if module.errors or is_empty:
        return Scores(0.0, 0.0, None, None, None)
    if any(finding.rule.axis == "compile" and finding.rule.strength == "strong" for finding in findings):
        return Scores(ONLY_PARSES, 0.0, None, None, None)
    parts = _findings_by_part(module, findings)
    return Scores(
        1.0,
        _mean(parts, "semantics"),
        _mean(parts, "best_practice"),
        _mean(parts, "documentation"),
        _mean(parts, "optimization"),
    )


def _findings_by_part(module: Module, findings: Sequence[Finding]) -> list[list[Finding]]:
    """The findings of each method, and of what is outside of all methods."""
    starts = [method.position for method in module.methods]
    parts: list[list[Finding]] = [[] for _ in starts]
    outside: list[Finding] = []
    for finding in findings:
        number = bisect_right(starts, finding.start) - 1
        is_inside = number >= 0 and finding.line <= module.methods[number].line_end
        (parts[number] if is_inside else outside).append(finding)
    if module.statements or outside or not parts:
        parts.append(outside)
    return parts


def _mean(parts: Sequence[Sequence[Finding]], axis: Axis) -> float:
    return sum(_score([finding for finding in part if finding.rule.axis == axis]) for part in parts) / len(parts)


def _score(findings: Sequence[Finding]) -> float:
    if not findings:
        return 1.0
    if any(finding.rule.strength == "strong" for finding in findings):
        return 0.0
    weak = {finding.rule.code for finding in findings if finding.rule.strength == "weak"}
    return max(LEAST_WITHOUT_STRONG, 1 - WEAK_COST * len(weak))
