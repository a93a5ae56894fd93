"""SARIF 2.1.0: what code hosts and editors read. Positions are from 1, columns in UTF-16 units as they count."""

from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import quote

from components.shared.bsl.findings import Finding, Rule
from components.shared.bsl.syntax.lexer import column_of, line_of
from pipelines.checking.files import FileReport
from pipelines.checking.shown import Language

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "information": "note"}


def as_sarif(reports: Sequence[FileReport], language: Language, version: str) -> dict[str, Any]:
    """One run of the tool over all files."""
    rules = {finding.rule.code: finding.rule for report in reports for finding, _ in report.findings}
    codes = sorted(rules)
    driver = {
        "name": "bsl check",
        "version": version,
        "rules": [_rule(rules[code], language) for code in codes],
    }
    results = [
        _result(report.path, finding, line, codes.index(finding.rule.code), language)
        for report in reports
        for finding, line in report.findings
    ]
    run = {"tool": {"driver": driver}, "columnKind": "utf16CodeUnits", "results": results}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(rule: Rule, language: Language) -> dict[str, Any]:
    title = rule.title_ru if language == "ru" else rule.title_en
    return {
        "id": rule.code,
        "shortDescription": {"text": title},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": [rule.axis, rule.strength, *(f"ITS-{number}" for number in rule.standards)]},
    }


def _result(path: str, finding: Finding, line: str, rule_index: int, language: Language) -> dict[str, Any]:
    return {
        "ruleId": finding.rule.code,
        "ruleIndex": rule_index,
        "level": _LEVELS[finding.rule.severity],
        "message": {"text": finding.message_ru if language == "ru" else finding.message_en},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(path)},
                    "region": _region(finding, line),
                }
            }
        ],
    }


def _region(finding: Finding, line: str) -> dict[str, int]:
    """The place; columns of the first line are counted over, those of a later line are characters."""
    start_column, end_line, end_column = finding.column, line_of(finding.end), column_of(finding.end)
    if end_line == finding.line:
        end_column = _utf16(line[: end_column - 1]) + 1
    return {
        "startLine": finding.line,
        "startColumn": _utf16(line[: start_column - 1]) + 1,
        "endLine": end_line,
        "endColumn": end_column,
    }


def _utf16(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


def _uri(path: str) -> str:
    """Relative paths stay relative: they are those of the repository that the tool ran in."""
    return Path(path).as_uri() if PurePath(path).is_absolute() else quote(PurePath(path).as_posix())
