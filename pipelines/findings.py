"""What was looked at, and what to do about it."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. A ``note`` stops nothing; what is ``missing`` does."""

    level: Literal["ok", "note", "missing"]
    what: str
    advice: str = ""


def show(findings: Sequence[Finding], as_json: bool) -> int:
    """Print findings; 1 when something is missing."""
    if as_json:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            advice = f" → {finding.advice}" if finding.advice else ""
            print(f"{finding.level:<8} {finding.what}{advice}")
    return 1 if any(finding.level == "missing" for finding in findings) else 0
