"""The lock of images is told to be stale when what an image is made of has changed since."""

from pathlib import Path

import pytest

from pipelines.images.lock import locked, write_lock
from pipelines.linting.files import lint_files

DIGEST = "sha256:" + "0" * 64
DOCKERFILE = f"ARG BASE=python:3.11@{DIGEST}\nFROM ${{BASE}} AS cpu\nCOPY code ./\nUSER 10001:0\n"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / "docker").mkdir()
    (tmp_path / "docker/Dockerfile").write_text(DOCKERFILE, encoding="utf-8")
    (tmp_path / "code").write_text("print(1)\n", encoding="utf-8")
    write_lock(tmp_path, locked(tmp_path, "registry.example", {"cpu": DIGEST}))
    return tmp_path


def test_a_fresh_lock_is_good(repository: Path) -> None:
    assert lint_files([repository]).findings == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("code", "print(2)\n"),
        ("docker/Dockerfile", DOCKERFILE.replace("./", "/x/")),
        ("docker/images.lock.yaml", "images: {cpu: {digest: latest}}\n"),
    ],
)
def test_a_stale_or_broken_lock_is_found(name: str, text: str, repository: Path) -> None:
    (repository / name).write_text(text, encoding="utf-8")
    (finding,) = lint_files([repository]).findings
    assert (finding.rule, finding.severity) == ("images-lock-stale", "warning")
    assert "bsl images" in finding.message
