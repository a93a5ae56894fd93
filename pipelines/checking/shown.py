"""What was found, for people: the place, the rule, the message, the line and a caret."""

import json
from collections.abc import Iterator, Sequence
from typing import Literal

from components.shared.bsl.findings import Finding
from pipelines.checking.files import FileReport

Language = Literal["ru", "en"]

LONGEST_LINE_SHOWN = 120
BLANKS_OF_A_TAB = 4
SUMMARY = {
    "ru": "Файлов: {files}, методов без ошибок: {methods}, ошибок: {errors}, предупреждений: {warnings}, "
    "сведений: {information}; файлов с замечаниями: {with_findings}",
    "en": "Files: {files}, methods without errors: {methods}, errors: {errors}, warnings: {warnings}, "
    "information: {information}; files with findings: {with_findings}",
}


def as_text(reports: Sequence[FileReport], language: Language) -> Iterator[str]:
    """Lines for a terminal; each finding starts as editors expect it: ``file:line:column``."""
    for report in reports:
        for finding, line in report.findings:
            message = finding.message_ru if language == "ru" else finding.message_en
            yield f"{report.path}:{finding.line}:{finding.column} {finding.rule.code} {message}"
            yield from source_with_caret(finding, line)
    yield SUMMARY[language].format(**totals(reports))


def as_json(reports: Sequence[FileReport]) -> str:
    """One object for a program, a line for each finding: with an indent Python's slow encoder would write all of it."""
    encode = json.JSONEncoder(ensure_ascii=False).encode
    lines = [
        encode(
            {
                "path": report.path,
                "line": finding.line,
                "column": finding.column,
                "code": finding.rule.code,
                "axis": finding.rule.axis,
                "strength": finding.rule.strength,
                "severity": finding.rule.severity,
                "message_ru": finding.message_ru,
                "message_en": finding.message_en,
                "fixable": bool(finding.edits),
            }
        )
        for report in reports
        for finding, _ in report.findings
    ]
    return json.dumps(totals(reports))[:-1] + ', "findings": [\n' + ",\n".join(lines) + "\n]}"


def totals(reports: Sequence[FileReport]) -> dict[str, int]:
    """Files, methods, and findings by severity."""
    severities = [finding.rule.severity for report in reports for finding, _ in report.findings]
    return {
        "files": len(reports),
        "methods": sum(report.methods for report in reports),
        "errors": severities.count("error"),
        "warnings": severities.count("warning"),
        "information": severities.count("information"),
        "with_findings": sum(bool(report.findings) for report in reports),
    }


def source_with_caret(finding: Finding, source_line: str) -> list[str]:
    """The line of a finding and a caret under its place; a long line is shown around it, controls as dots."""
    column = finding.column - 1
    start = max(0, column - LONGEST_LINE_SHOWN // 2) if len(source_line) > LONGEST_LINE_SHOWN else 0
    part = source_line.rstrip()[start : start + LONGEST_LINE_SHOWN]
    shown = "".join(_printable(character) for character in part)
    before = "".join(_printable(character) for character in part[: column - start])
    return [f"    {shown}", f"    {' ' * len(before)}^"] if shown else []


def _printable(character: str) -> str:
    if character == "\t":
        return " " * BLANKS_OF_A_TAB
    return character if character.isprintable() or character == "\u00a0" else "·"
