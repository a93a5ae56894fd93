"""Hostile archives and names through the whole source, each in a process of its own: memory, time, what is left."""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.figure import Figure
from components.ingest.repositories import RepositoryAccess, read_repositories
from components.ingest.settings import SourceSettings
from components.ingest.tally import Tally
from components.shared.archives.settings import RepositorySettings
from components.shared.context.settings import ContextSettings
from components.shared.errors import BadInput
from components.shared.progress import silent
from tests.hostile_archives import NAMES, REFUSED, SKIPPED

COMMAND = "python -m benchmarks hostile_archives"


def figures() -> list[Figure]:
    megabytes, seconds, left, good = [], [], 0, 0
    for make in (*SKIPPED.values(), *REFUSED.values()):
        with tempfile.TemporaryDirectory() as folder:
            given = Path(folder) / "archives/owner"
            given.mkdir(parents=True)
            (given / "name.tar.gz").write_bytes(make())
            before = set(Path(folder).rglob("*"))
            started = time.perf_counter()
            told = _child(Path(folder), "owner/name")
            seconds.append(time.perf_counter() - started)
            megabytes.append(float(told[0]))
            good += int(told[1])
            left += len(set(Path(folder).rglob("*")) - before)
    refused = sum(_is_refused(name) for name in NAMES)
    every = len(megabytes)
    return [
        Figure(f"hostile archives refused or skipped and counted, of {every}", good, good, good, "", COMMAND),
        Figure(f"hostile names refused, of {len(NAMES)}", refused, refused, refused, "", COMMAND),
        Figure("files left outside of the work folder", left, left, left, "", COMMAND),
        Figure("memory of the worst hostile archive", max(megabytes), min(megabytes), max(megabytes), "MB", COMMAND),
        Figure("time of the worst hostile archive", max(seconds), min(seconds), max(seconds), "s", COMMAND),
    ]


def _child(folder: Path, name: str) -> list[str]:
    command = (sys.executable, "-m", "benchmarks.hostile_archives", str(folder / "archives"), name)
    environment = {"PYTHONPATH": str(Path.cwd()), "TMPDIR": str(folder), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return done.stdout.split()


def _is_refused(name: str) -> bool:
    return _outcome("archives", name)


def _outcome(folder: str, name: str) -> bool:
    """Whether it was refused, or read with nothing but the good module in it."""
    chosen = RepositorySettings(names=(name,), host="folder", address=folder)
    source, tally = SourceSettings(kind="repository", repositories=chosen), Tally()
    names = ContextSettings(entries=40)  # descriptions of configurations are read as well
    try:
        records = list(read_repositories(source, 8 * 2**20, names, RepositoryAccess(), tally, silent))
    except BadInput:
        return bool(tally.dropped)
    return {record.path for record in records} == {"good.bsl"}


def _peak_megabytes() -> float:
    """Of this process since it began; ``ru_maxrss`` would count what the parent had when it was forked."""
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    fine = _outcome(sys.argv[1], sys.argv[2])
    print(f"{_peak_megabytes():.0f} {int(fine)}")
