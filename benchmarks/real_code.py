"""The judge on real code: what all diagnostics cost beside the bare parse, and the code that the parser refuses.

Wants the environment variable ``BSL_CORPORA``, a folder with the checkouts that ``benchmarks.judge.corpora`` names;
what is not measured for the lack of one is named on the standard error stream.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.figure import Figure, measured
from benchmarks.judge import check_speed, refusals
from benchmarks.judge.corpora import METHODS

COMMAND = "BSL_CORPORA=… python -m benchmarks real_code"
CHECK = "bsl check with all diagnostics"


def figures() -> Iterator[Figure]:
    corpora = Path(os.environ.get("BSL_CORPORA", ""))
    if not os.environ.get("BSL_CORPORA"):
        _skipped(f"{CHECK}, refused code", "BSL_CORPORA names no folder")
        return
    yield from _of_check(corpora / check_speed.CORPUS)
    for name in METHODS:
        yield from _refused(corpora, name)


def _of_check(folder: Path) -> Iterator[Figure]:
    if not folder.is_dir():
        _skipped(CHECK, f"{folder} is no folder")
        return
    done = list(check_speed.rounds(folder))
    beside = f"{CHECK} on {folder.name}, beside the bare parse"
    yield _figure(beside, [each.ratio for each in done], "×")
    yield _figure(f"{beside}, processor time", [each.processor_ratio for each in done], "×")
    yield _figure(f"{CHECK} on {folder.name}", [each.check.wall_seconds for each in done], "s")
    yield _figure(f"{CHECK} on {folder.name}, memory", [each.check.gigabytes for each in done], "GB")


def _refused(corpora: Path, name: str) -> Iterator[Figure]:
    if not (corpora / name).is_dir():
        _skipped(f"refused modules of {name}", f"{corpora / name} is no folder")
        return
    outcomes = refusals.outcomes(corpora, name)
    refused = [file for file in outcomes if file.is_refused and file.name not in refusals.BROKEN_ON_PURPOSE]
    for file in refused:
        print(f"{file.name}: {'; '.join(file.errors[:1])}", file=sys.stderr)
    claim = f"refused modules of {name}, but for those broken on purpose"
    yield _figure(claim, [len(refused)], f"of {len(outcomes):,}")


def _figure(claim: str, values: Sequence[float], unit: str) -> Figure:
    return measured(claim, values, unit, COMMAND)


def _skipped(what: str, why: str) -> None:
    print(f"real_code: skipped, {why}: {what}", file=sys.stderr)
