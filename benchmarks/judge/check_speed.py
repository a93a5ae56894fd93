"""What all diagnostics cost beside the bare parse: ``python -m benchmarks.judge.check_speed CORPUS_FOLDER [ROUNDS]``.

Both read every module of ssl_3_1 with all cores, taking turns: ``bsl check`` with the library's own index, names,
queries and everything that is only shown, and processes that do nothing but parse. Start-up and printing count. On a
machine that others use the ratio of processor time is the one to look at.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.judge.corpora import corpus_folder, module_files
from benchmarks.memory import gigabytes
from components.shared.bsl import decode_module, parse

CORPUS = "ssl_3_1"
SECONDS_BETWEEN_LOOKS = 0.2
_BSL = (sys.executable, "-m", "pipelines")


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
    most = 0.0
    while process.poll() is None:
        most = max(most, gigabytes(process.pid))
        time.sleep(SECONDS_BETWEEN_LOOKS)
    if process.returncode:
        sys.exit(f"bsl check ended with {process.returncode}")
    return most


def timed(work: Callable[[], float]) -> tuple[float, float, float]:
    """Wall seconds of one call, processor seconds of its processes, and what it returns."""
    started, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    result = work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.monotonic() - started, used, result


def main(arguments: list[str]) -> int:
    """Print a row a round."""
    folder = corpus_folder(arguments) / CORPUS
    rounds = int(arguments[2]) if len(arguments) > 2 else 3
    with TemporaryDirectory() as place:
        index = Path(place) / "index.bslx"
        subprocess.run([*_BSL, "index", str(folder), "--output", str(index)], check=True, stdout=subprocess.DEVNULL)
        print("| bare parse, s | bsl check, s | ratio | of processor time | memory, GB |")
        print("| ---: | ---: | ---: | ---: | ---: |")
        for _ in range(rounds):
            bare, bare_used, _ = timed(lambda: bare_parse(folder))
            whole, used, memory = timed(lambda: check(folder, index))
            ratios = f"{whole / bare:.2f} | {used / bare_used:.2f}"
            print(f"| {bare:.1f} | {whole:.1f} | {ratios} | {memory:.2f} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
