"""What is wrong with a well-formed pattern: its code before the judge, its reasons, its licence.

One validator for `bsl pattern check`, for CI and for the community's examples on their way into a data set.
"""

from collections.abc import Iterator

from components.ingest.pattern_file import PatternFile
from components.ingest.pattern_records import LICENSES_TO_GIVE, PatternPlace, Problem, record_of_pattern
from components.shared.bsl import normalised_tokens
from components.shared.bsl.diagnostics.registry import all_rules
from components.shared.bsl.findings import Finding
from components.shared.judging import judge_code
from components.shared.records import Record

# a reason, not a remark: «Короче некуда» explains nothing
SHORTEST_WHY = 40


def check_pattern(pattern: PatternFile, place: PatternPlace) -> tuple[Record, list[Problem]]:
    """Judge a pattern whose layout is right.

    Returns:
        The record it makes, and everything that is wrong with it, by line.
    """
    record = record_of_pattern(pattern, place)
    problems = [*_judged(pattern, record), *_unchanged(pattern), *_unexplained(pattern), *_unknown_codes(pattern)]
    if place.source == "community":
        problems += _not_to_give(pattern)
    return record, sorted(problems)


def _judged(pattern: PatternFile, record: Record) -> Iterator[Problem]:
    """Names that do not exist, and strong findings that the author does not stand for."""
    block = pattern.block("Решение")
    if record.task == "explain" or block is None:
        return
    for finding in judge_code(record, record.output).findings:
        # an author may stand for a slow query that is meant, never for a name that does not exist
        allowed = finding.rule.code in pattern.allowed and finding.rule.axis != "compile"
        if finding.rule.strength == "strong" and not allowed:
            yield _problem(finding, block.line + finding.line - 1)


def _problem(finding: Finding, line: int) -> Problem:
    told = f"{finding.rule.code}: {finding.message_ru}"
    if finding.rule.axis == "compile":
        return Problem(line, "does_not_compile", f"{told}; исправьте: такой код платформа не примет")
    return Problem(
        line,
        "strong_finding",
        f"{told}; исправьте, а если так задумано, допишите под названием «- Допущено: {finding.rule.code}» "
        "и объясните это в «Почему так»",
    )


def _unchanged(pattern: PatternFile) -> Iterator[Problem]:
    before, after = pattern.code("Было"), pattern.code("Решение")
    if pattern.task in ("fix", "optimise") and normalised_tokens(before) == normalised_tokens(after):
        line = pattern.sections["Решение"].line
        yield Problem(line, "nothing_changed", "«Решение» повторяет «Было»: покажите, что и как исправлено")


def _unexplained(pattern: PatternFile) -> Iterator[Problem]:
    why = pattern.text("Почему так")
    if len(why) < SHORTEST_WHY:
        told = "«Почему так» слишком коротко: назовите причину, стандарт или ловушку, которую обходит код"
        yield Problem(pattern.sections["Почему так"].line, "no_reason", told)


def _unknown_codes(pattern: PatternFile) -> Iterator[Problem]:
    for code in sorted(pattern.allowed - set(all_rules())):
        told = f"«Допущено: {code}» — такой диагностики нет; список покажет bsl check --list"
        yield Problem(1, "malformed_pattern", told)


def _not_to_give(pattern: PatternFile) -> Iterator[Problem]:
    name = pattern.properties["Лицензия"]
    if name not in LICENSES_TO_GIVE:
        told = f"с лицензией «{name}» пример нельзя раздавать дальше: возможны {', '.join(LICENSES_TO_GIVE)}"
        yield Problem(1, "license_not_accepted", told)
