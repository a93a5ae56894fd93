"""``make servers`` builds what is missing or out of date, and says in one message what it lacks."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers import building
from tests.servers.building import BINARIES, CannotBuild

FAKE_GO = """#!/bin/sh
[ "$1" = env ] && echo go1.26.8 && exit 0
[ -n "$GO_FAILS" ] && echo "syntax error: line 7" >&2 && exit 1
while [ $# -gt 0 ]; do [ "$1" = -o ] && { echo built >> "$LOG"; echo program > "$2"; chmod +x "$2"; }; shift; done
"""


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A compiler that only writes down that it was called: what is tested is when it is."""
    compiler = tmp_path / "bin/go"
    compiler.parent.mkdir()
    compiler.write_text(FAKE_GO)
    compiler.chmod(0o755)
    monkeypatch.setenv("PATH", f"{compiler.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("BSL_SERVERS", str(tmp_path / "servers"))
    monkeypatch.setenv("LOG", str(tmp_path / "log"))
    return tmp_path / "log"


def _calls(log: Path) -> int:
    return len(log.read_text().splitlines()) if log.exists() else 0


def test_nothing_is_built_twice(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    building.build([])
    assert _calls(built) == len(BINARIES)
    building.build([])
    assert _calls(built) == len(BINARIES)
    (building.folder() / "minio").unlink()
    building.build([])
    assert _calls(built) == len(BINARIES) + 1
    monkeypatch.setattr(building, "go_release", lambda: "go1.27.0")
    building.build(["etcd"])
    assert _calls(built) == len(BINARIES) + 2


def test_a_build_that_fails_leaves_nothing(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GO_FAILS", "1")
    with pytest.raises(CannotBuild, match="syntax error: line 7"):
        building.build(["minio"])
    assert building.binary("minio") is None


@pytest.mark.parametrize(("words", "code"), [((), 1), (("--if-possible",), 0)])
def test_without_go_it_is_said_what_to_install(tmp_path: Path, words: tuple[str, ...], code: int) -> None:
    environment = {"PATH": str(tmp_path), "BSL_SERVERS": str(tmp_path / "servers")}
    command = [sys.executable, "-m", "tests.servers.building", *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert "install Go 1.26.7 or newer" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_tests_without_servers_are_skipped_by_name(tmp_path: Path) -> None:
    environment = {**os.environ, "BSL_SERVERS": str(tmp_path)}
    command = [sys.executable, "-m", "pytest", "-rs", "tests/services/servers/test_kube_api.py"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert f"no etcd, kube-apiserver, kubectl in {tmp_path}: make servers builds them" in done.stdout
