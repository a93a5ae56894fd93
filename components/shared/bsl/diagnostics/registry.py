"""The diagnostics that there are. A check registers itself with ``@diagnostic``; any module of this room may hold some.

A check takes a ``ModuleView`` and yields a ``Remark`` for every place that it objects to::

    @diagnostic(
        "SelfAssign",
        axis="semantics",
        strength="strong",
        title_ru="Присваивание переменной самой себе",
        title_en="Variable is assigned to itself",
    )
    def self_assign(module: ModuleView) -> Iterator[Remark]:
        \"\"\"An assignment of a variable to itself does nothing.

        Usually another name was meant on one of the sides.

        Bad:
            Сумма = Сумма;
        Good:
            Сумма = Сумма + Скидка;
        \"\"\"
        for node in module.of(tree.Assignment):
            if module.same(node.target, node.value):
                yield module.remark(node)
"""

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from types import MappingProxyType

from components.shared.bsl.diagnostics.view import ModuleView, Remark
from components.shared.bsl.findings import Axis, Rule, Severity, Strength

Check = Callable[[ModuleView], Iterator[Remark]]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A rule and what finds its violations; ``check`` is None where the parser does."""

    rule: Rule
    page: str  # what a user reads: what, why, Bad:, Good:
    check: Check | None = None


_DIAGNOSTICS: dict[str, Diagnostic] = {}


def diagnostic(
    code: str,
    *,
    axis: Axis,
    strength: Strength,
    title_ru: str,
    title_en: str,
    severity: Severity = "warning",
    standards: tuple[int, ...] = (),
    own: bool = False,
) -> Callable[[Check], Check]:
    """Register a check under its code; the arguments are those of ``Rule``."""
    rule = Rule(code, axis, strength, severity, title_ru, title_en, standards, own)

    def registered(check: Check) -> Check:
        declare(rule, inspect.getdoc(check) or "", check)
        return check

    return registered


def declare(rule: Rule, page: str, check: Check | None = None) -> None:
    """Add a diagnostic; its code must be new."""
    known = _DIAGNOSTICS.get(rule.code)
    if known is not None and known.page != page:
        raise ValueError(f"there are two diagnostics {rule.code}")
    _DIAGNOSTICS[rule.code] = Diagnostic(rule, page, check)


@cache
def all_diagnostics() -> MappingProxyType[str, Diagnostic]:
    """Every diagnostic by its code, in the order of the alphabet."""
    room = import_module(__package__)
    for module in pkgutil.iter_modules(room.__path__):
        import_module(f"{__package__}.{module.name}")
    return MappingProxyType(dict(sorted(_DIAGNOSTICS.items())))


def all_rules() -> dict[str, Rule]:
    """Every rule by its code."""
    return {code: found.rule for code, found in all_diagnostics().items()}


def refuse_unknown(codes: frozenset[str], known: frozenset[str]) -> None:
    """Raise ``ValueError`` for codes that nobody knows, naming those that are spelt nearly so."""
    unknown = sorted(codes - known)
    if not unknown:
        return
    told = []
    for code in unknown:
        near = get_close_matches(code, sorted(known), n=3, cutoff=0.5)
        told.append(f"{code} (did you mean {', '.join(near)}?)" if near else code)
    raise ValueError(f"unknown diagnostics: {'; '.join(told)}")
