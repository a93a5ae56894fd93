"""The parts of a hand-over: names, states, parcels, and whether anybody still waits."""

import json
import threading
from pathlib import Path
from typing import Any

import pytest

from components.shared.errors import BadInput, TryAgain
from components.shared.object_store import FolderStore
from components.train.settings import TrainSettings
from components.train.trainjob.heartbeat import PROGRESS, Silence, beat, watched
from components.train.trainjob.manifest import job_name, manifest
from components.train.trainjob.parcels import MANIFEST, facts_of, fetch, forget, send
from components.train.trainjob.settings import TrainJobSettings
from components.train.trainjob.waiting import state_of, train_in_job

GOOD: dict[str, Any] = {"image": "gpu@sha256:1", "cpu": 4, "memory_gib": 8, "scratch_gib": 1, "hours": 2}


def settings(**changes: Any) -> TrainJobSettings:
    return TrainJobSettings(**(GOOD | changes))


@pytest.mark.parametrize(
    ("change", "same"),
    [({}, True), ({"hours": 5}, True), ({"poll_seconds": 1}, True), ({"image": "b"}, False), ({"cpu": 5}, False)],
)
def test_the_same_training_on_the_same_machine_has_the_same_name(change: dict[str, Any], same: bool) -> None:
    assert (job_name("d", settings()) == job_name("d", settings(**change))) is same
    assert job_name("d", settings()) != job_name("e", settings())


def test_a_queue_and_what_a_pod_needs_are_in_the_manifest() -> None:
    made = manifest("bsl-train-1", "checkpoints/1/j/", "s3://b", settings(
        queue="team", priority="low", gpu_resource="nvidia.com/gpu", node_selector={"pool": "gpu"}, private_ca=True,
        base_models_claim="bsl-base-models", tolerations=[{"key": "nvidia.com/gpu", "operator": "Exists"}],
    ))  # fmt: skip
    assert made["metadata"]["labels"]["kueue.x-k8s.io/queue-name"] == "team"
    assert made["spec"]["trainer"]["resourcesPerNode"]["limits"]["nvidia.com/gpu"] == "1"
    job = made["spec"]["runtimePatches"][0]["trainingRuntimeSpec"]["template"]["spec"]["replicatedJobs"][0]
    pod = job["template"]["spec"]["template"]["spec"]
    mounted = {mount["mountPath"]: mount.get("readOnly", False) for mount in pod["containers"][0]["volumeMounts"]}
    assert mounted == {
        "/etc/bsl/object-store": True, "/tmp": False, "/dev/shm": False, "/models/base": True, "/etc/bsl/ca": True,
    }  # fmt: skip
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert "secret" not in json.dumps(made["spec"]["trainer"]["env"]).lower()


def conditions(*pairs: tuple[str, str], suspend: bool = False, **metadata: str) -> dict[str, Any]:
    told = [{"type": kind, "status": status} for kind, status in pairs]
    return {"metadata": metadata, "spec": {"suspend": suspend}, "status": {"conditions": told}}


@pytest.mark.parametrize(
    ("thing", "state"),
    [
        (None, "absent"),
        ({"metadata": {}, "spec": {}}, "running"),
        (conditions(suspend=True), "queued"),
        (conditions(("Suspended", "True")), "queued"),
        (conditions(("Suspended", "False")), "running"),
        (conditions(("Suspended", "False"), ("Complete", "True")), "complete"),
        (conditions(("Failed", "True")), "failed"),
        (conditions(("Failed", "True"), deletionTimestamp="now"), "going"),
    ],
)
def test_the_state_of_a_job(thing: dict[str, Any] | None, state: str) -> None:
    assert state_of(thing) == state


def test_a_parcel_arrives_whole_or_not_at_all(tmp_path: Path) -> None:
    store, source = FolderStore(tmp_path / "store"), tmp_path / "source"
    (source / "deep").mkdir(parents=True)
    (source / "deep/a").write_bytes(b"1")
    assert facts_of(store, "p/") is None
    send(store, "p/", {"base": source}, {"n": 1})
    send(store, "p/", {"base": source}, {"n": 2})
    assert facts_of(store, "p/") == {"n": 2}
    fetch(store, "p/", {"base": tmp_path / "there"})
    assert (tmp_path / "there/deep/a").read_bytes() == b"1"
    store.put("p/base/deep/a", b"2")
    with pytest.raises(BadInput, match="not the file that was sent"):
        fetch(store, "p/", {"base": tmp_path / "there"})
    forget(store, "p/")
    assert not list(store.list("p/"))


def test_a_parcel_cannot_be_unpacked_outside_of_its_folder(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "store")
    store.put("p/" + MANIFEST, json.dumps({"files": {"base/../../x": "0"}, "facts": {}}).encode())
    with pytest.raises(BadInput, match="outside"):
        fetch(store, "p/", {"base": tmp_path / "a/b"})


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_silence_is_counted_from_the_last_new_heartbeat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, clock = FolderStore(tmp_path), Clock()
    silence = Silence(store, "p/", clock)
    assert silence.seconds() == 0
    clock.now = 500
    assert silence.seconds() == 500
    beat(store, "p/")
    assert silence.seconds() == 0
    clock.now = 1099
    assert silence.seconds() == 599
    with monkeypatch.context() as patch:

        def away(key: str) -> bytes:
            raise TryAgain("away")

        patch.setattr(store, "get", away)
        assert silence.seconds() == 0, "a store that is away tells nothing about who waits"
    clock.now = 1800
    assert silence.seconds() == 701


def test_the_job_is_stopped_when_nobody_waits_and_not_before(tmp_path: Path) -> None:
    store, stopped = FolderStore(tmp_path), threading.Event()
    with watched(store, "p/", 0.6, stopped.set) as reporter:
        reporter("training", 3, 9)
        for _ in range(12):
            beat(store, "p/")
            assert not stopped.wait(0.1)
        assert stopped.wait(20)
    assert json.loads(store.get("p/" + PROGRESS)) == {"doing": "training", "done": 3, "total": 9}


def test_a_store_in_a_folder_cannot_be_reached_from_a_job(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot reach file"):
        train_in_job(
            tmp_path, tmp_path, tmp_path, tmp_path, TrainSettings(), lambda *_: None, FolderStore(tmp_path),
            settings(), None, f"file:{tmp_path}",  # type: ignore[arg-type]
        )  # fmt: skip
