"""All diagnostics over one module."""

import gc
from collections.abc import Collection

from components.shared.bsl.context import Context
from components.shared.bsl.diagnostics.compile import compile_findings
from components.shared.bsl.diagnostics.registry import Diagnostic, all_diagnostics, refuse_unknown
from components.shared.bsl.diagnostics.suppression import read_suppressions
from components.shared.bsl.diagnostics.unknown_names import CODES, name_findings
from components.shared.bsl.diagnostics.view import ModuleView
from components.shared.bsl.findings import Finding
from components.shared.bsl.syntax.syntax_tree import Module

_NOTHING_KNOWN = Context()


def run_diagnostics(
    module: Module,
    text: str,
    context: Context = _NOTHING_KNOWN,
    select: Collection[str] | None = None,
    *,
    suppressions: bool = True,
) -> list[Finding]:
    """Judge a parsed module: errors of the parser, names, all checks; in the order of the text.

    Args:
        module: What ``parse`` made of the text.
        text: The text itself.
        context: What is known around the module.
        select: Codes of the diagnostics to run; None for all.
        suppressions: Whether comments of the module may switch diagnostics off. Not where code is scored: a comment
            would be the cheapest way to a good score.

    Raises:
        ValueError: If ``select`` names a code that does not exist.
    """
    if select is not None:
        refuse_unknown(frozenset(select), frozenset(all_diagnostics()))
    collecting = gc.isenabled()
    gc.disable()  # a view is freed when nobody refers to it; looking for cycles takes a fifth of the time
    try:
        findings = _run(ModuleView(module, text, context), select)
        return shown(findings, module, text) if suppressions else findings
    finally:
        if collecting:
            gc.enable()


def _run(view: ModuleView, select: Collection[str] | None) -> list[Finding]:
    findings = [*compile_findings(view)]
    if select is None or not CODES.isdisjoint(select):
        findings += name_findings(view)
    findings = [finding for finding in findings if select is None or finding.rule.code in select]
    for code, found in all_diagnostics().items():
        if select is None or code in select:
            findings += checked(found, view)
    return sorted(findings, key=lambda finding: (finding.start, finding.end, finding.rule.code))


def checked(diagnostic: Diagnostic, view: ModuleView) -> list[Finding]:
    """What one check objects to."""
    if diagnostic.check is None:
        return []
    rule = diagnostic.rule
    found: list[Finding] = []  # filled by a loop: for most checks it stays empty, and costs no call more
    for remark in diagnostic.check(view):
        russian, english = remark.message_ru or rule.title_ru, remark.message_en or rule.title_en
        found.append(Finding(rule, remark.start, remark.end, russian, english, remark.edits))
    return found


def shown(findings: list[Finding], module: Module, text: str) -> list[Finding]:
    """Leave out what comments of the module switch off."""
    if "bslls" not in text.lower():
        return findings
    view = ModuleView(module, text, _NOTHING_KNOWN)
    suppressions = read_suppressions(view.comments, len(view.lines))
    return [finding for finding in findings if not suppressions.hides(finding.rule.code, finding.line)]
