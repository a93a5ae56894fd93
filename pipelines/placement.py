"""Where tasks run on a cluster: each function is a word in the sentence that a pipeline is.

What a word means comes from the deployment profile that the pipeline is compiled for. The local runner ignores all of
it but variables, which are not set without a profile, so that the same definition runs on a laptop.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from kfp import dsl, kubernetes

from components import images
from components.train.trainjob.settings import TrainJobSettings
from pipelines.deployment import GpuPool, Machine, Profile

KNOWLEDGE_BASE_SECRET = "bsl-knowledge-base"
REPOSITORIES_SECRET = "bsl-repositories"
GENERATOR_SECRET = "bsl-generator"
RATINGS_SECRET = "bsl-ratings"
SIGNING_SECRET = "bsl-signing"
VERIFICATION = "bsl-verification"
OBJECT_STORE = "bsl-object-store"

USER, GROUP = 10001, 0  # as in the images; group 0 is what an arbitrary user of OpenShift belongs to
SCRATCH = "/tmp"
BASE_MODELS = "/models/base"
SECRETS = "/etc/bsl"

# what holds where no profile was chosen: on a laptop, where nothing of it is looked at
_NONE = Profile(name="none", description="a laptop", retries=0, model=Machine(cpu=1, memory_gib=4))
_PROFILE: ContextVar[Profile] = ContextVar("profile", default=_NONE)


@contextmanager
def placed_by(profile: Profile) -> Iterator[None]:
    """Pipelines that are defined inside run where this profile says."""
    token = _PROFILE.set(profile)
    try:
        yield
    finally:
        _PROFILE.reset(token)


def small(task: dsl.PipelineTask) -> dsl.PipelineTask:
    """A task that reads a few numbers."""
    return _on(task, _PROFILE.get().small)


def large(task: dsl.PipelineTask) -> dsl.PipelineTask:
    """A task that reads many records."""
    return _on(task, _PROFILE.get().data)


def on_gpu_pool(task: dsl.PipelineTask) -> dsl.PipelineTask:
    """A task that runs a model: on nodes that are kept for GPU work, or on the CPU where the profile has none."""
    profile = _PROFILE.get()
    _on(task, profile.model)
    if profile.gpu:
        _with_gpus(task, profile.gpu)
    return task


def train_job() -> dict[str, Any]:
    """The TrainJob that a training becomes under this profile; empty: the pod of the task trains."""
    profile = _PROFILE.get()
    if profile.train_backend == "pod":
        return {}
    machine, pool = profile.model, profile.gpu
    accelerator: dict[str, Any] = {}
    if pool:
        accelerator = {
            "gpu_resource": pool.resource,
            "shared_memory_gib": pool.shared_memory_gib,
            "node_selector": pool.node_selector,
            "tolerations": [toleration.model_dump(exclude_defaults=False) for toleration in pool.tolerations],
        }
        for toleration in accelerator["tolerations"]:
            if not toleration["value"]:
                del toleration["value"]
    return TrainJobSettings(
        image=images.GPU,
        runtime=profile.train_runtime,
        cpu=machine.cpu,
        memory_gib=machine.memory_gib,
        scratch_gib=machine.scratch_gib,
        hours=machine.hours,
        queue=profile.queue.name,
        priority=profile.queue.priority,
        base_models_claim=profile.base_models_claim,
        private_ca=profile.private_ca,
        image_pull_secrets=profile.image_pull_secrets,
        **accelerator,
    ).model_dump(mode="json", exclude_defaults=True)


def trains(task: dsl.PipelineTask) -> dsl.PipelineTask:
    """A task that trains: itself in the GPU pool, or by a TrainJob that it only waits for.

    Such a waiting pod is not queued, or it would take the place of its own job; and it has no end of its own, because
    a queue may be long: it counts the hours that the job works.
    """
    profile = _PROFILE.get()
    if profile.train_backend == "pod":
        return on_gpu_pool(task)
    return _confined(task, profile.waiting)


def writes_to_the_world(task: dsl.PipelineTask) -> dsl.PipelineTask:
    """A task that reads or changes what lies outside the pipeline: a cached result would be a lie."""
    return task.set_caching_options(False)


def with_object_store(task: dsl.PipelineTask, role: str) -> dsl.PipelineTask:
    """The object store, with the key pair of a role: what the role may not do the store refuses."""
    kubernetes.use_config_map_as_env(task, OBJECT_STORE, {"url": "BSL_OBJECT_STORE"})
    kubernetes.use_secret_as_volume(task, f"{OBJECT_STORE}-{role}", f"{SECRETS}/object-store")
    return _told(task, "BSL_S3_KEYS", f"{SECRETS}/object-store")


def with_base_models(task: dsl.PipelineTask) -> dsl.PipelineTask:
    """The volume of imported base models; nothing is ever written to it by a run."""
    claim = _PROFILE.get().base_models_claim
    return kubernetes.mount_pvc(task, claim, BASE_MODELS) if claim else task


def with_knowledge_base(task: dsl.PipelineTask) -> dsl.PipelineTask:
    """The address of the knowledge base, with a user that may only read; absent where there is none."""
    return _with_secret(task, KNOWLEDGE_BASE_SECRET, "url", "BSL_KNOWLEDGE_BASE")


def with_repositories(task: dsl.PipelineTask) -> dsl.PipelineTask:
    """The token that a Git host is shown; absent where no private repository is read."""
    return _with_secret(task, REPOSITORIES_SECRET, "token", "BSL_REPOSITORY_TOKEN")


def with_generator(task: dsl.PipelineTask) -> dsl.PipelineTask:
    """The token of the model that is asked for examples; absent where none is asked."""
    return _with_secret(task, GENERATOR_SECRET, "token", "BSL_GENERATOR_TOKEN")


def with_ratings(task: dsl.PipelineTask) -> dsl.PipelineTask:
    """Answers and ratings."""
    return _with_secret(task, RATINGS_SECRET, "url", "BSL_RATINGS")


def with_signing_key(task: dsl.PipelineTask) -> dsl.PipelineTask:
    """The key that releases are signed with; no other task sees it."""
    kubernetes.use_secret_as_volume(task, SIGNING_SECRET, f"{SECRETS}/signing")
    return _told(task, "BSL_SIGNING_KEY", f"{SECRETS}/signing/private_key")


def with_verification_key(task: dsl.PipelineTask) -> dsl.PipelineTask:
    """The key that releases are checked with before they meet users."""
    kubernetes.use_config_map_as_volume(task, VERIFICATION, f"{SECRETS}/verification")
    return _told(task, "BSL_VERIFICATION_KEY", f"{SECRETS}/verification/public_key")


def _told(task: dsl.PipelineTask, variable: str, path: str) -> dsl.PipelineTask:
    """Where a mounted file lies. The local runner mounts nothing and yet sets variables: there it is not told."""
    return task if _PROFILE.get() is _NONE else task.set_env_variable(variable, path)


def _on(task: dsl.PipelineTask, machine: Machine) -> dsl.PipelineTask:
    """What every pod that works gets: its share of a machine, an end, its place in the queue."""
    kubernetes.set_timeout(task, round(machine.hours * 3600))
    return _queued(_confined(task, machine), _PROFILE.get())


def _confined(task: dsl.PipelineTask, machine: Machine) -> dsl.PipelineTask:
    """What every pod gets: its share of a machine, no rights, a folder to write to."""
    profile = _PROFILE.get()
    cpu, memory = str(machine.cpu), f"{machine.memory_gib}Gi"
    task.set_cpu_request(cpu).set_cpu_limit(cpu).set_memory_request(memory).set_memory_limit(memory)
    kubernetes.set_security_context(task, run_as_user=USER, run_as_group=GROUP, run_as_non_root=True)
    kubernetes.empty_dir_mount(task, "scratch", SCRATCH, size_limit=f"{machine.scratch_gib}Gi")
    kubernetes.set_image_pull_policy(task, profile.image_pull_policy)
    if profile.image_pull_secrets:
        kubernetes.set_image_pull_secrets(task, list(profile.image_pull_secrets))
    if profile.retries:
        task.set_retry(profile.retries, backoff_duration="30s", backoff_factor=2, backoff_max_duration="600s")
    if profile.private_ca:
        kubernetes.use_config_map_as_volume(task, "bsl-ca", f"{SECRETS}/ca")
        _told(task, "BSL_CA_BUNDLE", f"{SECRETS}/ca/ca.crt")
    kubernetes.add_pod_label(task, "app.kubernetes.io/part-of", "bsl-foundry")
    # network policies let a stage out by its name; a task that stands twice in a graph has a number behind it
    kubernetes.add_pod_label(task, "bsl-foundry/stage", task.component_spec.name)
    kubernetes.add_pod_annotation(task, "cluster-autoscaler.kubernetes.io/safe-to-evict", "false")
    return task


def _queued(task: dsl.PipelineTask, profile: Profile) -> dsl.PipelineTask:
    if profile.queue.name:
        kubernetes.add_pod_label(task, "kueue.x-k8s.io/queue-name", profile.queue.name)
    if profile.queue.priority:
        kubernetes.add_pod_label(task, "kueue.x-k8s.io/priority-class", profile.queue.priority)
    return task


def _with_gpus(task: dsl.PipelineTask, pool: GpuPool) -> None:
    task.set_accelerator_type(pool.resource).set_accelerator_limit(pool.count)
    for label, value in sorted(pool.node_selector.items()):
        kubernetes.add_node_selector(task, label, value)
    for toleration in pool.tolerations:
        kubernetes.add_toleration(
            task,
            key=toleration.key,
            operator=toleration.operator,
            value=toleration.value or None,
            effect=toleration.effect,
        )
    kubernetes.empty_dir_mount(task, "shm", "/dev/shm", medium="Memory", size_limit=f"{pool.shared_memory_gib}Gi")


def _with_secret(task: dsl.PipelineTask, name: str, key: str, variable: str) -> dsl.PipelineTask:
    """A key of a secret as a variable; optional, because a pod that names a secret which is not there never starts."""
    return kubernetes.use_secret_as_env(task, secret_name=name, secret_key_to_env={key: variable}, optional=True)
