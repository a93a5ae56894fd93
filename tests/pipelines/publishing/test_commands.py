import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from pipelines.publishing.schedules import read_schedules
from pipelines.publishing.wanted import checked
from tests.kfp_server import KfpServer, kfp_server
from tests.pipelines.kubeflow import manifests

ROOT = Path(__file__).parents[3]
SCHEDULES = {
    "timezone": "Europe/Moscow",
    "schedules": [{"name": "weekly", "pipeline": "finetune", "profile": "local", "cron": "0 30 20 * * 5"}],
}


def bsl(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("BSL_", "KF_"))}
    return subprocess.run(
        [sys.executable, "-m", "pipelines", *words], capture_output=True, text=True, env={**environment, **variables}
    )


def scheduled(server: KfpServer, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    (folder / "schedules.yaml").write_text(yaml.safe_dump(SCHEDULES))
    files = ("--file", str(folder / "schedules.yaml"), "--manifests", str(folder))
    return bsl("schedule", *files, "--endpoint", server.address, *words)


def test_publish_then_schedule_from_nothing_to_no_drift(tmp_path: Path) -> None:
    folder = manifests(tmp_path)
    with kfp_server() as server:
        words = ("publish", "--profile", "local", "--manifests", str(folder))
        first = bsl(*words, "--commit", "c0ffee", BSL_KFP_ENDPOINT=server.address)
        assert first.returncode == 0, first.stderr
        assert first.stdout.count(" uploaded") == 2
        assert bsl(*words, "--endpoint", server.address).stdout.count("is there already") == 2
        checked = scheduled(server, folder, "--check")
        assert (checked.returncode, "in 1 points; run `bsl schedule --apply`" in checked.stderr) == (1, True)
        dry = scheduled(server, folder)
        assert dry.returncode == 0
        assert "weekly: missing on the server; to be created" in dry.stdout
        assert server.recurring_runs == []
        applied = scheduled(server, folder, "--apply")
        assert applied.returncode == 0, applied.stderr
        assert "weekly: next 20" in applied.stdout
        assert "20:30 MSK" in applied.stdout
        assert scheduled(server, folder, "--check").returncode == 0


@pytest.mark.parametrize(
    ("words", "variables", "code", "message"),
    [
        ((), {}, 2, "no server is named: give --endpoint or BSL_KFP_ENDPOINT"),
        (("--profile", "absent"), {}, 2, "absent: no compiled pipeline; run `bsl compile`"),
        (("--endpoint", "http://127.0.0.1:9"), {}, 75, "nothing listens there"),
        (("--endpoint", "{address}"), {}, 2, "the token is not accepted (401"),
        (("--endpoint", "{address}"), {"BSL_KFP_TOKEN_FILE": "/absent"}, 2, "/absent: the token cannot be read"),
        (("--endpoint", "{address}/ui"), {}, 2, "no /apis/v2beta1 below this address"),
    ],
)
def test_each_mistake_is_one_line_and_its_exit_code(
    tmp_path: Path, words: tuple[str, ...], variables: dict[str, str], code: int, message: str
) -> None:
    folder = manifests(tmp_path)
    with kfp_server(token="secret") as server:
        given = [word.format(address=server.address) for word in words]
        done = bsl("publish", "--manifests", str(folder), *given, **variables)
        assert done.returncode == code, done.stderr
        assert done.stderr.startswith("bsl: ")
        assert message in done.stderr
        assert len(done.stderr.splitlines()) == 1
        assert server.changes == 0


def test_a_schedule_that_names_no_pipeline_changes_nothing(tmp_path: Path) -> None:
    folder = manifests(tmp_path)
    with kfp_server() as server:
        (folder / "local/finetune.yaml").unlink()
        done = scheduled(server, folder, "--apply")
        assert done.returncode == 2
        assert "schedule weekly: there is no pipeline 'finetune'" in done.stderr
        assert scheduled(server, folder, "--offline").returncode == 2
        assert server.asked == []
        manifests(tmp_path)
        assert scheduled(server, folder, "--offline").stdout.startswith("weekly: next 20")
        assert server.asked == []


def test_the_schedules_that_are_shipped_are_ones() -> None:
    schedules = read_schedules(ROOT / "manifests/schedules.yaml")
    assert {schedule.pipeline for schedule in schedules.schedules} == {"finetune", "promote"}
    assert len(checked(schedules, ROOT / "manifests/pipelines", "shipped")) == len(schedules.schedules)
