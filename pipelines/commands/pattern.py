"""Say what is wrong with hand-written examples, where, and how to mend it; in Russian, for the person who wrote them.

Examples:
  bsl pattern check datasets/patterns datasets/community      all of them, each compared with all others
  bsl pattern check datasets/community/ivanov/Остаток.md      one, compared with those already there
  bsl pattern check ~/mine --against datasets/patterns        some that lie elsewhere
  bsl pattern check datasets/community --json                 for CI

What is looked at: the layout (datasets/patterns/README.md), the code (does it compile, has it strong findings), the
reasons given, the licence, the folder, secrets and hidden characters, and whether another example says the same.
exit codes: 0 nothing must be mended, 1 something must, 2 bad input
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.checking.patterns import Checked


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    doings = parser.add_subparsers(dest="doing", metavar="check", required=True)
    check = doings.add_parser("check", help="say what is wrong, where, and how to mend it")
    check.add_argument("paths", type=Path, nargs="+", metavar="PATH", help="files, or folders with .md files below")
    check.add_argument(
        "--against", type=Path, action="append", default=[], metavar="FOLDER", help="compare with these too"
    )
    check.add_argument("--json", action="store_true", help="print one JSON object")


def run(arguments: argparse.Namespace) -> int:
    """Check all files and tell what was found."""
    from components.shared.errors import BadInput
    from pipelines.checking.patterns import check_patterns, find_patterns

    files = find_patterns(arguments.paths)
    missing = [folder for folder in arguments.against if not folder.is_dir()]
    if missing:
        raise BadInput(f"--against {missing[0]}: no such folder; check the spelling")
    checked = check_patterns(files, arguments.against)
    print(json.dumps(_as_json(checked), ensure_ascii=False) if arguments.json else _as_text(checked))
    return int(not all(one.is_good for one in checked))


def _as_text(checked: Sequence["Checked"]) -> str:
    words = {"error": "", "warning": "внимание: "}
    lines = [
        f"{one.shown}:{problem.line}: {words[severity]}{problem.text}"
        for one in checked
        for severity, problem in one.problems
    ]
    good = sum(one.is_good for one in checked)
    return "\n".join([*lines, f"Файлов: {len(checked)}, без ошибок: {good}, с ошибками: {len(checked) - good}"])


def _as_json(checked: Sequence["Checked"]) -> dict[str, object]:
    return {
        "files": len(checked),
        "good": sum(one.is_good for one in checked),
        "problems": [
            {
                "path": one.shown,
                "line": problem.line,
                "reason": problem.reason,
                "severity": severity,
                "message": problem.text,
            }
            for one in checked
            for severity, problem in one.problems
        ],
    }
