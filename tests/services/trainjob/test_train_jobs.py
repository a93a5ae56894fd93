"""A training as a TrainJob ends in the adapter that the step itself would have made, whatever happens to the job."""

import time
from pathlib import Path
from typing import Any

import pytest

from components.shared.cluster import Forbidden
from components.shared.cluster.client import Cluster
from components.shared.errors import Refused
from components.shared.hardware import HardwareSettings
from components.shared.object_store import open_object_store
from components.shared.summaries import TrainSummary
from components.shared.versions import weights_sha256
from components.train.settings import TrainingSettings, TrainSettings
from components.train.stage import train_adapter
from components.train.trainjob.manifest import API_VERSION, KIND
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


def test_a_job_makes_the_adapter_of_the_step_and_is_not_made_twice(step: Step, controlled: Controlled) -> None:
    controller = controlled(Controller.runs)
    done = step()
    assert done.adapter_sha256 == in_the_step(step) == weights_sha256(step.folder / "adapter")
    assert list((step.folder / "curves").rglob("*tfevents*"))
    assert any(words[0] == "training" for words in step.told)
    assert step() == done
    assert (controller.starts, len(controller.uids)) == (1, 1)


def test_a_job_that_fails_is_deleted(step: Step, controlled: Controlled) -> None:
    controller = controlled(lambda it, job: it.say(job, "Failed", message="BackoffLimitExceeded"))
    with pytest.raises(Refused, match="BackoffLimitExceeded"):
        step()
    assert jobs(controller) == []


def test_a_job_that_works_for_too_long_is_deleted_and_one_that_waits_is_not(step: Step, controlled: Controlled) -> None:
    began = time.monotonic()

    def patient(controller: Controller, job: dict[str, Any]) -> None:
        waits = time.monotonic() - began < 4
        if waits or (job.get("status") or {}).get("conditions"):
            controller.say(job, "Suspended", "True" if waits else "False")

    controller = controlled(patient)
    with pytest.raises(Refused, match=r"at work for more than 0\.0003 hours"):
        step({"hours": 0.0003})
    assert time.monotonic() - began > 4, "the queue was counted"
    assert jobs(controller) == []


def test_a_cluster_that_forbids_jobs_says_which_right_is_missing(step: Step, kube_api: Any) -> None:
    kube_api.kubectl("delete", "rolebinding", "bsl-train-jobs", "-n", step.cluster.namespace, check=True)
    with pytest.raises(Forbidden, match="trainjobs"):
        step()
