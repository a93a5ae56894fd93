"""Rules of compiled pipelines about the pods that run the tasks: images, resources, secrets, nodes."""

from collections.abc import Iterator

from pipelines.linting.compiled import Compiled, Content, Part
from pipelines.linting.images import image_problem, is_latest
from pipelines.linting.names import is_a_place, looks_secret
from pipelines.linting.rules import Problem, rule

NEEDED_RESOURCES = ("resourceCpuRequest", "resourceCpuLimit", "resourceMemoryRequest", "resourceMemoryLimit")


@rule("container-component", "pipeline")
def container_component(ir: Compiled) -> Iterator[Problem]:
    """A container component does not run without Docker, so not on a laptop.

    Bad:  @dsl.container_component
    Good: @dsl.component(base_image=images.CPU, install_kfp_package=False)
    """
    for executor in ir.executors():
        if not any("kfp.dsl.executor_main" in str(word) for word in _words(executor)):
            yield executor.place, "not a lightweight Python component; write one with our image"


@rule("pip-at-run-time", "pipeline")
def pip_at_run_time(ir: Compiled) -> Iterator[Problem]:
    """Installing packages when a pod starts needs a network, and runs code that nobody locked.

    kfp 2.17 also adds --trusted-host for every index of one's own.

    Bad:  @dsl.component(packages_to_install=["requests"])
    Good: @dsl.component(base_image=images.CPU, install_kfp_package=False)
    """
    for executor in ir.executors():
        if any("pip install" in str(word) for word in _words(executor)):
            yield executor.place, "installs packages; set install_kfp_package=False and no packages_to_install"


@rule("task-image-without-digest", "pipeline", local="warning")
def image_without_digest(ir: Compiled) -> Iterator[Problem]:
    """The image of a task is no digest: the cache key holds its name, so a moving tag gives stale results.

    Bad:  registry.example/bsl-foundry/cpu:1.0
    Good: registry.example/bsl-foundry/cpu@sha256:…; `bsl images` writes docker/images.lock.yaml, which compile reads
    """
    for executor in ir.executors():
        problem = image_problem(_container(executor).get("image", ""))
        if problem:
            yield (*executor.place, "container", "image"), problem


@rule("task-image-latest", "pipeline")
def image_latest(ir: Compiled) -> Iterator[Problem]:
    """The image of a task is whatever was pushed last: nobody can say what ran.

    Bad:  bsl-foundry/cpu, bsl-foundry/cpu:latest
    Good: bsl-foundry/cpu@sha256:…
    """
    for executor in ir.executors():
        image = _container(executor).get("image", "")
        if is_latest(image):
            yield (*executor.place, "container", "image"), f"image {image} is whatever was pushed last"


@rule("task-without-resources", "pipeline", local="warning")
def without_resources(ir: Compiled) -> Iterator[Problem]:
    """A task without requests and limits is evicted first, starves its neighbours, and a quota refuses it.

    Bad:  train(corpus=corpus)
    Good: .set_cpu_request("4").set_cpu_limit("8").set_memory_request("32G").set_memory_limit("64G")
    """
    for executor in ir.executors():
        resources = _container(executor).get("resources", {})
        missing = [name.removeprefix("resource") for name in NEEDED_RESOURCES if name not in resources]
        if missing:
            yield executor.place, f"without {', '.join(missing)}; set them in the deployment profile"


@rule("task-may-be-root", "pipeline", local="warning")
def may_be_root(ir: Compiled) -> Iterator[Problem]:
    """A task may run as root: KFP drops capabilities but does not force a user of its own.

    Bad:  train(corpus=corpus)
    Good: kubernetes.set_security_context(task, run_as_user=10001, run_as_group=0, run_as_non_root=True)
    """
    for placement in ir.placements():
        context = placement.content.get("securityContext", {})
        if not context.get("runAsNonRoot") or str(context.get("runAsUser", "10001")) == "0":
            yield placement.place, "runAsNonRoot is not demanded; call kubernetes.set_security_context"


@rule("task-without-retry", "pipeline", local="warning")
def without_retry(ir: Compiled) -> Iterator[Problem]:
    """A task without retries makes a lost node the failure of the whole run.

    Bad:  train(corpus=corpus)
    Good: train(corpus=corpus).set_retry(2, backoff_duration="60s")
    """
    for task, _ in ir.works():
        if not task.content.get("retryPolicy", {}).get("maxRetryCount"):
            yield task.place, "has no retries; call set_retry"


@rule("task-without-timeout", "pipeline", local="warning")
def without_timeout(ir: Compiled) -> Iterator[Problem]:
    """A task without a time-out holds its node, and a GPU, until somebody looks.

    Bad:  train(corpus=corpus)
    Good: kubernetes.set_timeout(task, 86400)
    """
    for placement in ir.placements():
        if int(placement.content.get("activeDeadlineSeconds", 0)) <= 0:
            yield placement.place, "has no time-out; call kubernetes.set_timeout"


@rule("gpu-task-without-toleration", "pipeline")
def gpu_without_toleration(ir: Compiled) -> Iterator[Problem]:
    """GPU nodes are tainted: without a toleration the pod stays pending for ever.

    Bad:  task.set_accelerator_type("nvidia.com/gpu").set_accelerator_limit(1)
    Good: kubernetes.add_toleration(task, key="nvidia.com/gpu", operator="Exists", effect="NoSchedule") as well
    """
    for executor, placement in zip(ir.executors(), ir.placements(), strict=True):
        if _asks_for_gpu(executor) and not placement.content.get("tolerations"):
            yield placement.place, "asks for a GPU and tolerates no taint"


@rule("toleration-without-gpu", "pipeline")
def toleration_without_gpu(ir: Compiled) -> Iterator[Problem]:
    """A task without a GPU that tolerates the taint of GPU nodes takes their CPUs from those that need them.

    Bad:  kubernetes.add_toleration(split_task, key="nvidia.com/gpu", operator="Exists")
    Good: the toleration on train, evaluate and quantize only
    """
    for executor, placement in zip(ir.executors(), ir.placements(), strict=True):
        if not _asks_for_gpu(executor) and _tolerates_gpu(placement.content):
            yield placement.place, "tolerates the taint of GPU nodes and asks for no GPU"


@rule("secret-not-optional", "pipeline")
def secret_not_optional(ir: Compiled) -> Iterator[Problem]:
    """A pod that names a variable of a secret which is not there never starts, also where nothing would ask for it.

    Bad:  kubernetes.use_secret_as_env(task, "bsl-generator", {"token": "BSL_GENERATOR_TOKEN"})
    Good: the same with optional=True; the stage says what is missing when it needs it
    """
    for placement in ir.placements():
        for number, secret in enumerate(placement.content.get("secretAsEnv", [])):
            if not secret.get("optional"):
                place = (*placement.place, "secretAsEnv", number)
                yield place, f"secret {secret.get('secretName')} is not optional"


@rule("task-literal-secret", "pipeline")
def literal_secret(ir: Compiled) -> Iterator[Problem]:
    """A variable of a task is named like a secret and its value stands in the file, which is in Git.

    Bad:  task.set_env_variable("BSL_GENERATOR_TOKEN", "sk-…")
    Good: kubernetes.use_secret_as_volume(task, "bsl-generator", "/secrets/generator", optional=True)
    """
    for executor in ir.executors():
        for number, variable in enumerate(_container(executor).get("env", [])):
            value = variable.get("value", "")
            if looks_secret(variable["name"]) and value and not is_a_place(value):
                place = (*executor.place, "container", "env", number)
                yield place, f"the value of {variable['name']} is written down; mount a secret instead"


def _container(executor: Part) -> Content:
    container: Content = executor.content["container"]
    return container


def _words(executor: Part) -> list[str]:
    return [*_container(executor).get("command", []), *_container(executor).get("args", [])]


def _asks_for_gpu(executor: Part) -> bool:
    return "accelerator" in _container(executor).get("resources", {})


def _tolerates_gpu(placement: Content) -> bool:
    return any(
        "gpu" in toleration.get("key", "") or not toleration.get("key")
        for toleration in placement.get("tolerations", [])
        if "tolerationJson" not in toleration
    )
