"""A copy of the repository in which `bsl images` and `bsl compile` may write."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
CONTENT = ("components", "pipelines", "datasets", "docker", "locks", "manifests", ".dockerignore", "LICENSE")


def checkout(folder: Path) -> Callable[..., str]:
    """Copy it.

    Returns:
        Runs `bsl` there and gives what it printed; `code` is the exit code that is expected.
    """
    folder.mkdir()
    for name in CONTENT:
        source, copy = ROOT / name, folder / name
        if source.is_dir():
            shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy)

    def bsl(*words: str, code: int = 0) -> str:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("BSL_IMAGE")}
        command = [sys.executable, "-m", "pipelines", *words]
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment | {"PYTHONPATH": str(folder)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    return bsl
