"""docker/Dockerfile against the rules of others and our own."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from components.images import REPOSITORIES
from pipelines.images.inputs import read_inputs
from pipelines.linting.dockerfile import read_dockerfile
from pipelines.linting.files import lint_files

ROOT = Path(__file__).parents[3]
DOCKERFILE = ROOT / "docker/Dockerfile"
HADOLINT = shutil.which("hadolint", path=str(Path(sys.executable).parent)) or shutil.which("hadolint")


def test_our_rules_find_nothing() -> None:
    assert lint_files([DOCKERFILE]).findings == []


@pytest.mark.skipif(HADOLINT is None, reason='no hadolint: pip install "bsl-foundry[security]"')
@pytest.mark.parametrize(("change", "code"), [("", 0), ("\nFROM debian\nRUN cd /tmp && sudo ls", 1)])
def test_hadolint_finds_nothing_but_what_is_planted(tmp_path: Path, change: str, code: int) -> None:
    copy = tmp_path / "Dockerfile"
    copy.write_text(DOCKERFILE.read_text(encoding="utf-8") + change, encoding="utf-8")
    done = subprocess.run([str(HADOLINT), str(copy)], capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout


@pytest.mark.parametrize("target", REPOSITORIES)
def test_every_image_ends_as_our_user_without_an_entry_point(target: str) -> None:
    stage = next(
        stage for stage in read_dockerfile(DOCKERFILE.read_text(encoding="utf-8")).stages if stage.name == target
    )
    words = [instruction.word for instruction in stage.instructions]
    assert [found.rest for found in stage.instructions if found.word == "USER"] == ["10001:0"]
    assert "ENTRYPOINT" not in words
    assert words[-1] == "CMD"


@pytest.mark.parametrize("target", REPOSITORIES)
def test_an_image_holds_the_work_and_not_the_graph(target: str) -> None:
    files = {path.relative_to(ROOT).as_posix() for path in read_inputs(target, context=ROOT).files}
    assert "components/shared/errors.py" in files
    assert ("components/train/stage.py" in files) == (target != "gateway")
    assert ("datasets/patterns/README.md" in files) == (target != "gateway")
    assert not {name for name in files if name.endswith(("component.py", ".pyc", "images.py"))}
    assert not {name for name in files if name.startswith(("pipelines/", "tests/", ".venv/"))}
