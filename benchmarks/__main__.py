"""Runs benchmarks and prints their figures: ``python -m benchmarks [NAME ...]``."""

import os
import platform
import sys
from importlib import import_module

NAMES = (
    "command_line",
    "compile_pipelines",
    "publishing",
    "step_overhead",
    "parser",
    "privacy",
    "generation",
    "hostile_archives",
    "real_code",
    "training_data",
    "knowledge_base",
    "ratings",
    "canary",
    "near_duplicates",
    "scale",
    "training",
    "whole_run",
)


def main(names: list[str]) -> int:
    """Print one table; the machine stands above it, because figures of different machines do not compare."""
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        print(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(NAMES)}", file=sys.stderr)
        return 2
    print(f"{os.cpu_count()} processors, {platform.machine()}, Python {platform.python_version()}\n")
    print("| what | median | range | command |\n| --- | ---: | ---: | --- |")
    for name in names or NAMES:
        for figure in import_module(f"benchmarks.{name}").figures():
            print(figure.row(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
