"""Runs of ingest, curate and split by the local runner: stopped, without room, and whole."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from components.shared.errors import TryAgain
from components.split.settings import SplitSettings
from components.split.stage import split_records
from pipelines.local import LocalRun, run_pipeline
from tests.data_stages import CURATE, SPLIT
from tests.digests import digests
from tests.pipelines.test_killed_stages import MADE, ingest_settings, prepared, told, under  # noqa: F401  a fixture
from tests.room import room_for

PIPELINE = "tests.pipelines.data_pipeline:data"


def arguments(prepared: Path) -> dict[str, Any]:  # noqa: F811
    return {
        "ingest_settings": ingest_settings(prepared),
        "curate_settings": CURATE.model_dump(mode="json"),
        "split_settings": SPLIT.model_dump(mode="json"),
    }


def made(run: LocalRun, stage: str) -> Path:
    found = run.artifact(stage, MADE[stage])
    assert found
    return found


def test_a_run_that_was_killed_or_had_no_room_ends_in_the_same_bytes(
    prepared: Path,  # noqa: F811
    tmp_path: Path,
) -> None:
    """The whole run gives what the stages gave by themselves; the others leave nothing half-written."""

    class Killed(Exception):
        pass

    def kill(run: LocalRun) -> None:
        if "curate" in run.steps:
            raise Killed  # the runner ends its tasks when whatever it is in ends

    with pytest.raises(Killed):
        run_pipeline(PIPELINE, arguments(prepared), tmp_path / "killed", kill)
    size = (prepared / "curate/curated").stat().st_size
    with (
        room_for(size - 1),
        pytest.raises(TryAgain, match=r"curate: no space left on the disk: /.*; make room and run"),
    ):
        run_pipeline(PIPELINE, arguments(prepared), tmp_path / "full")
    whole = run_pipeline(PIPELINE, arguments(prepared), tmp_path / "whole")
    for stage, name in MADE.items():
        found, right = told(stage, made(whole, stage).parent), told(stage, prepared / stage)
        assert under(name, found) == under(name, right) != {}
        assert found["summary"] == right["summary"]
    for run in (LocalRun(tmp_path / "killed"), LocalRun(tmp_path / "full")):
        assert made(run, "ingest").read_bytes() == (prepared / "ingest/corpus").read_bytes()
        assert run.artifact("curate", "curated") is None
        assert run.artifact("split", "splits") is None


# a file system of its own, in a namespace where any user may mount one; it takes more room before the second time
SMALL_DISK = """
set -e
mount -t tmpfs -o size=100k none "$1"
mkdir "$1/kept"
code=0; BSL_ARTIFACTS="$1" "$2" -m pipelines split --curated "$3" --splits "$1/kept/splits" || code=$?
echo "code $code, left:" $(ls -A "$1/kept")
mount -o remount,size=50m "$1"
BSL_ARTIFACTS="$1" "$2" -m pipelines split --curated "$3" --splits "$1/kept/splits"
cp -r "$1/kept/splits" "$4"
"""


def test_a_small_disk_is_one_message_and_the_run_after_it_ends_in_the_same_bytes(
    prepared: Path,  # noqa: F811
    tmp_path: Path,
) -> None:
    unshare = shutil.which("unshare")
    (tmp_path / "disk").mkdir()
    alone = [unshare or "", "--user", "--map-root-user", "--mount"]
    if not unshare or subprocess.run([*alone, "mount", "-t", "tmpfs", "none", tmp_path / "disk"]).returncode:
        pytest.skip("no file system may be mounted here, not even in a namespace of its own")
    curated, target = prepared / "curate/curated", tmp_path / "splits"
    words = ["sh", "-c", SMALL_DISK, "sh", str(tmp_path / "disk"), sys.executable, str(curated), str(target)]
    process = subprocess.run([*alone, *words], capture_output=True, text=True)
    assert process.returncode == 0, process.stderr
    said = f"bsl: no space left on the disk: {tmp_path}/disk/kept/splits"
    assert [line for line in process.stderr.splitlines() if line.startswith(said)] == [
        f"{said}.partial; make room and run again"
    ]
    assert "Traceback" not in process.stderr
    assert "code 75, left:\n" in process.stdout
    split_records(curated, tmp_path / "right", SplitSettings())
    assert digests(target) == digests(tmp_path / "right")
