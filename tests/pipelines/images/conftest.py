import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.__main__ import main

ROOT = Path(__file__).parents[3]
FILES = (
    "LICENSE",
    "components/__init__.py",
    "components/images.py",
    "components/gateway/app.py",
    "components/split/stage.py",
    "components/split/component.py",
    "components/shared/errors.py",
    "components/shared/reports/style.py",
    "datasets/tasks/README.md",
    "locks/run.txt",
    "locks/uv.txt",
    *(f"locks/image-{name}.txt" for name in ("cpu", "gpu", "gateway", "kfp", "tools")),
)


@pytest.fixture
def context(tmp_path: Path) -> Path:
    """A small repository with the real Dockerfile."""
    for name in ("docker/Dockerfile", "docker/install.sh", ".dockerignore"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    return tmp_path


@pytest.fixture
def bsl(context: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Runs `bsl` in this repository and gives what it said; ``code`` is the exit code that is expected."""
    monkeypatch.chdir(context)

    def run(*words: str, code: int = 0) -> str:
        monkeypatch.setattr(sys, "argv", ["bsl", *words])
        found = main()
        said = capsys.readouterr()
        assert found == code, said.err
        return said.out + said.err

    return run
