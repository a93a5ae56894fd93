"""How long a person waits for the command line to answer."""

import subprocess
import sys
from collections.abc import Iterator

from benchmarks.figure import Figure, repeated, seconds


def figures() -> Iterator[Figure]:
    for words in (("--help",), ("settings",)):
        command = [sys.executable, "-m", "pipelines", *words]

        def call(command: list[str] = command) -> float:
            return seconds(lambda: subprocess.run(command, capture_output=True, check=True))

        yield repeated(f"bsl {' '.join(words)}", "s", "python -m benchmarks command_line", call)
