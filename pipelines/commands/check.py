"""Find errors in BSL files.

Examples:
  bsl check Module.bsl                       one file: every error with its place, the line and what was expected
  bsl check src/                             every .bsl and .os file below a folder, on all cores
  bsl check src/ --json > errors.json        the same for a program
  bsl check src/ --language en               messages in English (the default is Russian)

.os files are read as OneScript, which allows a little more than 1C. exit codes: 0 no error, 1 errors, 2 bad input
"""

import argparse
import json
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from components.shared.bsl import ParseError, decode_module, parse
from components.shared.errors import BadInput

DIALECTS = {".bsl": "1c", ".os": "onescript"}
FEWEST_FILES_FOR_ALL_CORES = 64  # starting processes costs as much as parsing these
FILES_IN_A_CHUNK = 16
LONGEST_LINE_SHOWN = 120
BLANKS_OF_A_TAB = 4
SUMMARY = {
    "ru": "Файлов: {files}, методов без ошибок: {methods}, ошибок: {errors} в файлах: {broken}",
    "en": "Files: {files}, methods without errors: {methods}, errors: {errors} in files: {broken}",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """An error and the line of code it is in."""

    error: ParseError
    source_line: str


@dataclass(frozen=True, slots=True)
class FileReport:
    """What was found in one file."""

    path: str
    methods: int
    findings: tuple[Finding, ...]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="a file, or a folder with .bsl and .os files"
    )
    parser.add_argument("--language", choices=("ru", "en"), default="ru", help="language of the messages (default: ru)")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of text")


def run(arguments: argparse.Namespace) -> int:
    """Check all files and print what was found."""
    files = find_files(arguments.paths)
    with _progress(len(files)) as advance:
        reports = [advance(report) for report in check_files(files)]
    if arguments.json:
        print(json.dumps(_as_json(reports), ensure_ascii=False, indent=2))
    else:
        for line in _as_text(reports, arguments.language):
            print(line)
    return 1 if any(report.findings for report in reports) else 0


def find_files(paths: Iterable[Path]) -> list[Path]:
    """The files named, and those with BSL below the folders named, each once and in order.

    Raises:
        BadInput: A path does not exist, or a folder has no BSL in it.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            below = sorted(file for file in path.rglob("*") if file.suffix.lower() in DIALECTS and file.is_file())
            if not below:
                raise BadInput(f"{path}: no .bsl or .os file in this folder; name a folder with the sources of modules")
            found.update(dict.fromkeys(below))
        elif path.exists():
            found[path] = None
        else:
            raise BadInput(f"{path}: no such file or folder; check the spelling")
    return list(found)


def check_files(files: list[Path]) -> Iterator[FileReport]:
    """Check files in their order, on all cores when there are many."""
    if len(files) < FEWEST_FILES_FOR_ALL_CORES:
        yield from map(check_file, files)
        return
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), initializer=_leave_interrupts_to_parent) as pool:
        yield from pool.map(check_file, files, chunksize=FILES_IN_A_CHUNK)


def check_file(path: Path) -> FileReport:
    """Check one file; one that cannot be read has that as its only error."""
    try:
        text = decode_module(path.read_bytes())
    except (OSError, ValueError) as error:
        reason = error.strerror or str(error) if isinstance(error, OSError) else str(error)
        unreadable = ParseError(1, 1, "unreadable-file", f"Файл не прочитан: {reason}", f"Cannot be read: {reason}")
        return FileReport(str(path), 0, (Finding(unreadable, ""),))
    module = parse(text, "onescript" if path.suffix.lower() == ".os" else "1c")
    lines = text.split("\n")
    findings = tuple(Finding(error, lines[error.line - 1]) for error in module.errors)
    return FileReport(str(path), len(module.methods), findings)


def source_with_caret(finding: Finding) -> list[str]:
    """The line of an error and a caret under its place; a long line is shown around it, controls as dots."""
    column = finding.error.column - 1
    start = max(0, column - LONGEST_LINE_SHOWN // 2) if len(finding.source_line) > LONGEST_LINE_SHOWN else 0
    part = finding.source_line.rstrip()[start : start + LONGEST_LINE_SHOWN]
    shown = "".join(_printable(character) for character in part)
    before = "".join(_printable(character) for character in part[: column - start])
    return [f"    {shown}", f"    {' ' * len(before)}^"] if shown else []


def _printable(character: str) -> str:
    if character == "\t":
        return " " * BLANKS_OF_A_TAB
    return character if character.isprintable() or character == "\u00a0" else "·"


def _leave_interrupts_to_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


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


def _totals(reports: list[FileReport]) -> dict[str, int]:
    return {
        "files": len(reports),
        "methods": sum(report.methods for report in reports),
        "errors": sum(len(report.findings) for report in reports),
        "broken": sum(bool(report.findings) for report in reports),
    }


def _as_text(reports: list[FileReport], language: str) -> Iterator[str]:
    for report in reports:
        for finding in report.findings:
            error = finding.error
            message = error.message_ru if language == "ru" else error.message_en
            yield f"{report.path}:{error.line}:{error.column} {error.code} {message}"
            yield from source_with_caret(finding)
    yield SUMMARY[language].format(**_totals(reports))


def _as_json(reports: list[FileReport]) -> dict[str, object]:
    errors = [
        {
            "path": report.path,
            "line": finding.error.line,
            "column": finding.error.column,
            "code": finding.error.code,
            "message_ru": finding.error.message_ru,
            "message_en": finding.error.message_en,
        }
        for report in reports
        for finding in report.findings
    ]
    return {**_totals(reports), "findings": errors}
