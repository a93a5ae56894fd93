"""How long compiling both pipelines takes, the import of kfp and the lint included."""

import subprocess
import sys
from collections.abc import Iterator

from benchmarks.figure import Figure, repeated, seconds

COMMAND = [sys.executable, "-m", "pipelines", "compile", "--check"]


def figures() -> Iterator[Figure]:
    def compile_all() -> float:
        return seconds(lambda: subprocess.run(COMMAND, capture_output=True, check=True))

    yield repeated("bsl compile --check, both pipelines", "s", "python -m benchmarks compile_pipelines", compile_all)
