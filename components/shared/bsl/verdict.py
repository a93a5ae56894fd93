"""The verdict on a piece of code: what parses, what compiles, what is found in it, and five scores."""

from dataclasses import dataclass, replace
from typing import Self

from components.shared.bsl.context import Context
from components.shared.bsl.diagnostics.run import run_diagnostics, shown
from components.shared.bsl.diagnostics.scores import Scores, score_findings
from components.shared.bsl.findings import Finding
from components.shared.bsl.syntax.parser import parse
from components.shared.bsl.syntax.syntax_tree import Module

_NOTHING_KNOWN = Context()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What can be said about a text without running it."""

    module: Module
    findings: tuple[Finding, ...]  # but for those that comments of the code switch off
    scores: Scores  # of all findings: a comment improves no code
    compiles: bool  # whether a platform that knows what the context knows would take it

    @property
    def parses(self) -> bool:
        """Whether the text is well-formed."""
        return not self.module.errors

    @property
    def has_code(self) -> bool:
        """Whether there is anything in the text: one without code has no errors either."""
        return bool(self.module.methods or self.module.statements or self.module.variables or self.module.errors)

    def only(self, findings: tuple[Finding, ...]) -> Self:
        """The same verdict, showing some of its findings."""
        return replace(self, findings=findings)


def judge(source: str, context: Context = _NOTHING_KNOWN) -> Verdict:
    """Judge a text of any kind: a module, a method, a model's answer without its prose. Never raises.

    Args:
        source: The code.
        context: What is known around it; whatever is not given is unknown, and never an error.
    """
    module = parse(source, context.dialect)
    everything = run_diagnostics(module, source, context, suppressions=False)
    compiles = not any(finding.rule.axis == "compile" for finding in everything)
    return Verdict(module, tuple(shown(everything, module, source)), score_findings(module, everything), compiles)
