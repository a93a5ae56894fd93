"""Preempted, misused, abandoned, never waited for: a job ends in the right adapter or says why not."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from components.shared.cluster.client import Cluster
from components.shared.errors import BadInput, Refused
from components.shared.hardware import HardwareSettings
from components.shared.object_store import open_object_store
from components.shared.summaries import TrainSummary
from components.train.settings import TrainingSettings, TrainSettings
from components.train.stage import train_adapter
from components.train.trainjob.manifest import API_VERSION, KIND
from components.train.trainjob.parcels import facts_of, send
from components.train.trainjob.settings import TrainJobSettings
from components.train.trainjob.waiting import train_in_job
from tests.services.trainjob.conftest import Controlled, Controller
from tests.train.conftest import QUICK

JOB: dict[str, Any] = {
    "image": "python-gpu@sha256:1", "cpu": 1, "memory_gib": 1, "scratch_gib": 1, "hours": 1, "poll_seconds": 0.2,
    "silence_minutes": 0.5,
}  # fmt: skip


def settings(**training: Any) -> TrainSettings:
    wanted = QUICK | {"checkpoint_minutes": 0, "num_epochs": 3, "patience": 50} | training
    return TrainSettings(training=TrainingSettings(**wanted), hardware=HardwareSettings(device="cpu"))


class Step:
    """The step of the pipeline, as often as it is tried."""

    def __init__(self, base: Path, splits: Path, folder: Path, cluster: Cluster, store_url: str) -> None:
        self.base, self.splits, self.folder = base, splits, folder
        self.cluster, self.store_url, self.told = cluster, store_url, list[tuple[Any, ...]]()

    def __call__(self, job: dict[str, Any] | None = None, **training: Any) -> TrainSummary:
        return train_in_job(
            self.base, self.splits, self.folder / "adapter", self.folder / "curves", settings(**training),
            lambda *words: self.told.append(words), open_object_store(self.store_url),
            TrainJobSettings(**(JOB | (job or {}))), self.cluster, self.store_url,
        )  # fmt: skip


@pytest.fixture
def step(base: Path, splits: Path, tmp_path: Path, cluster: Cluster, store_url: str) -> Step:
    return Step(base, splits, tmp_path, cluster, store_url)


def in_the_step(step: Step) -> str:
    folder = step.folder / "here"
    return train_adapter(step.base, step.splits, folder, step.folder / "c", settings()).adapter_sha256


def jobs(controller: Controller) -> list[dict[str, Any]]:
    return controller.cluster.list(API_VERSION, KIND)


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
