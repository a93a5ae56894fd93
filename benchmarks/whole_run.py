"""How long ``bsl run`` takes from sources to the decision on the canary, and how much memory all its processes hold.

With the environment variable ``BSL_CORPORA`` (a folder with a checkout ``ssl_3_1``) the same is measured on real input.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figure import Figure
from benchmarks.memory import most_gigabytes

SECONDS_BETWEEN_LOOKS = 0.5
CAPPED = ("--max-steps", "60")


def figures() -> Iterator[Figure]:
    yield from _measured("bsl run, shipped sources", ())
    library = Path(os.environ.get("BSL_CORPORA", "")) / "ssl_3_1"
    if os.environ.get("BSL_CORPORA") and library.is_dir():
        yield from _measured("bsl run --source ssl_3_1 --max-steps 60", ("--source", str(library), *CAPPED))


def _measured(claim: str, words: tuple[str, ...]) -> Iterator[Figure]:
    with TemporaryDirectory() as folder:
        started = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "-m", "pipelines", "run", "--json", *words],
            env={**os.environ, "BSL_ARTIFACTS": folder},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        most = most_gigabytes(process, SECONDS_BETWEEN_LOOKS)
        seconds = time.monotonic() - started
        assert process.stdout is not None
        outcome = json.load(process.stdout)
    tuned = next(row["tuned"]["value"] for row in outcome["measures"] if row["key"] == "complete")
    for what, value, unit in (
        ("", seconds, "s"),
        (", memory of all processes", most, "GB"),
        (", well-formed and ended answers after training", 100 * tuned, "%"),
    ):
        yield Figure(claim + what, value, value, value, unit, "python -m benchmarks whole_run")
