"""A cluster of which only the API is real: a controller of ours starts the process that a pod would be."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from minio import Minio

from components.shared.cluster import open_cluster
from components.shared.cluster.client import Cluster
from components.shared.cluster.errors import Absent, ClusterConflict
from components.shared.hardware import HardwareSettings
from components.shared.object_store import open_object_store
from components.shared.summaries import TrainSummary
from components.train.settings import TrainingSettings, TrainSettings
from components.train.stage import train_adapter
from components.train.trainjob.manifest import API_VERSION, KIND
from components.train.trainjob.settings import TrainJobSettings
from components.train.trainjob.waiting import train_in_job
from tests.servers.kube_api import KubeApi
from tests.servers.minio_server import MinioServer
from tests.train.conftest import QUICK, base, splits

__all__ = ["base", "splits"]
_numbers = count(1)
RIGHTS = {
    "apiVersion": "rbac.authorization.k8s.io/v1",
    "kind": "Role",
    "metadata": {"name": "bsl-train-jobs"},
    "rules": [{"apiGroups": ["trainer.kubeflow.org"], "resources": ["trainjobs"],
               "verbs": ["create", "get", "watch", "delete"]}],
}  # fmt: skip


@pytest.fixture
def store_url(minio: MinioServer, monkeypatch: pytest.MonkeyPatch) -> str:
    """A bucket of its own, opened as a step opens it."""
    name = f"trainjob-{next(_numbers)}"
    Minio(minio.endpoint, minio.access_key, minio.secret_key, secure=False, region="us-east-1").make_bucket(name)
    monkeypatch.setenv("BSL_S3_ACCESS_KEY", minio.access_key)
    monkeypatch.setenv("BSL_S3_SECRET_KEY", minio.secret_key)
    return f"s3://{name}?endpoint={minio.url}"


@pytest.fixture
def namespace(kube_api: KubeApi) -> str:
    return kube_api.namespace("trainjob")


@pytest.fixture
def cluster(kube_api: KubeApi, namespace: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    """The cluster as the account of the step, with no right beyond those that the manifests give it."""
    account = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "bsl-train", "namespace": namespace}}
    kube_api.apply(account, _in(namespace, RIGHTS), _binding(namespace))
    opened = _opened(kube_api.config_of(kube_api.token_for(namespace, "bsl-train")), namespace, tmp_path, monkeypatch)
    yield opened
    opened.close()


def _in(namespace: str, thing: dict[str, Any]) -> dict[str, Any]:
    return {**thing, "metadata": {**thing["metadata"], "namespace": namespace}}


def _binding(namespace: str) -> dict[str, Any]:
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "RoleBinding",
        "metadata": {"name": "bsl-train-jobs", "namespace": namespace},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "bsl-train-jobs"},
        "subjects": [{"kind": "ServiceAccount", "name": "bsl-train", "namespace": namespace}],
    }


def _opened(config: dict[str, object], namespace: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Cluster:
    path = folder / f"kubeconfig-{next(_numbers)}"
    path.write_text(json.dumps(config))
    monkeypatch.setenv("BSL_KUBECONFIG", str(path))
    return open_cluster(namespace)


@dataclass(slots=True)
class Controller:
    """Kubeflow Trainer and Kueue, as far as one job shows of them."""

    cluster: Cluster
    behaves: Callable[["Controller", dict[str, Any]], None]
    uids: list[str] = field(default_factory=list)
    starts: int = 0
    process: subprocess.Popen[bytes] | None = None
    trouble: list[BaseException] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def work(self) -> None:
        """Look after jobs until the test is over."""
        while not self.over.wait(0.1):
            try:
                for job in self.cluster.list(API_VERSION, KIND):
                    if job["metadata"]["uid"] not in self.uids:
                        self.uids.append(job["metadata"]["uid"])
                    self.behaves(self, job)
            except (ClusterConflict, Absent):  # the step deleted it meanwhile
                continue
            except BaseException as error:  # shown by the fixture: a thread's own error is seen by nobody
                self.trouble.append(error)
                raise

    def say(self, job: dict[str, Any], kind: str, status: str = "True", message: str = "") -> None:
        """Write one condition of a job, and take the others back."""
        told = {"type": kind, "status": status, "reason": kind, "message": message,
                "lastTransitionTime": "2026-01-01T00:00:00Z"}  # fmt: skip
        self.cluster.replace_status({**job, "status": {"conditions": [told]}})

    def start(self, job: dict[str, Any]) -> None:
        """The process of the pod, with the words and variables of the job."""
        trainer = job["spec"]["trainer"]
        assert trainer["command"][0] == "python3"
        variables = {each["name"]: each["value"] for each in trainer["env"]}
        self.starts += 1
        self.process = subprocess.Popen(
            [sys.executable, *trainer["command"][1:], *trainer["args"]], env={**os.environ, **variables}
        )

    def runs(self, job: dict[str, Any]) -> None:
        """Start a job, and say how it ended."""
        if job["metadata"].get("deletionTimestamp") or (job.get("status") or {}).get("conditions", [{}])[0].get(
            "type"
        ) in ("Complete", "Failed"):
            return
        if self.process is None:
            self.start(job)
        elif (code := self.process.poll()) is not None:
            self.process = None
            self.say(job, "Complete" if code == 0 else "Failed", message=f"exit code {code}")


Controlled = Callable[[Callable[[Controller, dict[str, Any]], None]], Controller]


@pytest.fixture
def controlled(
    kube_api: KubeApi, namespace: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cluster: Cluster
) -> Iterator[Controlled]:
    """Start a controller that behaves in a certain way."""
    running: list[tuple[Controller, threading.Thread]] = []

    def begin(behaves: Callable[[Controller, dict[str, Any]], None]) -> Controller:
        admin = _opened(kube_api.config_of(kube_api.token), namespace, tmp_path, monkeypatch)
        controller = Controller(admin, behaves)
        thread = threading.Thread(target=controller.work)
        running.append((controller, thread))
        thread.start()
        return controller

    yield begin
    for controller, thread in running:
        controller.over.set()
        thread.join()
        if controller.process:
            controller.process.kill()
            controller.process.wait()
        controller.cluster.close()
        assert not controller.trouble


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
