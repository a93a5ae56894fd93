"""A training as a TrainJob ends in the adapter that the step itself would have made, whatever happens to the job."""

import time
from typing import Any

import pytest

from components.shared.cluster import Forbidden
from components.shared.errors import Refused
from components.shared.versions import weights_sha256
from tests.services.trainjob.conftest import Controlled, Controller, Step, in_the_step, jobs


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
