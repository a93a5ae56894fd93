"""Files with BSL, and how many of them are judged at once."""

import codecs
import gc
import os
import signal
import sys
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from components.shared.bsl import decode_module
from components.shared.bsl.findings import Finding, Rule
from components.shared.bsl.syntax.lexer import LINE_SHIFT
from components.shared.errors import BadInput
from pipelines.checking.choices import Judge

SUFFIXES = (".bsl", ".os")
FEWEST_FILES_FOR_ALL_CORES = 64  # starting processes costs as much as judging these
FILES_IN_A_CHUNK = 8

_FIRST_CHARACTER = (1 << LINE_SHIFT) + 1
_UNREADABLE = Rule("UnreadableFile", "compile", "strong", "error", "Файл не прочитан", "Cannot be read", own=True)


@dataclass(frozen=True, slots=True)
class FileReport:
    """What was found in one file, each finding with the line of code that it is in."""

    path: str
    methods: int
    findings: tuple[tuple[Finding, str], ...]


def find_files(paths: Iterable[Path]) -> list[Path]:
    """The files named, and those with BSL below the folders named, each once and in order.

    Raises:
        BadInput: A path does not exist, or a folder has no BSL in it.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            below = sorted(_below(path))
            if not below:
                raise BadInput(f"{path}: no .bsl or .os file in this folder; name a folder with the sources of modules")
            found.update(dict.fromkeys(below))
        elif path.exists():
            found[path] = None
        else:
            raise BadInput(f"{path}: no such file or folder; check the spelling")
    return list(found)


def _below(folder: Path) -> Iterator[Path]:
    """The walk of ``os`` makes no object of each entry: most files of an export have no BSL in them."""
    for place, _, names in os.walk(folder):
        yield from (file for name in names if name.lower().endswith(SUFFIXES) and (file := Path(place, name)).is_file())


def check_files(files: list[Path], judge: Judge) -> Iterator[FileReport]:
    """Judge files in their order, on all cores when there are many; the processes start now, not at the first look."""
    if len(files) < FEWEST_FILES_FOR_ALL_CORES:
        return (check_file(path, judge) for path in files)
    method = "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"
    if method == "fork":  # a copy has no threads, and every lock that one of them held stays shut
        judge.load()  # once, and every process has it
        gc.freeze()  # the collectors of the processes would copy what they share by touching it
    else:  # a process that is started anew loads for itself: that is less than would have to be sent
        judge = Judge(judge.choices)
    pool = ProcessPoolExecutor(os.cpu_count(), get_context(method), initializer=_start, initargs=(judge,))
    return _reports(pool, pool.map(_check, files, chunksize=FILES_IN_A_CHUNK))


def _reports(pool: ProcessPoolExecutor, reports: Iterator[FileReport]) -> Iterator[FileReport]:
    with pool:
        yield from reports


def check_file(path: Path, judge: Judge) -> FileReport:
    """Judge one file; one that cannot be read has that as its only finding."""
    try:
        text = decode_module(path.read_bytes())
    except (OSError, ValueError) as error:
        reason = error.strerror or str(error) if isinstance(error, OSError) else str(error)
        russian, english = f"{_UNREADABLE.title_ru}: {reason}", f"{_UNREADABLE.title_en}: {reason}"
        finding = Finding(_UNREADABLE, _FIRST_CHARACTER, _FIRST_CHARACTER, russian, english)
        return FileReport(str(path), 0, ((finding, ""),))
    return check_text(text, str(path), judge)


def check_text(text: str, path: str, judge: Judge) -> FileReport:
    """Judge a text as if it lay at a path."""
    verdict = judge(text, path)
    lines = text.removeprefix("\ufeff").split("\n")
    findings = tuple((finding, lines[finding.line - 1]) for finding in verdict.findings)
    return FileReport(path, len(verdict.module.methods), findings)


def encoding_of(data: bytes) -> str:
    """The encoding that ``decode_module`` reads a file in, by Python's name; with its mark where it has one."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1251"
    return "utf-8"


_judges: list[Judge] = []  # of this process: one, given when the process starts


def _start(judge: Judge) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears Ctrl-C and ends its workers
    gc.disable()  # the collector would walk over the tree of a file again and again while it grows: a tenth of the time
    _judges.append(judge)


def _check(path: Path) -> FileReport:
    """Judge one file of many; its tree is gone by then, so looking for cycles in what it left takes no time."""
    report = check_file(path, _judges[0])
    gc.collect()
    gc.freeze()  # what is left now is an index, a table or remembered: it is not walked over for the next file
    return report
