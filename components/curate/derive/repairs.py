"""Real code with findings, and the same code mended: only where a mend is proven to keep the meaning.

The judge knows some mends itself (``bsl check --fix``); a few more are here. The mended side has to be free of every
finding that was mended and of all strong ones, so methods that curate drops for a strong finding can still be the
"before" of a pair.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from components.curate.derive.parent import Edit, Parent, edited
from components.shared.bsl import Finding, Rule, parse
from components.shared.bsl.diagnostics.calls import global_calls
from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.judging import judge_code

NAME = "repaired"
GENERATOR = f"{NAME}@1"
NOTHING_TO_MEND = "нет замечаний, которые можно исправить с доказательством"
BROKEN = "исправленный текст не разбирается или не компилируется"
STILL_FOUND = "после исправления остались замечания"
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Repair:
    """The mended side of a pair, and what was mended in it."""

    good: str
    rules: tuple[Rule, ...]


def repair_of(parent: Parent) -> Repair | str:
    """The parent's code mended, or why it is not."""
    mended = {finding.rule.code: finding.rule for finding in parent.verdict.findings if _is_mended(finding)}
    edits = list(_compatible([*_own_edits(parent, mended), *_edits_of_findings(parent)]))
    if not edits:
        return NOTHING_TO_MEND
    good = edited(parent.text, edits)
    if parse(good, parent.view.context.dialect).errors:
        return BROKEN
    verdict = judge_code(parent.record, good)
    if not verdict.compiles:
        return BROKEN
    left = {finding.rule.code for finding in verdict.findings if finding.rule.strength == "strong"}
    before = {finding.rule.code for finding in parent.verdict.findings}
    gone = before - {finding.rule.code for finding in verdict.findings}
    rules = tuple(rule for code, rule in sorted(mended.items()) if code in gone)
    return Repair(good, rules) if rules and not left else STILL_FOUND


def told_of(repair: Repair) -> str:
    """What was mended, as the judge's titles in Russian."""
    return "; ".join(_lower_first(rule.title_ru) for rule in repair.rules[:_SHOWN])


def _is_mended(finding: Finding) -> bool:
    return finding.rule.strength != "report"


def _edits_of_findings(parent: Parent) -> Iterator[Edit]:
    """The judge's own mends, of findings that count."""
    for finding in parent.verdict.findings:
        if _is_mended(finding):
            for edit in finding.edits:
                yield Edit(parent.offset(edit.start), parent.offset(edit.end), edit.text)


def _own_edits(parent: Parent, found: dict[str, Rule]) -> Iterator[Edit]:
    """Mends of strong findings that the judge leaves to people."""
    if "DeprecatedFind" in found:
        yield from _renamed(parent, "найти", "СтрНайти", arguments=2)
    if "DeprecatedCurrentDate" in found and parent.record.context == "server":
        yield from _renamed(parent, "текущаядата", "ТекущаяДатаСеанса", arguments=0)
    if "DeprecatedMessage" in found:
        yield from _message_objects(parent)


def _renamed(parent: Parent, name: str, other: str, *, arguments: int) -> Iterator[Edit]:
    for site in global_calls(parent.view, name):
        if len(site.arguments) == arguments:
            start = parent.offset(site.position)
            yield Edit(start, start + len(name), other)


def _message_objects(parent: Parent) -> Iterator[Edit]:
    """``Сообщить(Текст);`` by ``СообщениеПользователю``: the user sees the same text."""
    if "сообщение" in {name.lower() for name in parent.code.names} | {p.name.lower() for p in parent.method.parameters}:
        return  # the name is taken
    for site in global_calls(parent.view, "сообщить"):
        statement = parent.view.parent(site.chain)
        text = site.arguments[0] if len(site.arguments) == 1 else None
        if not isinstance(statement, tree.CallStatement) or text is None or not parent.lines_of(statement, statement):
            continue
        indent = parent.indent_of(statement)
        lines = ("Сообщение = Новый СообщениеПользователю;", f"Сообщение.Текст = {parent.source(text)};")
        yield Edit(*parent.range_of(statement), f"\n{indent}".join([*lines, "Сообщение.Сообщить();"]))


def _compatible(edits: list[Edit]) -> Iterator[Edit]:
    end = -1
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start >= end:
            yield edit
            end = edit.end


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:] if not text[:2].isupper() else text
