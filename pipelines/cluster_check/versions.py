"""Releases of what is installed, and pairs of them that do not work together."""

import re
from collections.abc import Iterator
from typing import Any

from components.shared.cluster.client import Cluster
from pipelines.cluster_check.installation import Installation
from pipelines.findings import Finding

Version = tuple[int, int, int]
_NUMBERS = re.compile(r"v?(\d+)\.(\d+)(?:\.(\d+))?")

KUBERNETES: Version = (1, 27, 0)  # strict validation of fields is on by default from here on
KUBERNETES_OF_TRAINER: Version = (1, 31, 0)
KSERVE_READ: Version = (0, 20, 0)  # what our manifests were written after
KFP: Version = (2, 17, 0)  # what pipelines are compiled with; before it, "latest version" of a schedule was broken
TRAINER: Version = (2, 2, 0)  # the first with spec.runtimePatches
KUEUE: Version = (
    0,
    20,
    0,
)  # before it: entries of runtimePatches piled up (kueue#15213), jobs stayed suspended (#11931)

KSERVE_NAMESPACES = ("kserve", "kubeflow", "opendatahub", "redhat-ods-applications")
KFP_NAMESPACES = ("kubeflow",)
TRAINER_NAMESPACES = ("kubeflow-system", "kubeflow")
KUEUE_NAMESPACES = ("kueue-system", "openshift-kueue-operator")


def kubernetes(cluster: Cluster, _: Installation) -> Iterator[Finding]:
    """The cluster itself."""
    text = cluster.version()
    found = _numbers(text)
    if found and found >= KUBERNETES:
        yield Finding("ok", f"Kubernetes {text}")
    else:
        yield Finding("missing", f"Kubernetes {text}", f"upgrade to {_text(KUBERNETES)}: a misspelt field is not "
                      "refused before it")  # fmt: skip


def kserve(cluster: Cluster, installation: Installation) -> Iterator[Finding]:
    """KServe, and whether its canary splits traffic in the chosen mode."""
    deployment = find_deployment(cluster, "kserve-controller-manager", KSERVE_NAMESPACES)
    if deployment is None:
        yield Finding("missing", "no KServe", "install KServe 0.20 or newer; looked for kserve-controller-manager in "
                      f"{', '.join(KSERVE_NAMESPACES)}")  # fmt: skip
        return
    found, text = release(deployment)
    if found is None:
        yield Finding("note", f"KServe of an unknown release ({text})", "use an image with a release as its tag")
    elif installation.dialect == "standard" and found <= KSERVE_READ:
        yield Finding("missing", f"KServe {text} ignores the shares of spec.canary", "the split came after 0.20.0 "
                      "(kserve#5912): upgrade, or choose --dialect weighted, which works in every release")  # fmt: skip
    elif found < KSERVE_READ:
        yield Finding("note", f"KServe {text}", "our manifests were written for 0.20; upgrade if a field is refused")
    else:
        yield Finding("ok", f"KServe {text}")


def pipelines(cluster: Cluster, _: Installation) -> Iterator[Finding]:
    """Kubeflow Pipelines, and where it keeps pipelines."""
    deployment = find_deployment(cluster, "ml-pipeline", KFP_NAMESPACES)
    if deployment is None:
        yield Finding("missing", "no Kubeflow Pipelines", "install 2.17 or newer; looked for ml-pipeline in kubeflow")
        return
    found, text = release(deployment)
    if found is None:
        yield Finding("note", f"Kubeflow Pipelines of an unknown release ({text})", "2.17 or newer is needed")
    elif found < KFP:
        yield Finding("missing", f"Kubeflow Pipelines {text}", f"upgrade to {_text(KFP)}: pipelines are compiled for "
                      "it, and schedules of the latest version do not work before it")  # fmt: skip
    else:
        yield Finding("ok", f"Kubeflow Pipelines {text}")
    if _keeps_resources(deployment):
        yield Finding("ok", "pipelines are Kubernetes resources", "Argo CD or Flux applies manifests/pipelines")
    else:
        yield Finding("note", "pipelines are kept in a database", "use `bsl publish`: PipelineVersion resources that "
                      "are applied would be read by nobody")  # fmt: skip


def trainer_and_kueue(cluster: Cluster, installation: Installation) -> Iterator[Finding]:
    """What training beyond one pod needs. Absent, training is a pod of the pipeline."""
    trainer = find_deployment(cluster, "kubeflow-trainer-controller-manager", TRAINER_NAMESPACES)
    kueue = find_deployment(cluster, "kueue-controller-manager", KUEUE_NAMESPACES)
    jobs = installation.profile is not None and installation.profile.train_backend == "trainjob"
    if trainer is None:
        yield Finding(
            "missing" if jobs else "note",
            "no Kubeflow Trainer",
            "training runs in a pod; several nodes need Trainer 2.2 or newer",
        )
    else:
        yield _trainer(cluster, *release(trainer))
    if kueue is not None:
        yield _kueue(*release(kueue), with_trainer=trainer is not None)
    elif installation.profile and installation.profile.queue.name:
        yield Finding("missing", f"no Kueue, and profile {installation.profile.name} waits in its queue "
                      f"{installation.profile.queue.name}", "install Kueue, or empty queue.name")  # fmt: skip
    else:
        yield Finding("note", "no Kueue", "pods are not queued: who asks for too much waits as Pending")


def _trainer(cluster: Cluster, found: Version | None, text: str) -> Finding:
    if found is None:
        return Finding("note", f"Kubeflow Trainer of an unknown release ({text})", "2.2 or newer is needed")
    if found < TRAINER:
        return Finding("missing", f"Kubeflow Trainer {text} knows no runtimePatches", "upgrade to 2.2, or train in "
                       "the pod (train_backend: pod)")  # fmt: skip
    kubernetes_release = _numbers(cluster.version())
    if kubernetes_release and kubernetes_release < KUBERNETES_OF_TRAINER:
        return Finding("missing", f"Kubeflow Trainer {text} on Kubernetes {_text(kubernetes_release)}",
                       f"Trainer needs {_text(KUBERNETES_OF_TRAINER)}: upgrade the cluster")  # fmt: skip
    return Finding("ok", f"Kubeflow Trainer {text}")


def _kueue(found: Version | None, text: str, *, with_trainer: bool) -> Finding:
    if found is None:
        return Finding("note", f"Kueue of an unknown release ({text})", "0.20 or newer is needed for a TrainJob")
    if with_trainer and found < KUEUE:
        return Finding("missing", f"Kueue {text} with Kubeflow Trainer", "0.17 left admitted TrainJobs suspended "
                       "(kueue#11931), and stale runtimePatches pile up before 0.20 (kueue#15213): upgrade to 0.20, "
                       "or train in the pod (train_backend: pod)")  # fmt: skip
    return Finding("ok", f"Kueue {text}")


def find_deployment(cluster: Cluster, name: str, namespaces: tuple[str, ...]) -> dict[str, Any] | None:
    """A Deployment by its name, in the first of the namespaces where installers put it."""
    found = (cluster.get("apps/v1", "Deployment", name, namespace) for namespace in namespaces)
    return next((each for each in found if each is not None), None)


def release(deployment: dict[str, Any]) -> tuple[Version | None, str]:
    """Its release by the tag of its image, or by the label that Helm writes; and the words it was read from."""
    images = [container["image"] for container in deployment["spec"]["template"]["spec"]["containers"]]
    tags = [image.partition("@")[0].rpartition("/")[2].partition(":")[2] for image in images]
    labels = deployment["metadata"].get("labels") or {}
    for text in (*tags, labels.get("app.kubernetes.io/version", "")):
        if found := _numbers(text):
            return found, text
    return None, images[0]


def _keeps_resources(deployment: dict[str, Any]) -> bool:
    words = [
        word
        for container in deployment["spec"]["template"]["spec"]["containers"]
        for word in (*(container.get("command") or ()), *(container.get("args") or ()))
    ]
    return any(re.fullmatch(r"--?pipelinesStoreKubernetes(=true)?", word) for word in words)


def _numbers(text: str) -> Version | None:
    match = _NUMBERS.match(text)
    return (int(match[1]), int(match[2]), int(match[3] or 0)) if match else None


def _text(version: Version) -> str:
    return ".".join(map(str, version[:2] if version[2] == 0 else version))
