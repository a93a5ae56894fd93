"""What is said about BSL without a platform: parsing and, on top of it, everything that judges code.

Pure Python, standard library only::

    module = parse(text)                                 # never raises: module.methods, module.errors, module.tree
    verdict = judge(text, context_of("CommonModules/Х/Ext/Module.bsl", configuration))
    verdict.compiles, verdict.findings, verdict.scores   # names, queries, standards; what is not known is no finding
    result = execute(text, call="Сумма", arguments=[1, 2])   # the pure subset, within limits
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from components.shared.bsl.answers import extract_code
from components.shared.bsl.decoding import decode_module
from components.shared.bsl.measures import statement_count
from components.shared.bsl.normaliser import normalised_tokens
from components.shared.bsl.syntax.messages import ParseError
from components.shared.bsl.syntax.parser import parse
from components.shared.bsl.syntax.preprocessor import Dialect
from components.shared.bsl.syntax.source_map import SourceMap
from components.shared.bsl.syntax.syntax_tree import Annotation, Method, Module, Node, Parameter, Region, Variable, walk

if TYPE_CHECKING:
    from components.shared.bsl.context import Context
    from components.shared.bsl.diagnostics.scores import Scores
    from components.shared.bsl.findings import Edit, Finding, Rule
    from components.shared.bsl.interpreter import Limits, Result, execute
    from components.shared.bsl.places import context_of
    from components.shared.bsl.verdict import Verdict, judge

# Who only parses pays for the parser alone: the rest is imported when it is asked for.
_HOMES = {
    "Context": "context",
    "Edit": "findings",
    "Finding": "findings",
    "Limits": "interpreter",
    "Result": "interpreter",
    "Rule": "findings",
    "Scores": "diagnostics.scores",
    "Verdict": "verdict",
    "context_of": "places",
    "execute": "interpreter",
    "judge": "verdict",
}

__all__ = [
    "Annotation",
    "Context",
    "Dialect",
    "Edit",
    "Finding",
    "Limits",
    "Method",
    "Module",
    "Node",
    "Parameter",
    "ParseError",
    "Region",
    "Result",
    "Rule",
    "Scores",
    "SourceMap",
    "Variable",
    "Verdict",
    "context_of",
    "decode_module",
    "execute",
    "extract_code",
    "judge",
    "normalised_tokens",
    "parse",
    "statement_count",
    "walk",
]


def __getattr__(name: str) -> Any:
    """Import what is asked for, and no more."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
