from pathlib import Path
from typing import Any

import pytest

from components.shared.errors import BadInput
from tests.kfp_server import kfp_server
from tests.pipelines.kubeflow import (
    HOURLY,
    OTHERS,
    STRANGER,
    WEEKLY,
    applied,
    compiled_text,
    drift,
    facts,
    manifests,
    schedule,
    uploaded,
)


def test_ten_runs_change_the_server_once(tmp_path: Path) -> None:
    folder = manifests(tmp_path)
    with kfp_server() as server:
        uploaded(server, folder)
        before = server.changes
        assert applied(server, folder, WEEKLY, HOURLY).differences == ()
        assert server.changes == before + 4  # the experiment, two schedules, the run of the new version
        for _ in range(9):
            assert applied(server, folder, WEEKLY, HOURLY).differences == ()
        assert server.changes == before + 4


def test_what_is_made_is_what_was_asked_for(tmp_path: Path) -> None:
    folder = manifests(tmp_path)
    with kfp_server() as server:
        uploaded(server, folder)
        applied(server, folder, WEEKLY, HOURLY)
        weekly, hourly = server.recurring_runs
        assert weekly["pipeline_version_reference"] == {"pipeline_id": server.pipelines[0]["pipeline_id"]}
        assert weekly["runtime_config"]["parameters"] == {"train_settings": {"training": {"num_epochs": 2}}}
        assert (weekly["max_concurrency"], weekly["no_catchup"], weekly["status"]) == ("1", True, "ENABLED")
        assert weekly["trigger"] == {"cron_schedule": {"cron": "0 30 20 * * 5"}}
        assert hourly["service_account"] == "bsl-deployer"
        assert "bsl-schedule owner=bsl-foundry name=weekly spec=" in weekly["description"]
        assert [run["display_name"] for run in server.runs] == [f"weekly: {server.versions[0]['name']}"]


def test_values_that_are_empty_or_false_are_kept(tmp_path: Path) -> None:
    folder = manifests(tmp_path)
    plain = schedule(parameters={"training": {"use_lora": False}, "model": {"revision": ""}})
    with kfp_server() as server:
        uploaded(server, folder)
        applied(server, folder, plain, schedule(name="empty"))
        given = [run.get("runtime_config", {}).get("parameters") for run in server.recurring_runs]
        assert given == [
            {"train_settings": {"training": {"use_lora": False}}, "model_settings": {"revision": ""}},
            None,
        ]
        assert drift(server, folder, plain, schedule(name="empty")) == []


def test_nothing_is_changed_by_looking(tmp_path: Path) -> None:
    folder = manifests(tmp_path)
    with kfp_server() as server:
        uploaded(server, folder)
        before = server.changes
        assert [kind for kind, _ in drift(server, folder, WEEKLY, HOURLY)] == ["missing", "missing", "not run"]
        assert server.changes == before
        assert all(asked.startswith(("GET", "POST /pipelines")) for asked in server.asked)


@pytest.mark.parametrize(
    ("changes", "kind", "words"),
    [
        ({"cron": "0 0 0 * * *"}, "different", "weekly: differs: cron is '0 30 20 * * 5' instead of '0 0 0 * * *'"),
        ({"parameters": {}}, "different", "weekly: differs: parameters train_settings are not those of Git"),
        ({"service_account": "bsl-train"}, "different", "service account is '' instead of 'bsl-train'"),
        ({"version": "bsl-finetune-local-old"}, "different", "version latest instead of version-"),
        ({"pipeline": "promote", "parameters": {}}, "different", "pipeline is 'pipeline-"),
        ({"enabled": False}, "enabled", "weekly: enabled by hand, Git says it is not; to be disabled"),
    ],
)
def test_a_changed_schedule_is_told_and_mended(tmp_path: Path, changes: dict[str, Any], kind: str, words: str) -> None:
    folder = manifests(tmp_path)
    with kfp_server() as server:
        uploaded(server, folder)
        server.versions.insert(
            0,
            {
                **server.versions[0],
                "name": "bsl-finetune-local-old",
                "pipeline_version_id": "version-old",
                "created_at": "2020-01-01T00:00:00Z",
            },
        )
        first = schedule(parameters={"training": {"num_epochs": 2}})
        applied(server, folder, first)
        changed = schedule(**{"parameters": first.parameters, **changes})
        found = drift(server, folder, changed)
        assert [told for told, _ in found] == [kind]
        assert words in found[0][1]
        assert applied(server, folder, changed).differences == ()
        assert len(server.recurring_runs) == 1
        assert drift(server, folder, changed) == []


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("max_concurrency", "5", "runs at once is 5 instead of 1"),
        ("no_catchup", False, "no catch-up is False instead of True"),
        ("trigger", {}, "cron is '' instead of"),
        ("runtime_config", {"parameters": {"train_settings": {}}}, "parameters train_settings"),
        ("description", "x\nbsl-schedule owner=bsl-foundry name=weekly spec=abc", "hash in its description"),
    ],
)
def test_what_was_changed_behind_our_back_is_told_and_mended(
    tmp_path: Path, field: str, value: Any, words: str
) -> None:
    folder = manifests(tmp_path)
    with kfp_server() as server:
        uploaded(server, folder)
        applied(server, folder, WEEKLY)
        server.recurring_runs[0][field] = value
        assert words in drift(server, folder, WEEKLY)[0][1]
        assert applied(server, folder, WEEKLY).differences == ()
        assert len(server.recurring_runs) == 1


def test_a_schedule_disabled_by_hand_is_told_and_enabled(tmp_path: Path) -> None:
    folder = manifests(tmp_path)
    with kfp_server() as server:
        uploaded(server, folder)
        applied(server, folder, HOURLY)
        server.recurring_runs[0].update(status="DISABLED", mode="DISABLE")
        assert drift(server, folder, HOURLY) == [
            ("disabled", "hourly: disabled by hand; to be enabled again; to stop it for good write `enabled: false`")
        ]
        identity = server.recurring_runs[0]["recurring_run_id"]
        applied(server, folder, HOURLY)
        assert (server.recurring_runs[0]["recurring_run_id"], server.recurring_runs[0]["status"]) == (
            identity,
            "ENABLED",
        )


def test_what_git_no_longer_has_is_deleted_with_its_runs_left(tmp_path: Path) -> None:
    folder = manifests(tmp_path)
    with kfp_server() as server:
        uploaded(server, folder)
        applied(server, folder, WEEKLY, HOURLY)
        found = drift(server, folder, HOURLY)
        assert [kind for kind, _ in found] == ["extra"]
        assert "no longer in Git" in found[0][1]
        applied(server, folder, HOURLY)
        assert [run["display_name"] for run in server.recurring_runs] == ["hourly"]
        assert len(server.runs) == 1
        assert any(asked.startswith("DELETE /recurringruns/") for asked in server.asked)


@pytest.mark.parametrize("stranger", [STRANGER, OTHERS])
def test_schedules_of_others_are_never_touched(tmp_path: Path, stranger: dict[str, Any]) -> None:
    folder = manifests(tmp_path)
    with kfp_server() as server:
        uploaded(server, folder)
        server.recurring_runs.append(dict(stranger))
        assert applied(server, folder, WEEKLY).strangers == 1
        applied(server, folder)
        assert server.recurring_runs == [stranger]


def test_an_installation_that_fills_in_its_own_account_is_no_drift(tmp_path: Path) -> None:
    folder = manifests(tmp_path)
    with kfp_server() as server:
        uploaded(server, folder)
        applied(server, folder, WEEKLY)
        server.recurring_runs[0]["service_account"] = "pipeline-runner"
        assert drift(server, folder, WEEKLY) == []


def test_a_new_version_is_run_once_and_the_schedule_stays(tmp_path: Path) -> None:
    folder = manifests(tmp_path)
    with kfp_server() as server:
        uploaded(server, folder)
        applied(server, folder, WEEKLY)
        schedules = [dict(run) for run in server.recurring_runs]
        (folder / "local/finetune.yaml").write_text(compiled_text(sdkVersion="kfp-2.18.0"))
        uploaded(server, folder)
        assert [kind for kind, _ in drift(server, folder, WEEKLY)] == ["not run"]
        for _ in range(3):
            applied(server, folder, WEEKLY)
        assert server.recurring_runs == schedules
        assert len(server.runs) == 2
        assert server.runs[1]["pipeline_version_reference"]["pipeline_version_id"] == "version-0008"


def test_a_version_that_was_not_published_yet_is_behind_and_is_not_run(tmp_path: Path) -> None:
    folder = manifests(tmp_path)
    with kfp_server() as server:
        uploaded(server, folder)
        applied(server, folder, WEEKLY)
        (folder / "local/finetune.yaml").write_text(compiled_text(sdkVersion="kfp-2.18.0"))
        kind, line = drift(server, folder, WEEKLY)[0]
        assert kind == "behind"
        assert "the latest version on the server is bsl-finetune-local-" in line
        assert "bsl publish --profile local" in line
        left = applied(server, folder, WEEKLY)
        assert [difference.kind for difference in left.differences] == ["behind"]
        assert len(server.runs) == 1


def test_a_pinned_version_runs_that_one(tmp_path: Path) -> None:
    folder = manifests(tmp_path)
    with kfp_server() as server:
        uploaded(server, folder)
        name = server.versions[0]["name"]
        (folder / "local/finetune.yaml").write_text(compiled_text(sdkVersion="kfp-2.18.0"))
        uploaded(server, folder)
        assert applied(server, folder, schedule(version=name, on_change="run_once")).differences == ()
        reference = {"pipeline_id": server.pipelines[0]["pipeline_id"], "pipeline_version_id": "version-0002"}
        assert server.recurring_runs[0]["pipeline_version_reference"] == reference
        assert server.runs[0]["pipeline_version_reference"] == reference


@pytest.mark.parametrize("changes", [{}, {"version": "bsl-finetune-local-00000000"}])
def test_a_schedule_of_what_was_never_published_is_refused_and_nothing_is_changed(
    tmp_path: Path, changes: dict[str, str]
) -> None:
    folder = manifests(tmp_path)
    with kfp_server() as server:
        if changes:
            uploaded(server, folder)
        state = facts(server)
        with pytest.raises(BadInput, match=r"schedule weekly: the server has no version .*bsl publish --profile local"):
            applied(server, folder, schedule(**changes), HOURLY)
        assert facts(server) == state


def test_each_namespace_has_its_own_schedules(tmp_path: Path) -> None:
    folder = manifests(tmp_path)
    with kfp_server(multi_user=True) as server:
        for namespace in ("one", "two", "two"):
            uploaded(server, folder, namespace=namespace)
            applied(server, folder, WEEKLY, namespace=namespace)
        assert [run["namespace"] for run in server.recurring_runs] == ["one", "two"]
        folders = {item["experiment_id"]: item["namespace"] for item in server.experiments}
        assert [folders[run["experiment_id"]] for run in server.runs] == ["one", "two"]
        applied(server, folder, namespace="two")
        assert [run["namespace"] for run in server.recurring_runs] == ["one"]


def test_schedules_of_many_pages_are_all_read(tmp_path: Path) -> None:
    folder = manifests(tmp_path)
    with kfp_server(page_limit=2) as server:
        uploaded(server, folder)
        for number in range(7):
            server.recurring_runs.append({**STRANGER, "recurring_run_id": f"other-{number}"})
        many = [schedule(name=f"s{number}") for number in range(5)]
        assert applied(server, folder, *many).strangers == 7
        before = server.changes
        applied(server, folder, *many)
        assert server.changes == before
