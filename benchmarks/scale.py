"""What curate and split take for 10,000, 100,000 and 1,000,000 methods: ``python -m benchmarks scale``.

Wants the environment variable ``BSL_CORPORA``, a folder with a checkout ``ssl_3_1``; its methods are multiplied, as
``benchmarks.replicas`` says. Methods without a description are kept too, so that all are judged and compared. Both
stages run in a process of their own with those that it starts; what is counted is the processor time and the memory of
all of them. The cost of each step, and what became of the records, goes to the standard error stream.
``BSL_SCALE=10000,100000`` measures these sizes only.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figure import Figure, measured
from benchmarks.libraries import checkouts, ingested
from benchmarks.memory import most_gigabytes
from benchmarks.replicas import write_replicas
from components.curate.settings import CurateSettings
from components.curate.stage import curate_corpus
from components.split.settings import SplitSettings
from components.split.stage import split_records

COMMAND = "BSL_CORPORA=… python -m benchmarks scale"
LIBRARY = "ssl_3_1"
SIZES = (10_000, 100_000, 1_000_000)
SECONDS_BETWEEN_LOOKS = 1.0


@dataclass(slots=True)
class Meter:
    """Processor seconds of each step, children included; a step lasts until another one is told of."""

    steps: dict[str, float] = field(default_factory=dict)
    label: str = "start"
    since: float = field(default_factory=lambda: _processor_seconds())

    def __call__(self, doing: str, done: int = 0, total: int | None = None) -> None:
        """Take note of progress."""
        if doing != self.label:
            now = _processor_seconds()
            self.steps[self.label] = self.steps.get(self.label, 0.0) + now - self.since
            self.label, self.since = doing, now


@dataclass(frozen=True, slots=True)
class Work:
    """What both stages took for one size."""

    steps: dict[str, float]
    wall_seconds: float
    kept: int
    examples: int

    def processor_seconds(self) -> float:
        """Of all processes."""
        return sum(self.steps.values())


def figures() -> Iterator[Figure]:
    libraries = checkouts("scale", LIBRARY)
    if not libraries:
        return
    sizes = [int(size) for size in os.environ.get("BSL_SCALE", "").split(",") if size] or SIZES
    with TemporaryDirectory() as place:
        folder = Path(place)
        ingested(libraries, folder / "library")
        for size in sizes:
            write_replicas(folder / "library", folder / "corpus", size)
            work, memory = _measured(folder)
            yield from _of_size(size, work, memory)


def _measured(folder: Path) -> tuple[Work, float]:
    """Run both stages in a process of its own; returns what it tells, and the most memory that was held, in GB."""
    words = [sys.executable, "-m", "benchmarks.scale", str(folder)]
    with (folder / "told").open("w") as told:
        process = subprocess.Popen(words, stdout=told)
        most = most_gigabytes(process, SECONDS_BETWEEN_LOOKS)
    if process.returncode:
        sys.exit(f"{' '.join(words)} ended with {process.returncode}")
    return Work(**json.loads((folder / "told").read_text())), most


def _of_size(size: int, work: Work, memory: float) -> Iterator[Figure]:
    _tell(size, work)
    spent = work.processor_seconds()
    yield _figure(f"curate and split of {size:,} methods, processor time", spent / 60, "min")
    yield _figure(f"the same, for 1,000 of {size:,}", spent / size * 1000, "s")
    yield _figure(f"cores kept busy by {size:,}", spent / work.wall_seconds)
    yield _figure(f"memory for {size:,}", memory, "GB")


def _tell(size: int, work: Work) -> None:
    """The cost of each step."""
    print(f"\n{size:,} methods, {work.kept:,} kept, {work.examples:,} examples: processor s", file=sys.stderr)
    for step, seconds in work.steps.items():
        print(f"  {step:32} {seconds:8.1f}  {seconds / size * 1000:.3f} per 1,000", file=sys.stderr)


def both_stages(folder: Path) -> Work:
    """Curate and split the corpus in a folder."""
    started, meter = time.monotonic(), Meter()
    meter("curate", 0, 1)
    curated = curate_corpus(folder / "corpus", folder / "curated", CurateSettings(keep_undocumented=True), meter)
    print(curated.model_dump_json(indent=1, include={"fates"}), file=sys.stderr)
    meter("split", 0, 1)
    divided = split_records(folder / "curated", folder / "splits", SplitSettings(), meter)
    meter("end", 1, 1)
    examples = divided.train + divided.validation + divided.test
    return Work(meter.steps, time.monotonic() - started, curated.fates["kept"], examples)


def _processor_seconds() -> float:
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(used.ru_utime + used.ru_stime for used in both)


def _figure(claim: str, value: float, unit: str = "") -> Figure:
    return measured(claim, [value], unit, COMMAND)


if __name__ == "__main__":
    print(json.dumps(asdict(both_stages(Path(sys.argv[1])))))
