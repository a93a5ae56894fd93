"""Find what is wrong with BSL files: errors of a compiler, unknown names, bad queries, broken standards.

Examples:
  bsl check Module.bsl                       one file: every finding with its place and the line
  bsl check src/                             every .bsl and .os file below a folder, on all cores
  bsl check src/ --index src/                names of the configuration are known: forms, objects, queries are judged
  bsl check src/ --fix                       mend what can be mended without a change of meaning
  bsl check src/ --format sarif > out.sarif  what code hosts show beside the code
  bsl check src/ --select CreateQueryInCycle,UnionAll
  bsl check --stdin-filename Module.bsl      read standard input: for editors
  bsl check --list                           every diagnostic with its axis, strength and title

Comments switch diagnostics off as in BSL Language Server: // BSLLS:CODE-off … // BSLLS:CODE-on
.os files are read as OneScript. exit codes: 0 nothing as bad as --fail-on, 1 something is, 2 bad input
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from components.shared.bsl import decode_module
from components.shared.errors import BadInput
from pipelines.checking.choices import Choices, Judge
from pipelines.checking.files import (
    FEWEST_FILES_FOR_ALL_CORES,
    FileReport,
    check_files,
    check_text,
    find_files,
)
from pipelines.checking.shown import as_json, as_text

FAILURES = {"error": ("error",), "warning": ("error", "warning"), "information": ("error", "warning", "information")}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="a file, or a folder with .bsl and .os files"
    )
    parser.add_argument("--index", type=Path, help="file written by `bsl index`, or an export to be read")
    parser.add_argument(
        "--library", action="store_true", help="know the public methods of the standard subsystems library"
    )
    parser.add_argument(
        "--select", default="", help="only these codes, separated by commas; all: also what only informs"
    )
    parser.add_argument("--ignore", default="", help="without these codes")
    parser.add_argument("--fix", action="store_true", help="mend files in place; what is left is reported")
    parser.add_argument("--format", choices=("text", "json", "sarif"), default="text", help="(default: text)")
    parser.add_argument("--json", action="store_true", help="the same as --format json")
    parser.add_argument(
        "--fail-on",
        choices=(*FAILURES, "never"),
        default="error",
        help="exit with 1 from this severity (default: error)",
    )
    parser.add_argument("--stdin-filename", metavar="NAME", help="judge standard input as if it were this file")
    parser.add_argument("--language", choices=("ru", "en"), default="ru", help="language of the messages (default: ru)")
    parser.add_argument("--list", action="store_true", help="print every diagnostic and do nothing else")


def run(arguments: argparse.Namespace) -> int:
    """Check all files and print what was found."""
    if arguments.list:
        return _list(arguments.language)
    choices = Choices(_codes(arguments.select), _codes(arguments.ignore), arguments.index, arguments.library)
    if arguments.stdin_filename and arguments.fix:
        return _mend_input(arguments.stdin_filename, choices)
    name = arguments.stdin_filename
    reports = [check_text(_standard_input(), name, Judge(choices))] if name else _judge_files(arguments, choices)
    _print(reports, "json" if arguments.json else arguments.format, arguments.language)
    failing = FAILURES.get(arguments.fail_on, ())
    return 1 if any(found.rule.severity in failing for report in reports for found, _ in report.findings) else 0


def _codes(text: str) -> frozenset[str]:
    return frozenset(code.strip() for code in text.split(",") if code.strip())


def _judge_files(arguments: argparse.Namespace, choices: Choices) -> list[FileReport]:
    if not arguments.paths:
        raise BadInput("nothing to check: name files or folders, or --stdin-filename to check standard input")
    judge = Judge(choices)  # what was chosen wrongly is told before any file is read
    files = find_files(arguments.paths)
    if arguments.fix:
        from pipelines.checking.fixes import fix_file

        mended = sum(fix_file(path, judge) for path in files)
        print(f"mended: {mended}", file=sys.stderr)
    reports = check_files(files, judge)
    with _progress(len(files)) as advance:
        return [advance(report) for report in reports]


def _mend_input(name: str, choices: Choices) -> int:
    """What an editor sends comes back mended, instead of the findings."""
    from pipelines.checking.fixes import fixed

    sys.stdout.write(fixed(_standard_input(), name, Judge(choices))[0])
    return 0


def _standard_input() -> str:
    try:
        return decode_module(sys.stdin.buffer.read())
    except ValueError as error:
        raise BadInput(f"standard input: {error}") from error


def _print(reports: list[FileReport], form: str, language: Any) -> None:
    if form == "json":
        print(as_json(reports))
    elif form == "sarif":
        from importlib.metadata import version

        from pipelines.checking.sarif import as_sarif

        print(json.dumps(as_sarif(reports, language, version("bsl-foundry")), ensure_ascii=False, indent=2))
    else:
        for line in as_text(reports, language):
            print(line)


def _list(language: str) -> int:
    from components.shared.bsl.diagnostics.registry import all_rules

    for rule in all_rules().values():
        title = rule.title_ru if language == "ru" else rule.title_en
        print(f"{rule.code:44} {rule.axis:14} {rule.strength:7} {rule.severity:12} {title}")
    return 0


@contextmanager
def _progress(total: int) -> Iterator[Callable[[FileReport], FileReport]]:
    """Show how far the work is where a person waits for it; gone when it is done."""
    if total < FEWEST_FILES_FOR_ALL_CORES or not sys.stderr.isatty():
        yield lambda report: report
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("check", total=total)

        def advance(report: FileReport) -> FileReport:
            progress.advance(task)
            return report

        yield advance
