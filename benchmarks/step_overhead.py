"""What one task of a pipeline costs on a laptop before it does anything."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from kfp import dsl

from benchmarks.figure import Figure, repeated, seconds
from pipelines.local import run_pipeline

TASKS = 30


@dsl.component(base_image="bsl-foundry/python-cpu:local", install_kfp_package=False)
def nothing(number: int) -> int:
    return number


@dsl.pipeline(name="nothing")
def chain() -> None:
    number = 0
    for _ in range(TASKS):
        number = nothing(number=number).output


@dsl.pipeline(name="one")
def one() -> None:
    nothing(number=0)


def figures() -> Iterator[Figure]:
    def overhead() -> float:
        with TemporaryDirectory() as folder:
            long = seconds(lambda: run_pipeline(f"{__name__}:chain", {}, Path(folder) / "chain"))
            short = seconds(lambda: run_pipeline(f"{__name__}:one", {}, Path(folder) / "one"))
        return (long - short) / (TASKS - 1)

    yield repeated("overhead of one task", "s", "python -m benchmarks step_overhead", overhead, times=3)
