"""Deployment profiles: what is read and refused, and what becomes of them in a compiled pipeline."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from components.shared.errors import BadInput
from components.train.trainjob.settings import TrainJobSettings
from pipelines.compiling.resources import compiled, intermediate
from pipelines.deployment import Profile, profile_names, read_profile

GOOD: dict[str, Any] = {"description": "d", "model": {"cpu": 4, "memory_gib": 16}}
GPU = {"memory_gb": 80, "node_selector": {"pool": "gpu"}}


def profile_in(folder: Path, **changes: Any) -> Profile:
    (folder / "mine.yaml").write_text(yaml.safe_dump({**GOOD, **changes}))
    return read_profile("mine", folder)


@pytest.mark.parametrize("name", profile_names())
def test_the_profiles_that_are_shipped_are_good(name: str) -> None:
    profile = read_profile(name)
    training = profile.config().training
    if profile.gpu:
        assert (training.batch_size, profile.gpu.memory_gb) in ((4, 24), (8, 40), (16, 80))
        assert 32 <= training.batch_size * training.gradient_accumulation_steps <= 64
        assert training.learning_rate == 2e-4


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"memory": 5}, "memory: no such setting"),
        ({"model": {"cpu": 0, "memory_gib": 1}}, r"model\.cpu"),
        ({"gpu": {"memory_gb": 80, "count": 100}}, r"gpu\.count"),
        ({"settings": {"training": {"batch": 1}}}, r"settings: training\.batch: no such setting"),
        ({"name": "another"}, "calls itself another"),
        ({"image_pull_policy": "Sometimes"}, "image_pull_policy"),
        ({"quota": {"gpus": 0}, "gpu": GPU}, "asks for 1 gpus, the quota of the namespace is 0"),
        ({"gpu": {**GPU, "count": 2}}, "training computes on one GPU of one node, this asks for 2"),
        ({"train_nodes": 2, "train_backend": "trainjob"}, "this asks for 2.*set train_nodes"),
        ({"train_backend": "ray"}, "train_backend"),
        ({"quota": {"cpu": 3}}, "asks for 4 cpu, the quota of the namespace is 3"),
        ({"quota": {"memory_gib": 15}}, "asks for 16 memory_gib"),
    ],
)
def test_a_profile_that_cannot_work_is_refused(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(BadInput, match=message):
        profile_in(tmp_path, **changes)


def test_an_absent_profile_is_answered_with_those_that_are_there() -> None:
    with pytest.raises(BadInput, match=r"nowhere\.yaml.*gpu-24gb, gpu-40gb, gpu-80gb, local"):
        read_profile("nowhere")


def executors(specification: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    found = specification[1]["platforms"]["kubernetes"]["deploymentSpec"]["executors"]
    return {name.removeprefix("exec-"): executor for name, executor in found.items()}


def containers(specification: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    found = specification[0]["deploymentSpec"]["executors"]
    return {name.removeprefix("exec-"): executor["container"] for name, executor in found.items()}


@pytest.fixture(scope="module")
def placed(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """finetune under a profile in which nothing has its default."""
    profile = profile_in(
        tmp_path_factory.mktemp("profiles"),
        gpu=GPU, private_ca=True, image_pull_secrets=["pull"], retries=3, queue={"name": "team", "priority": "high"},
        settings={"training": {"batch_size": 4}, "name": "bsl-erp"},
    )  # fmt: skip
    return intermediate("finetune", profile)


def test_every_task_is_confined_limited_and_ended(placed: list[dict[str, Any]]) -> None:
    for name, executor in executors(placed).items():
        assert executor["securityContext"] == {"runAsUser": "10001", "runAsGroup": "0", "runAsNonRoot": True}, name
        assert int(executor["activeDeadlineSeconds"]) >= 3600, name
        assert [secret["secretName"] for secret in executor["imagePullSecret"]] == ["pull"], name
        assert executor["podMetadata"]["labels"]["bsl-foundry/stage"] == re.sub(r"-\d+$", "", name)
        assert executor["podMetadata"]["labels"]["kueue.x-k8s.io/queue-name"] == "team", name
        assert executor["podMetadata"]["labels"]["kueue.x-k8s.io/priority-class"] == "high", name
        assert {"volumeName": "scratch", "mountPath": "/tmp"}.items() <= executor["emptyDirMounts"][0].items(), name
        assert any(volume["mountPath"] == "/etc/bsl/ca" for volume in executor["configMapAsVolume"]), name
    for name, container in containers(placed).items():
        resources = container["resources"]
        assert resources["resourceCpuRequest"] == resources["resourceCpuLimit"], name
        assert resources["resourceMemoryRequest"] == resources["resourceMemoryLimit"], name


def test_only_what_runs_models_goes_to_the_gpu_pool(placed: list[dict[str, Any]]) -> None:
    on_gpus = {name for name, it in containers(placed).items() if "accelerator" in it["resources"]}
    assert on_gpus == {"train", "evaluate", "quantize"}
    for name, executor in executors(placed).items():
        assert bool(executor.get("tolerations")) is bool(executor.get("nodeSelector")) is (name in on_gpus), name
    assert containers(placed)["train"]["resources"]["accelerator"]["resourceCount"] == "1"


def test_each_task_sees_the_secrets_of_its_role_and_no_others(placed: list[dict[str, Any]]) -> None:
    seen = {
        name: {it["secretName"] for kind in ("secretAsEnv", "secretAsVolume") for it in executor.get(kind, ())}
        for name, executor in executors(placed).items()
    }
    assert seen == {
        "base-model": {"bsl-object-store-data"},
        "ingest": {"bsl-object-store-ingest", "bsl-knowledge-base", "bsl-repositories", "bsl-ratings"},
        "curate": {"bsl-object-store-data", "bsl-generator"},
        "split": set(),
        "train": {"bsl-object-store-train"},
        "evaluate": set(),
        "gate": set(),
        "quantize": set(),
        "register": {"bsl-object-store-register", "bsl-signing"},
        "deploy": {"bsl-object-store-register"},
        "report": set(),
        "report-2": set(),
    }


def test_settings_of_a_profile_are_defaults_of_runs(placed: list[dict[str, Any]]) -> None:
    parameters = placed[0]["root"]["inputDefinitions"]["parameters"]
    assert parameters["train_settings"]["defaultValue"]["training"]["batch_size"] == 4
    assert parameters["register_settings"]["defaultValue"]["name"] == "bsl-erp"
    assert parameters["gate_settings"]["defaultValue"] == {}


def test_a_step_that_waits_for_its_job_is_not_queued_has_no_gpu_and_no_end(tmp_path: Path) -> None:
    queue = {"name": "team", "priority": "high"}
    specification = intermediate("finetune", profile_in(tmp_path, gpu=GPU, queue=queue, train_backend="trainjob"))
    step = executors(specification)["train"]
    assert "activeDeadlineSeconds" not in step
    assert not {"tolerations", "nodeSelector"} & set(step)
    assert not any(label.startswith("kueue") for label in step["podMetadata"]["labels"])
    assert "accelerator" not in containers(specification)["train"]["resources"]
    job = TrainJobSettings(**specification[0]["root"]["dag"]["tasks"]["train"]["inputs"]["parameters"]["job"][
        "runtimeValue"]["constant"])  # fmt: skip
    assert (job.gpu_resource, job.queue, job.priority, job.node_selector) == (
        "nvidia.com/gpu", "team", "high", {"pool": "gpu"},
    )  # fmt: skip
    assert job.image == containers(specification)["train"]["image"]
    assert executors(specification)["evaluate"]["podMetadata"]["labels"]["kueue.x-k8s.io/queue-name"] == "team"


def test_the_same_content_has_the_same_name_and_bytes(tmp_path: Path) -> None:
    first, again = (compiled("promote", profile_in(tmp_path)) for _ in range(2))
    other = compiled("promote", profile_in(tmp_path, retries=1))
    assert first == again
    pipeline, version = yaml.safe_load_all(first)
    assert (pipeline["kind"], version["kind"]) == ("Pipeline", "PipelineVersion")
    assert version["spec"]["pipelineName"] == pipeline["metadata"]["name"] == "bsl-promote"
    names = [next(iter(re.findall(r"name: (bsl-promote-mine-[0-9a-f]{8})\n", text))) for text in (first, other)]
    assert names[0] != names[1]


def test_other_words_about_a_profile_make_no_other_version(tmp_path: Path) -> None:
    names = {
        next(iter(yaml.safe_load_all(compiled("promote", profile_in(tmp_path, description=said)))))["metadata"]["name"]
        for said in ("one", "two")
    }
    assert len(names) == 1
