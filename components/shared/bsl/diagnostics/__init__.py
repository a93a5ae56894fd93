"""Diagnostics: what is wrong with code that parses, one function a diagnostic, its docstring the page a user reads.

::

    findings = run_diagnostics(parse(text), text, context)             # all of them, in the order of the text
    findings = run_diagnostics(parse(text), text, context, select={"SelfAssign"})
"""

from components.shared.bsl.diagnostics.registry import Diagnostic, all_diagnostics, all_rules, diagnostic
from components.shared.bsl.diagnostics.run import run_diagnostics
from components.shared.bsl.diagnostics.view import CodeView, ModuleView, Remark

__all__ = [
    "CodeView",
    "Diagnostic",
    "ModuleView",
    "Remark",
    "all_diagnostics",
    "all_rules",
    "diagnostic",
    "run_diagnostics",
]
