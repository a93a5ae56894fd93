"""Findings for people, for programs and for code hosts."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import quote

from pipelines.linting.catalogue import RULES
from pipelines.linting.report import Report
from pipelines.linting.rules import Finding, Rule

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_text(report: Report) -> Iterator[str]:
    """A line for each finding, as editors read it, and the sum."""
    for finding in report.findings:
        where = f" ({finding.where})" if finding.where else ""
        yield f"{finding.path}:{finding.line}: {finding.severity} {finding.rule}: {finding.message}{where}"
    counts = totals(report)
    yield ", ".join(f"{name}: {number}" for name, number in counts.items())


def as_json(report: Report) -> str:
    """One object for a program."""
    findings = [asdict(finding) for finding in report.findings]
    return json.dumps({**totals(report), "findings": findings}, ensure_ascii=False, indent=1)


def as_sarif(report: Report, version: str) -> dict[str, Any]:
    """SARIF 2.1.0, which code hosts show beside the lines."""
    names = sorted({finding.rule for finding in report.findings})
    driver = {"name": "bsl lint", "version": version, "rules": [_sarif_rule(name) for name in names]}
    results = [_sarif_result(finding, names.index(finding.rule)) for finding in report.findings]
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}


def totals(report: Report) -> dict[str, int]:
    """Files read, findings by severity, and what was allowed with a reason."""
    severities = [finding.severity for finding in report.findings]
    return {
        "files": report.files,
        "errors": severities.count("error"),
        "warnings": severities.count("warning"),
        "allowed": len(report.allowed),
    }


def page() -> Iterator[str]:
    """All rules with what, why, bad and good: Markdown."""
    yield "# Rules of `bsl lint`\n"
    yield "A place may break a rule with a reason: `# lint: allow <rule>: <reason>`, on its line or the line above.\n"
    for entered in sorted(RULES.values(), key=lambda rule: (rule.about, rule.name)):
        yield f"## {entered.name}\n"
        local = f", {entered.local} in `local`" if entered.local != entered.severity else ""
        yield f"{entered.about}, {entered.severity}{local}\n"
        yield f"{_markdown(entered)}\n"


def _markdown(entered: Rule) -> str:
    lines = [line.strip() for line in entered.page.strip().splitlines()]
    return "\n".join(f"- {line}" if line.startswith(("Bad:", "Good:")) else line for line in lines)


def _sarif_rule(name: str) -> dict[str, Any]:
    text = RULES[name].title if name in RULES else name
    return {"id": name, "shortDescription": {"text": text}}


def _sarif_result(finding: Finding, index: int) -> dict[str, Any]:
    path = finding.path
    uri = Path(path).as_uri() if PurePath(path).is_absolute() else quote(PurePath(path).as_posix())
    place = {"artifactLocation": {"uri": uri}, "region": {"startLine": max(finding.line, 1)}}
    return {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": finding.severity,
        "message": {"text": f"{finding.message} ({finding.where})" if finding.where else finding.message},
        "locations": [{"physicalLocation": place}],
    }
