"""What all diagnostics cost beside the bare parse: ``python -m benchmarks.judge.check_speed CORPUS_FOLDER [ROUNDS]``.

Both read every module of ssl_3_1 with all cores, taking turns: ``bsl check`` with the library's own index, names,
queries and everything that is only shown, and processes that do nothing but parse. Start-up and printing count. On a
machine that others use the ratio of processor time is the one to look at.
"""

import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.judge.corpora import corpus_folder, module_files
from benchmarks.memory import most_gigabytes
from components.shared.bsl import decode_module, parse

CORPUS = "ssl_3_1"
ROUNDS = 3
SECONDS_BETWEEN_LOOKS = 0.2
_BSL = (sys.executable, "-m", "pipelines")


@dataclass(frozen=True, slots=True)
class Work:
    """What one of both took."""

    wall_seconds: float
    processor_seconds: float  # of all its processes
    gigabytes: float  # the most that they held; 0 where it is not measured


@dataclass(frozen=True, slots=True)
class Round:
    """Both, one after the other."""

    parse: Work
    check: Work

    @property
    def ratio(self) -> float:
        """How many times as long the check takes."""
        return self.check.wall_seconds / self.parse.wall_seconds

    @property
    def processor_ratio(self) -> float:
        """How many times as much processor time the check takes."""
        return self.check.processor_seconds / self.parse.processor_seconds


def rounds(folder: Path, number: int = ROUNDS) -> Iterator[Round]:
    """Measure them in turns on the modules below a folder."""
    with TemporaryDirectory() as place:
        index = Path(place) / "index.bslx"
        subprocess.run([*_BSL, "index", str(folder), "--output", str(index)], check=True, stdout=subprocess.DEVNULL)
        for _ in range(number):
            yield Round(timed(lambda: bare_parse(folder)), timed(lambda: check(folder, index)))


def parse_file(path: Path) -> int:
    """Parse one file."""
    return len(parse(decode_module(path.read_bytes())).methods)


def bare_parse(folder: Path) -> float:
    """Parse everything; returns 0, for the memory is measured of the other one."""
    with ProcessPoolExecutor() as workers:
        sum(workers.map(parse_file, module_files(folder), chunksize=16))
    return 0.0


def check(folder: Path, index: Path) -> float:
    """Run ``bsl check``; returns the most memory that its processes held, in GB."""
    words = ("check", str(folder), "--index", str(index), "--select", "all", "--format", "json", "--fail-on", "never")
    process = subprocess.Popen([*_BSL, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    most = most_gigabytes(process, SECONDS_BETWEEN_LOOKS)
    if process.returncode:
        sys.exit(f"bsl check ended with {process.returncode}")
    return most


def timed(work: Callable[[], float]) -> Work:
    """Measure one call, and keep what it says of its memory."""
    started, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    memory = work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Work(time.monotonic() - started, used, memory)


def main(arguments: list[str]) -> int:
    """Print a row a round, and the medians."""
    folder = corpus_folder(arguments) / CORPUS
    number = int(arguments[2]) if len(arguments) > 2 else ROUNDS
    print("| bare parse, s | processor, s | bsl check, s | processor, s | ratio | of processor time | memory, GB |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    done: list[Round] = []
    for each in rounds(folder, number):
        done.append(each)
        cells = [each.parse.wall_seconds, each.parse.processor_seconds]
        cells += [each.check.wall_seconds, each.check.processor_seconds]
        shown = " | ".join(f"{cell:.1f}" for cell in cells)
        print(f"| {shown} | {each.ratio:.2f} | {each.processor_ratio:.2f} | {each.check.gigabytes:.2f} |", flush=True)
    ratio = statistics.median(each.ratio for each in done)
    print(f"\nmedian: {ratio:.2f} ×, {statistics.median(each.processor_ratio for each in done):.2f} × processor time")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
