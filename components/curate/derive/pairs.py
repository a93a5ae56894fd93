"""Pairs of a bad and a good method: made by transforms, proven by the judge on both sides."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from components.curate.derive.lots import lot, pick
from components.curate.derive.parent import Parent, edited
from components.curate.derive.transform import Change, Refusal, Transform, all_transforms
from components.shared.bsl import Finding, parse
from components.shared.judging import judge_code

NO_PLACE = "нет подходящего места"
NOT_CHANGED = "текст не изменился"
BROKEN = "плохая сторона не разбирается"
DOES_NOT_COMPILE = "плохая сторона не компилируется"
ALREADY_FOUND = "замечание есть и в исходном коде"
NOT_FOUND = "судья не видит внесённой ошибки"


@dataclass(frozen=True, slots=True)
class Pair:
    """A proven pair; the good side is the parent's code."""

    transform: Transform
    bad: str
    told: str


def pairs_of(parent: Parent, refused: Counter[tuple[str, str]]) -> Iterator[Pair]:
    """Every kind of pair that the parent makes, at most one of each.

    Args:
        parent: The good side.
        refused: Grows by what was looked at and made no pair: the transform's name and why.
    """
    for transform in all_transforms().values():
        if lot(parent.record.id, transform.name, "tried") >= transform.tried:
            continue
        made = pair_of(parent, transform)
        if isinstance(made, Pair):
            yield made
        elif made.reason != NO_PLACE:
            refused[transform.name, made.reason] += 1


def pair_of(parent: Parent, transform: Transform) -> Pair | Refusal:
    """The pair that a transform makes of a parent, or why there is none."""
    attempts = list(transform.look(parent))
    changes = [attempt for attempt in attempts if isinstance(attempt, Change)]
    if not changes:
        return next((attempt for attempt in attempts if isinstance(attempt, Refusal)), Refusal(NO_PLACE))
    change = pick(changes, parent.record.id, transform.name)
    bad = edited(parent.text, change.edits)
    reason = unproven(parent, bad, transform)
    return Refusal(reason) if reason else Pair(transform, bad, change.told)


def unproven(parent: Parent, bad: str, transform: Transform) -> str:
    """Why the judge does not confirm a pair; empty where it does."""
    if bad == parent.text:
        return NOT_CHANGED
    if parse(bad, parent.view.context.dialect).errors:
        return BROKEN
    if codes(parent.verdict.findings) & transform.shows:
        return ALREADY_FOUND
    verdict = judge_code(parent.record, bad)
    if not verdict.compiles:
        return DOES_NOT_COMPILE
    return "" if transform.shows <= codes(verdict.findings) else NOT_FOUND


def codes(findings: tuple[Finding, ...]) -> set[str]:
    """The codes of findings."""
    return {finding.rule.code for finding in findings}
