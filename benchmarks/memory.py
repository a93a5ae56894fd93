"""How much memory a program holds, all its processes together."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

KILOBYTES_PER_GIGABYTE = 1e6


def gigabytes(root: int) -> float:
    """Memory of a process and all below it, pages that several share counted once."""
    return sum(_kilobytes(process) for process in _tree(root)) / KILOBYTES_PER_GIGABYTE


def most_gigabytes(process: "subprocess.Popen[Any]", seconds_between_looks: float) -> float:
    """Wait for the end of a process; returns the most that it and all below it held."""
    most = 0.0
    while process.poll() is None:
        most = max(most, gigabytes(process.pid))
        time.sleep(seconds_between_looks)
    return most


def _tree(root: int) -> Iterator[int]:
    waiting = [root]
    while waiting:
        process = waiting.pop()
        yield process
        for children in Path(f"/proc/{process}/task").glob("*/children"):
            try:
                waiting += map(int, children.read_text().split())
            except OSError:  # ended since it was listed
                continue


def _kilobytes(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
