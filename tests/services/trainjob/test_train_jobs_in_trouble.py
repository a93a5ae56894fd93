"""Preempted, misused, abandoned, never waited for: a job ends in the right adapter or says why not."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from components.shared.errors import BadInput, Refused
from components.shared.object_store import open_object_store
from components.train.trainjob.parcels import facts_of, send
from tests.services.trainjob.conftest import Controlled, Controller, Step, in_the_step, settings


def test_preempted_and_resumed_it_goes_on_from_its_checkpoint_and_the_queue_costs_no_time(
    step: Step, controlled: Controlled
) -> None:
    queued: list[float] = []

    def kueue(controller: Controller, job: dict[str, Any]) -> None:
        store = open_object_store(step.store_url)
        checkpoints = [key for key in store.list("checkpoints/") if "/step-" in key]
        if controller.starts == 1 and controller.process and checkpoints and not queued:
            os.kill(controller.process.pid, signal.SIGKILL)
            controller.process.wait()
            controller.process = None
            queued.append(time.monotonic())
            controller.say(job, "Suspended")
        elif queued and time.monotonic() - queued[0] < 3:
            return
        elif queued and controller.starts == 1:
            controller.say(job, "Suspended", "False")
            controller.start(job)
        else:
            controller.runs(job)

    controller = controlled(kueue)
    assert step().adapter_sha256 == in_the_step(step)
    assert (controller.starts, len(controller.uids)) == (2, 1)
    assert ("waiting in the queue",) in step.told


def test_what_a_person_must_mend_is_told_by_the_step(step: Step, controlled: Controlled) -> None:
    controller = controlled(Controller.runs)
    with pytest.raises(BadInput, match="lora_targets"):
        step(lora_targets=["no_such_layer"])
    assert controller.starts == 1, "the runtime must not try again what cannot succeed"
    with pytest.raises(BadInput, match="lora_targets"):
        step(lora_targets=["no_such_layer"])
    assert len(controller.uids) == 2


def test_a_job_that_another_step_left_behind_is_begun_anew(step: Step, controlled: Controlled) -> None:
    def first_abandoned(controller: Controller, job: dict[str, Any]) -> None:
        conditions = (job.get("status") or {}).get("conditions")
        if job["metadata"]["uid"] != controller.uids[0]:
            controller.runs(job)
        elif not conditions:
            controller.say(job, "Complete")

    controller = controlled(first_abandoned)
    with pytest.raises(Refused, match="ended without an adapter"):
        step()
    assert step().adapter_sha256 == in_the_step(step)
    assert len(controller.uids) == 2


def test_a_job_for_which_nobody_waits_stops_itself_and_is_not_begun_again(
    step: Step, store_url: str, tmp_path: Path
) -> None:
    store = open_object_store(store_url)
    long = settings(num_epochs=2000, evaluations=1)
    send(store, "j/inputs/", {"base": step.base, "splits": step.splits}, long.model_dump(mode="json"))
    words = [sys.executable, "-m", "components.train", "j/", "--silence-seconds=3"]
    done = subprocess.run(
        words, env={**os.environ, "BSL_OBJECT_STORE": store_url}, capture_output=True, text=True, timeout=80,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "silent for too long" in done.stderr
    assert facts_of(store, "j/outcome/") is None


def test_a_job_to_which_nothing_was_handed_over_says_so(store_url: str) -> None:
    words = [sys.executable, "-m", "components.train", "none/", "--silence-seconds=3"]
    done = subprocess.run(
        words, env={**os.environ, "BSL_OBJECT_STORE": store_url}, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "nothing was handed over" in done.stderr
