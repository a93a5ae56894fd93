"""What a TrainJob is made of, as a deployment profile says."""

from typing import Any

from pydantic import Field

from components.shared.settings import Settings


class TrainJobSettings(Settings):
    """The machine that a job asks for. Empty: the step itself trains, in its own pod."""

    image: str = Field(min_length=1, description="The image of the step: the same code here and there")
    runtime: str = Field("torch-distributed", min_length=1, description="ClusterTrainingRuntime of the job")
    service_account: str = Field("bsl-train", description="Whom the pods of the job are")
    cpu: int = Field(ge=1, description="Cores")
    memory_gib: int = Field(ge=1, description="Memory")
    scratch_gib: int = Field(ge=1, description="Room under /tmp")
    shared_memory_gib: int = Field(8, ge=1, description="/dev/shm")
    gpu_resource: str = Field("", description="Name of the accelerator; empty: none")
    node_selector: dict[str, str] = Field(default_factory=dict, description="Labels of the pool's nodes")
    tolerations: tuple[dict[str, Any], ...] = Field((), description="Taints that the pods bear")
    queue: str = Field("", description="LocalQueue of Kueue; empty: not queued")
    priority: str = Field("", description="WorkloadPriorityClass; empty: the queue's own")
    base_models_claim: str = Field("", description="Volume of base models, mounted read-only")
    private_ca: bool = Field(False, description="Whether servers are trusted by the ConfigMap bsl-ca")
    image_pull_secrets: tuple[str, ...] = ()
    hours: float = Field(gt=0, le=720, description="Longest time at work; time in a queue does not count")
    silence_minutes: float = Field(10.0, gt=0, description="A job that nobody has waited for so long stops itself")
    poll_seconds: float = Field(15.0, gt=0, description="How often the step looks at the job and says that it waits")
