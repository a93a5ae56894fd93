"""Lost answers, two at once, kills and hands: the server ends as Git says."""

import os
import signal
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.shared.errors import TryAgain
from pipelines.publishing.reconcile import reconcile
from pipelines.publishing.schedules import Schedule
from tests.kfp_server import Fault, KfpServer, kfp_server
from tests.pipelines.kubeflow import (
    HOURLY,
    OWNER,
    STRANGER,
    WEEKLY,
    applied,
    connected,
    facts,
    manifests,
    ready,
    schedule,
    uploaded,
)

CHANGED = (schedule(cron="0 0 0 * * *", on_change="run_once"), HOURLY)


@pytest.mark.parametrize("fault", ["lost", "failed after", "dropped", "500"])
@pytest.mark.parametrize(("method", "skip"), [("POST", 0), ("POST", 1), ("POST", 2), ("POST", 3), ("DELETE", 0)])
def test_a_lost_answer_to_any_call_ends_in_the_same_state(tmp_path: Path, fault: str, method: str, skip: int) -> None:
    folder = manifests(tmp_path)
    with kfp_server() as server:
        uploaded(server, folder)
        applied(server, folder, WEEKLY, HOURLY)
        applied(server, folder, *CHANGED)
        untroubled = facts(server)
    with kfp_server() as server:
        uploaded(server, folder)
        planted = server.fault(fault, method, skip=skip)
        applied(server, folder, WEEKLY, HOURLY)
        applied(server, folder, *CHANGED)
        assert planted.fired == 1
        assert facts(server) == untroubled


def test_two_reconcilers_at_once_end_in_one_state(tmp_path: Path) -> None:
    folder = manifests(tmp_path)
    with kfp_server() as server:
        uploaded(server, folder)
        planted = server.fault("raced", "POST", "/recurringruns", times=2)  # somebody else asks for the same first
        run = server.fault("raced", "POST", "/runs")
        assert applied(server, folder, WEEKLY, HOURLY).differences == ()
        assert (planted.fired, run.fired) == (2, 1)
        assert sorted(run["display_name"] for run in server.recurring_runs) == ["hourly", "weekly"]
        assert [run["state"] for run in server.runs] == ["PENDING", "CANCELING"]


def test_threads_of_reconcilers_end_in_one_state(tmp_path: Path) -> None:
    folder = manifests(tmp_path)
    with kfp_server() as server:
        uploaded(server, folder)
        known = ready(folder, WEEKLY, HOURLY)
        barrier = threading.Barrier(3, timeout=10)

        def work() -> None:
            kfp = connected(server)
            barrier.wait()
            reconcile(kfp, known, OWNER)

        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert applied(server, folder, WEEKLY, HOURLY).differences == ()
        assert sorted(run["display_name"] for run in server.recurring_runs) == ["hourly", "weekly"]
        assert sum(run["state"] == "PENDING" for run in server.runs) == 1


def test_a_server_that_fails_for_good_is_given_up_with_a_message(tmp_path: Path) -> None:
    folder = manifests(tmp_path)
    with kfp_server() as server:
        uploaded(server, folder)
        planted = server.fault("503", "POST", "/recurringruns", times=99)
        with pytest.raises(TryAgain, match="run again, nothing is done twice"):
            applied(server, folder, WEEKLY)
        assert planted.fired == 6
        server.faults.clear()
        assert applied(server, folder, WEEKLY).differences == ()


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("there", [(), (WEEKLY, HOURLY)], ids=["nothing there", "others there"])
def test_killed_at_any_call_the_next_run_ends_in_the_same_state(
    tmp_path: Path, when: str, there: tuple[Schedule, ...]
) -> None:
    folder = manifests(tmp_path)
    with kfp_server() as server:
        uploaded(server, folder)
        applied(server, folder, *there)
        applied(server, folder, *CHANGED)
        untroubled = facts(server)
    kills = 0
    for point in range(1, 40):
        with kfp_server() as server:
            uploaded(server, folder)
            applied(server, folder, *there)
            killed = _killed_at(server, point, when, folder)
            applied(server, folder, *CHANGED)
            assert facts(server) == untroubled, f"killed {when} call {point}"
        kills += killed
        if not killed:
            break
    assert kills >= 10  # each read and each change of the second application


NAMES = ("weekly", "hourly", "nightly")
LINES = ("0 0 0 * * *", "0 30 20 * * 5")
WANTED = st.lists(
    st.builds(schedule, name=st.sampled_from(NAMES), cron=st.sampled_from(LINES), enabled=st.booleans()),
    max_size=3,
    unique_by=lambda schedule: schedule.name,
)
HANDS = st.lists(
    st.tuples(st.sampled_from(["delete", "copy", "switch", "edit", "forge"]), st.integers(0, 5)), max_size=4
)
FAULTS = st.lists(
    st.tuples(
        st.sampled_from(["lost", "failed after", "dropped", "500", "raced"]),
        st.sampled_from(["GET", "POST", "DELETE"]),
        st.integers(0, 3),
    ),
    max_size=2,
)


@settings(max_examples=15)
@given(rounds=st.lists(st.tuples(WANTED, HANDS, FAULTS), min_size=1, max_size=3))
def test_whatever_hands_and_faults_do_the_server_becomes_what_git_says(
    rounds: list[Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp() / "hands"
    if not folder.exists():
        manifests(folder)
    with kfp_server() as server:
        uploaded(server, folder)
        server.recurring_runs.append(dict(STRANGER))
        for wanted, hands, faults in rounds:
            for hand, place in hands:
                _meddle(server, hand, place)
            server.faults = [Fault(kind, method, skip=skip) for kind, method, skip in faults]
            applied(server, folder, *wanted)
            ours = [run for run in server.recurring_runs if run["description"] != STRANGER["description"]]
            assert sorted((run["display_name"], run["trigger"]["cron_schedule"]["cron"]) for run in ours) == sorted(
                (one.name, one.cron) for one in wanted
            )
            assert all((run["status"] == "ENABLED") == _enabled(wanted, run["display_name"]) for run in ours)
            assert STRANGER in server.recurring_runs
            server.faults, before = [], server.changes
            applied(server, folder, *wanted)
            assert server.changes == before


def _enabled(wanted: list[Schedule], name: str) -> bool:
    return next(one.enabled for one in wanted if one.name == name)


def _meddle(server: KfpServer, hand: str, place: int) -> None:
    """What people do in the UI, and worse."""
    ours = [run for run in server.recurring_runs if run["description"] != STRANGER["description"]]
    if not ours:
        return
    run = ours[place % len(ours)]
    if hand == "delete":
        server.recurring_runs.remove(run)
    elif hand == "copy":
        server.recurring_runs.append({**run, "recurring_run_id": server.identity("recurring")[0]})
    elif hand == "switch":
        run.update(status="DISABLED", mode="DISABLE")
    elif hand == "edit":
        run["trigger"] = {"cron_schedule": {"cron": "0 0 12 * * *"}}
    else:
        run["description"] = "x\nbsl-schedule owner=bsl-foundry name=weekly spec=0123456789abcdef"


def _killed_at(server: KfpServer, point: int, when: str, folder: Path) -> bool:
    """Apply the changed schedules in a process that is killed at its n-th request; False: it came to its end."""
    gate = os.pipe()
    process = os.fork()
    if process == 0:
        os.read(gate[0], 1)
        try:
            applied(server, folder, *CHANGED)
        finally:
            os._exit(0)
    left = point

    def count(asked: str) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(process, signal.SIGKILL)

    setattr(server, when, count)
    os.write(gate[1], b"x")
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    setattr(server, when, lambda asked: None)
    for end in gate:
        os.close(end)
    return code == -signal.SIGKILL
