"""Deployment profiles: on what machines of a cluster the stages run, and with which settings of training.

A profile is one file of ``manifests/profiles``; ``bsl compile --profile NAME`` bakes it into the pipelines. Resources
are fixed then: as parameters they break inside conditions (kfp 2.17).
"""

from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from components.shared.errors import BadInput
from components.shared.settings import Settings
from pipelines.config import Config, parse_config, read_yaml

PROFILES = Path(__file__).parents[1] / "manifests/profiles"
LOCAL = "local"


class Toleration(Settings):
    """A taint that pods of the pool bear."""

    key: str = "nvidia.com/gpu"
    operator: Literal["Exists", "Equal"] = "Exists"
    value: str = ""
    effect: Literal["NoSchedule", "NoExecute", "PreferNoSchedule"] = "NoSchedule"


class Machine(Settings):
    """What one task asks for. Requests are limits: a neighbour's burst must not take what a long training counts on."""

    cpu: int = Field(ge=1, description="Cores")
    memory_gib: int = Field(ge=1, description="Memory")
    scratch_gib: int = Field(10, ge=1, description="Room under /tmp, on the node's disk")
    hours: float = Field(2.0, gt=0, le=720, description="Longest time at work; time in a queue does not count")


class GpuPool(Settings):
    """Nodes with GPUs, and what of one node a task takes."""

    resource: str = Field("nvidia.com/gpu", description="Name of the accelerator as nodes offer it")
    count: int = Field(1, ge=1, le=16, description="GPUs of one node that a task takes")
    memory_gb: int = Field(ge=8, description="Memory of one GPU; batch sizes are chosen for it")
    node_selector: dict[str, str] = Field(default_factory=dict, description="Labels of the pool's nodes")
    tolerations: tuple[Toleration, ...] = (Toleration(),)
    shared_memory_gib: int = Field(8, ge=1, description="/dev/shm: data loaders and GPUs of one node talk through it")


class Queue(Settings):
    """Kueue: who waits where, and who goes first."""

    name: str = Field("", description="LocalQueue of the namespace; empty: pods are not queued")
    priority: str = Field("", description="WorkloadPriorityClass; empty: the queue's own")


class Quota(Settings):
    """The most that the namespace may use; a profile that asks for more is refused when it is read."""

    cpu: int | None = Field(None, ge=1)
    memory_gib: int | None = Field(None, ge=1)
    gpus: int | None = Field(None, ge=0)


class Profile(Settings):
    """Where the stages run."""

    name: str = Field(pattern=r"^[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?$")
    description: str = Field(min_length=1)
    small: Machine = Machine(cpu=1, memory_gib=2, hours=1)
    data: Machine = Machine(cpu=4, memory_gib=16, scratch_gib=100, hours=12)
    model: Machine = Field(description="For training, evaluation and quantization")
    gpu: GpuPool | None = Field(None, description="None: models are handled on the CPU")
    train_backend: Literal["pod", "trainjob"] = Field(
        "pod",
        description="pod: the step trains; trainjob: a Kubeflow TrainJob, which Kueue may suspend and resume",
    )
    train_nodes: int = Field(1, ge=1, description="Nodes of a TrainJob")
    train_runtime: str = Field("torch-distributed", min_length=1, description="ClusterTrainingRuntime of a TrainJob")
    waiting: Machine = Field(
        Machine(cpu=1, memory_gib=4), description="For a step that waits for a TrainJob; it has no end of its own"
    )
    retries: int = Field(2, ge=0, le=10, description="How often a task is begun anew; training goes on where it was")
    base_models_claim: str = Field("bsl-base-models", description="Volume of imported base models, mounted read-only")
    image_pull_policy: Literal["IfNotPresent", "Always", "Never"] = "IfNotPresent"
    image_pull_secrets: tuple[str, ...] = ()
    private_ca: bool = Field(False, description="Whether servers are trusted by the ConfigMap bsl-ca (key ca.crt)")
    queue: Queue = Queue()
    quota: Quota = Quota()
    settings: dict[str, Any] = Field(
        default_factory=dict, description="Sections of the configuration; defaults of runs"
    )

    @model_validator(mode="after")
    def _one_process_trains(self) -> Self:
        processes = self.train_nodes * (self.gpu.count if self.gpu else 1)
        if processes > 1:
            raise ValueError(
                f"training computes on one GPU of one node, this asks for {processes}: the others would be paid for "
                "and idle; set train_nodes and gpu.count to 1, and take a GPU with more memory"
            )
        return self

    @model_validator(mode="after")
    def _within_quota(self) -> Self:
        wanted = {
            "cpu": max(machine.cpu for machine in (self.small, self.data, self.model)),
            "memory_gib": max(machine.memory_gib for machine in (self.small, self.data, self.model)),
            "gpus": self.gpu.count if self.gpu else 0,
        }
        for what, most in self.quota.model_dump().items():
            if most is not None and wanted[what] > most:
                raise ValueError(
                    f"one task asks for {wanted[what]} {what}, the quota of the namespace is {most}: lower the task's, "
                    "or have the quota raised"
                )
        return self

    def config(self) -> Config:
        """The settings of runs under this profile."""
        return parse_config(self.settings, f"profile {self.name}: settings", Config)


def read_profile(name: str, folder: Path = PROFILES) -> Profile:
    """One profile by its name.

    Raises:
        BadInput: There is no such profile, or a value in it is none; every problem is named.
    """
    path = folder / f"{name}.yaml"
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        there = ", ".join(profile_names(folder)) or "none"
        raise BadInput(f"{path}: {error.strerror}; there are the profiles {there}") from error
    values = read_yaml(text, str(path))
    profile = parse_config({"name": name, **(values or {})} if isinstance(values, dict) else values, str(path), Profile)
    if profile.name != name:
        raise BadInput(f"{path}: calls itself {profile.name}; leave `name` out, or name the file so")
    profile.config()
    return profile


def profile_names(folder: Path = PROFILES) -> list[str]:
    """The profiles of a folder."""
    return sorted(path.stem for path in folder.glob("*.yaml"))
