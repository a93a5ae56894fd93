"""The local runner says which stages ran, fails as the stage said, and leaves no process behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from components.shared.errors import BadInput, Refused, TryAgain, Unforeseen
from pipelines.local import LocalRun, run_pipeline

TOYS = "tests.pipelines.toy_pipelines"


def test_every_stage_of_a_yes_runs(tmp_path: Path) -> None:
    run = run_pipeline(f"{TOYS}:gated", {"until": 3, "at_least": 3}, tmp_path / "run")
    assert list(run.steps) == ["count", "judge", "ship"]
    assert {step.state for step in run.steps.values()} == {"finished"}
    assert run.skipped == ()
    assert run.output == 3
    counted = run.artifact("count", "counted")
    assert counted is not None
    assert counted.read_text(encoding="utf-8") == "ЁЁЁ"


def test_a_no_skips_the_rest_and_the_run_says_so(tmp_path: Path) -> None:
    run = run_pipeline(f"{TOYS}:gated", {"until": 3, "at_least": 4}, tmp_path / "run")
    assert list(run.steps) == ["count", "judge"]
    assert run.skipped == ("ship",)


def test_progress_is_seen_while_a_stage_works(tmp_path: Path) -> None:
    seen: list[tuple[str, str]] = []

    def look(run: LocalRun) -> None:
        seen.extend((step.stage, step.state) for step in run.steps.values())

    run = run_pipeline(f"{TOYS}:gated", {}, tmp_path / "run", look)
    assert ("judge", "finished") in seen
    assert run.steps["count"].total == 3
    assert run.steps["count"].seconds > 0


@pytest.mark.parametrize(
    ("how", "error", "message"),
    [
        ("BadInput", BadInput, "fail: three records are no data set; add more"),
        ("Refused", Refused, "fail: three records"),
        ("TryAgain", TryAgain, "fail: three records"),
        ("disk", TryAgain, "fail: no space left on the disk: model.bin; make room"),
        ("surprise", Unforeseen, "ZeroDivisionError.*run.log"),
        ("kill", TryAgain, "fail: ended from outside, perhaps for lack of memory; .*run.log"),
    ],
)
def test_a_run_fails_as_its_stage_did(how: str, error: type[Exception], message: str, tmp_path: Path) -> None:
    with pytest.raises(error, match=message) as caught:
        run_pipeline(f"{TOYS}:failing", {"how": how}, tmp_path / "run")
    assert type(caught.value) is error


def wait_for(condition: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.05)


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_no_task_outlives_the_process_that_asked_for_it(number: signal.Signals, tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    code = (
        "from pathlib import Path; from pipelines.local import run_pipeline; "
        f"run_pipeline('{TOYS}:sleeping', {{'pid_file': {str(pid_file)!r}}}, Path({str(tmp_path / 'run')!r}))"
    )
    asking = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL)
    wait_for(lambda: pid_file.exists() and pid_file.read_text() != "")
    task = int(pid_file.read_text())
    assert is_running(task)
    os.kill(asking.pid, number)
    asking.wait(30)
    wait_for(lambda: not is_running(task))


def test_nothing_goes_on_after_a_failure(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    with pytest.raises(BadInput, match="fail: three records"):
        run_pipeline(f"{TOYS}:failing_beside_others", {"pid_file": str(pid_file)}, tmp_path / "run")
    assert not pid_file.exists() or not is_running(int(pid_file.read_text()))
