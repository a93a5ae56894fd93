"""What publishing and schedules cost a server: changes and requests of ten runs in a row, over HTTP on loopback."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figure import Figure, measured
from pipelines.publishing.compiled import read_compiled
from pipelines.publishing.connection import open_kfp
from pipelines.publishing.publish import Origin, publish
from pipelines.publishing.reconcile import reconcile
from pipelines.publishing.schedules import read_schedules
from pipelines.publishing.wanted import checked
from tests.kfp_server import KfpServer, kfp_server

COMMAND = "python -m benchmarks publishing"
RUNS = 10
COMPILED = Path("manifests/pipelines")


def figures() -> Iterator[Figure]:
    with TemporaryDirectory() as folder, kfp_server() as server:
        place = Path(folder)
        _compiled(place)
        changes, requests, seconds = _ten_runs(server, place)
    yield measured("bsl publish and bsl schedule --apply, first of ten runs", changes[:1], "changes", COMMAND)
    yield measured("the nine runs after it, together", [sum(changes[1:])], "changes", COMMAND)
    yield measured("each of them, for 2 pipelines and 2 schedules", requests[1:], "requests", COMMAND)
    yield measured("the same, without the start of Python", seconds[1:], "s", COMMAND)


def _ten_runs(server: KfpServer, folder: Path) -> tuple[list[int], list[int], list[float]]:
    changes, requests, seconds = [], [], []
    for number in range(RUNS):
        before, asked, started = server.changes, len(server.asked), time.perf_counter()
        kfp = open_kfp(server.address)
        publish(kfp, read_compiled(folder, "local").values(), Origin(f"commit {number}"))
        schedules = read_schedules(folder / "schedules.yaml")
        reconcile(kfp, checked(schedules, folder, "schedules.yaml"), schedules.owner)
        seconds.append(time.perf_counter() - started)
        changes.append(server.changes - before)
        requests.append(len(server.asked) - asked)
    return changes, requests, seconds


def _compiled(folder: Path) -> None:
    """The pipelines and schedules that are shipped."""
    shutil.copytree(COMPILED / "local", folder / "local")
    shutil.copy("manifests/schedules.yaml", folder)
