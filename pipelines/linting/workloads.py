"""Rules of pods and workloads beside Pod Security: images, resources, secrets, probes, GPUs."""

from collections.abc import Iterator

from pipelines.linting.images import image_problem, is_latest
from pipelines.linting.manifest import Manifest, Pod, pods_of
from pipelines.linting.names import is_a_place, looks_secret
from pipelines.linting.rules import Problem, rule

GPU = "nvidia.com/gpu"


@rule("container-image-without-digest", "pod", local="warning")
def image_without_digest(pod: Pod) -> Iterator[Problem]:
    """The image of a container is no digest: what was tested and what runs may differ.

    Bad:  image: registry.example/gateway:1.0
    Good: image: registry.example/gateway@sha256:…, or images: [{name: …, digest: …}] in the kustomization
    """
    for container in pod.containers:
        image = container.content.get("image")
        if image is None and (pod.manifest.partial or container.completed):
            continue
        if image_problem(image or "") and _name(image or "") not in pod.manifest.pinned_images:
            yield container.place, image_problem(image or "") or ""


@rule("container-image-latest", "pod")
def image_latest(pod: Pod) -> Iterator[Problem]:
    """The image of a container is whatever was pushed last.

    Bad:  image: gateway, image: gateway:latest
    Good: image: gateway@sha256:…
    """
    for container in pod.containers:
        image = container.content.get("image", "")
        if is_latest(image) and image.partition(":")[0] not in pod.manifest.pinned_images:
            yield (*container.place, "image"), f"image {image} is whatever was pushed last"


@rule("container-without-resources", "pod")
def without_resources(pod: Pod) -> Iterator[Problem]:
    """A container without requests and limits is evicted first, starves its neighbours, and a quota refuses it.

    Bad:  resources: {requests: {cpu: 100m}}
    Good: resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {cpu: "1", memory: 256Mi}}
    """
    if pod.manifest.partial:
        return
    for container in pod.containers:
        resources = container.content.get("resources") or {}
        missing = [
            f"{part} of {what}"
            for part in ("requests", "limits")
            for what in ("cpu", "memory")
            if what not in (resources.get(part) or {})
        ]
        if missing:
            yield container.place, f"without {', '.join(missing)}"


@rule("container-literal-secret", "pod")
def literal_secret(pod: Pod) -> Iterator[Problem]:
    """A variable is named like a secret and its value stands in the manifest, which is in Git.

    Bad:  {name: S3_SECRET_KEY, value: abc}
    Good: a mounted secret, or {name: …, valueFrom: {secretKeyRef: …}}; a path of a mounted file is no secret
    """
    for container in pod.containers:
        for number, variable in enumerate(container.content.get("env") or []):
            value = str(variable.get("value") or "")
            if value and looks_secret(str(variable.get("name", ""))) and not is_a_place(value):
                yield (*container.place, "env", number), f"the value of {variable['name']} is written down"


@rule("pod-gpu-toleration", "pod")
def gpu_toleration(pod: Pod) -> Iterator[Problem]:
    """A pod asks for a GPU and does not tolerate the taint of GPU nodes, or the other way round.

    Without it the pod waits for ever; with it and without a GPU it takes the CPUs of those that need one.

    Bad:  limits: {nvidia.com/gpu: 1} without tolerations
    Good: tolerations: [{key: nvidia.com/gpu, operator: Exists, effect: NoSchedule}] beside it
    """
    asks = any(_gpus(container.content) for container in pod.containers)
    tolerates = any(GPU in str(item.get("key", GPU)) for item in pod.content.get("tolerations") or [])
    if asks and not tolerates and not pod.manifest.partial:
        yield pod.place, "asks for a GPU and tolerates no taint"
    if tolerates and not asks and pod.whole:
        yield (*pod.place, "tolerations"), "tolerates the taint of GPU nodes and asks for no GPU"


@rule("deployment-without-probes", "manifest")
def without_probes(manifest: Manifest) -> Iterator[Problem]:
    """A server without probes gets requests before it can answer, and goes on after it has hung.

    Bad:  a Deployment whose container has no readinessProbe
    Good: readinessProbe and livenessProbe
    """
    if manifest.kind not in ("Deployment", "StatefulSet") or manifest.partial:
        return
    for pod in pods_of(manifest):
        for container in pod.containers:
            missing = [name for name in ("readinessProbe", "livenessProbe") if not container.content.get(name)]
            if missing and "initContainers" not in container.place:
                yield container.place, f"without {' and '.join(missing)}"


@rule("deployment-writable-root", "manifest", "warning")
def writable_root(manifest: Manifest) -> Iterator[Problem]:
    """What breaks into a server can change its programs.

    Bad:  a Deployment without readOnlyRootFilesystem
    Good: securityContext: {readOnlyRootFilesystem: true}, and an emptyDir at /tmp
    """
    if manifest.kind != "Deployment" or manifest.partial:
        return
    for pod in pods_of(manifest):
        for container in pod.containers:
            if not container.context.get("readOnlyRootFilesystem"):
                yield container.place, "readOnlyRootFilesystem is not true"


def _name(image: str) -> str:
    """An image without tag and digest."""
    path, slash, last = image.partition("@")[0].rpartition("/")
    return f"{path}{slash}{last.partition(':')[0]}"


def _gpus(container: dict[str, dict[str, dict[str, object]]]) -> bool:
    resources = container.get("resources") or {}
    return any(GPU in (resources.get(part) or {}) for part in ("requests", "limits"))
