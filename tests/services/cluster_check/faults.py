"""One fault for each finding: what is changed on a good cluster, what must be told, and the advice."""

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from components.shared.cluster.client import Cluster
from tests.services.cluster_check import good_cluster as good
from tests.services.cluster_check.good_cluster import Object

Change = Callable[[Object], None]
Fault = tuple[str, Change | None, str, str]

API_VERSIONS = {
    "Deployment": "apps/v1",
    "InferenceService": "serving.kserve.io/v1beta1",
    "ServingRuntime": "serving.kserve.io/v1alpha1",
    "HTTPRoute": "gateway.networking.k8s.io/v1",
    "Gateway": "gateway.networking.k8s.io/v1",
    "LocalQueue": "kueue.x-k8s.io/v1beta2",
} | dict.fromkeys(
    ("ConfigMap", "Secret", "ServiceAccount", "Namespace", "Node", "PersistentVolumeClaim", "ResourceQuota"), "v1"
)


def set_to(path: str, value: Any) -> Change:
    """Set, or take away, what lies at a path; ``~`` stands for the slash of a name."""
    words = (word.replace("~", "/") for word in path.split("/"))
    *parents, last = [int(word) if word.isdigit() else word for word in words]

    def change(thing: Object) -> None:
        place: Any = thing
        for word in parents:
            place = place[word] if isinstance(place, list) else place.setdefault(word, {})
        if value is None:
            del place[last]
        else:
            place[last] = value

    return change


IMAGE = "spec/template/spec/containers/0/image"
ARGS = "spec/template/spec/containers/0/args"
RUNTIME_IMAGE = "spec/containers/0/image"
MODE = "metadata/annotations/serving.kserve.io~deploymentMode"
FAULTS: list[tuple[str, Change | None, str, str]] = [
    ("Deployment kserve/kserve-controller-manager", None, "no KServe", "install KServe 0.20"),
    ("Deployment kubeflow/ml-pipeline", None, "no Kubeflow Pipelines", "install 2.17"),
    ("Deployment kubeflow/ml-pipeline", set_to(IMAGE, "r/api:2.5.1"), "Kubeflow Pipelines 2.5.1", "upgrade to 2.17"),
    ("Deployment kubeflow-system/kubeflow-trainer-controller-manager", set_to(IMAGE, "r/t:v2.1.0"),
     "Kubeflow Trainer v2.1.0", "upgrade to 2.2"),
    ("Deployment kueue-system/kueue-controller-manager", set_to(IMAGE, "r/k:v0.17.3"), "Kueue v0.17.3", "kueue#11931"),
    ("Deployment kueue-system/kueue-controller-manager", None, "no Kueue", "install Kueue"),
    ("ConfigMap kserve/inferenceservice-config", None, "inferenceservice-config", "install it"),
    ("ConfigMap kserve/inferenceservice-config", set_to("data/ingress", "{"), "cannot be read", "correct it"),
    ("ConfigMap kserve/inferenceservice-config", set_to("data/deploy", "[]"), "no object", "correct it"),
    ("Namespace bsl-serving", set_to("metadata/labels", {good.ENFORCE: "baseline"}), "enforces baseline", "restricted"),
    ("ServiceAccount bsl-foundry/bsl-train", None, "no service account bsl-foundry/bsl-train", "apply the overlay"),
    ("ServiceAccount bsl-foundry/bsl-deployer", None, "bsl-deployer", "apply the overlay"),
    ("ServiceAccount bsl-serving/bsl-gateway", None, "bsl-gateway", "apply the overlay"),
    ("ServiceAccount bsl-serving/bsl-serving", set_to("secrets", [{"name": "another"}]), "does not name", "KServe"),
    ("Secret bsl-foundry/bsl-object-store-train", None, "no secret bsl-foundry/bsl-object-store-train", "make_secrets"),
    ("Secret bsl-foundry/bsl-signing", None, "bsl-signing", "make_secrets"),
    ("Secret bsl-serving/bsl-gateway", set_to("data/keys", ""), "bsl-gateway has no keys", "make_secrets"),
    ("Secret bsl-serving/bsl-object-store-serve", set_to("data/S3_ENDPOINT", None), "no S3_ENDPOINT", "make_secrets"),
    ("Secret bsl-foundry/bsl-knowledge-base", set_to("data/url", ""), "bsl-knowledge-base has no url", "make_secrets"),
    ("ConfigMap bsl-serving/bsl-object-store", None, "bsl-serving/bsl-object-store has no url", "values.env"),
    ("ConfigMap bsl-serving/bsl-object-store", set_to("data/url", "s3://b?endpoint=https://unset"), "no url", "values"),
    ("ConfigMap bsl-foundry/bsl-verification", None, "has no public_key", "make_secrets"),
    ("ConfigMap bsl-foundry/kfp-launcher", None, "no ConfigMap bsl-foundry/kfp-launcher", "apply the overlay"),
    ("ConfigMap bsl-foundry/kfp-launcher", set_to("data/defaultPipelineRoot", None), "no defaultPipelineRoot", "such"),
    ("ConfigMap bsl-foundry/kfp-launcher", set_to("data/providers", good.PROVIDERS.replace("s3.example", "unset")),
     "names no object store", "values.env"),
    ("ConfigMap bsl-foundry/kfp-launcher", set_to("data/providers", "minio: {default: {endpoint: a}}"),
     "no credentials", "secretRef"),
    ("ConfigMap bsl-foundry/kfp-launcher", set_to("data/providers", "minio: ["), "providers cannot be read", "YAML"),
    ("ConfigMap bsl-foundry/kfp-launcher", set_to("data/providers", good.PROVIDERS.replace("-pipelines", "-none")),
     "no secret bsl-foundry/bsl-object-store-none", "make_secrets"),
    ("PersistentVolumeClaim bsl-foundry/bsl-base-models", set_to("status/phase", "Lost"), "lost its volume", "anew"),
    ("ServingRuntime bsl-serving/bsl-vllm", None, "no ServingRuntime", "apply the overlay"),
    ("ServingRuntime bsl-serving/bsl-vllm", set_to(RUNTIME_IMAGE, "vllm:v1"), "vllm:v1 has no digest", "by digest"),
    ("ServingRuntime bsl-serving/bsl-vllm", set_to(RUNTIME_IMAGE, "vllm@sha256:" + 64 * "0"), "no image yet", "values"),
    ("InferenceService bsl-serving/bsl-coder-b", None, "no InferenceService", "slots"),
    ("InferenceService bsl-serving/bsl-coder-a", set_to("metadata/annotations/argocd.argoproj.io~tracking-id", "app"),
     "synced by Argo CD", "reverted half-way"),
    ("InferenceService bsl-serving/bsl-coder-a", set_to("metadata/labels", {"kustomize.toolkit.fluxcd.io/name": "app"}),
     "synced by Flux", "reverted half-way"),
    ("InferenceService bsl-serving/bsl-coder-a", set_to(MODE, "Serverless"), "of mode Knative", "in silence"),
    ("HTTPRoute bsl-serving/bsl-coder", None, "no HTTPRoute", "apply the slots"),
    ("HTTPRoute bsl-serving/bsl-coder", set_to("spec/parentRefs/0/name", "none"), "no Gateway kserve/none", "ROUTE"),
    ("Gateway kserve/gateway", set_to("status", {"conditions": []}), "is not programmed", "describe gateway"),
    ("Node gpu-1", set_to("status/allocatable", {"cpu": "64", "memory": "512Gi"}), "the most is 0", "device plugin"),
    ("Node gpu-1", set_to("metadata/labels/pool", "cpu"), "no node with {'pool': 'gpu'}", "add nodes"),
    ("Node gpu-1", lambda thing: thing["spec"]["taints"].append(
        {"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}), "the most is 0", "cordoned"),
    ("Node gpu-1", set_to("spec/taints", [{"key": "team", "value": "a", "effect": "NoSchedule"}]), "team:NoSchedule",
     "gpu.tolerations"),
    ("Node gpu-1", set_to("status/allocatable/memory", "32Gi"), "8 cores and 64 GiB", "model.memory_gib"),
    ("ResourceQuota bsl-foundry/gpus", set_to("spec/hard", {"requests.nvidia.com/gpu": "0"}), "quota of bsl-foundry: 0",
     "raise"),
    ("ResourceQuota bsl-serving/gpus", set_to("spec/hard", {"requests.nvidia.com/gpu": "1"}), "quota of bsl-serving: 1",
     "raise"),
    ("LocalQueue bsl-foundry/gpus", None, "no LocalQueue bsl-foundry/gpus", "for ever"),
    ("Secret bsl-foundry/bsl-object-store-data", set_to("data/secret_key", "d3Jvbmc="), "role data does not reach",
     "object-store setup"),
    ("Secret bsl-foundry/bsl-object-store-train",
     lambda thing: thing["data"].update(access_key="YWRtaW4ta2V5", secret_key="YWRtaW4tc2VjcmV0"),
     "role train may list serving/", "too wide"),
]  # fmt: skip


@contextmanager
def changed(cluster: Cluster, path: str, change: Change | None) -> Iterator[None]:
    """One object is changed, or away, for the length of a block."""
    kind, _, where = path.partition(" ")
    namespace, _, name = where.rpartition("/")
    before = cluster.get(API_VERSIONS[kind], kind, name, namespace)
    assert before is not None
    names = ("name", "namespace", "labels", "annotations")
    whole = {**before, "metadata": {key: before["metadata"][key] for key in names if key in before["metadata"]}}
    status = whole.pop("status", None) or {}
    try:
        if change is None:
            assert cluster.delete(API_VERSIONS[kind], kind, name, namespace)
        else:
            wanted: Object = copy.deepcopy({**whole, "status": status})
            change(wanted)
            _write(cluster, wanted, status)
        yield
    finally:
        _write(cluster, {**whole, "status": status}, {} if change is None else None)


def _write(cluster: Cluster, wanted: Object, status: Object | None) -> None:
    """Write an object, and its status where it is not what it was."""
    now = cluster.apply({key: value for key, value in wanted.items() if key != "status"}, manager="tests")
    if wanted["status"] and wanted["status"] != status:  # few kinds have a status to write
        cluster.replace_status({**now, "status": wanted["status"]})


def batches() -> list[list[Fault]]:
    """Faults that hide nothing of one another, to be made at once: no two of one object, nor of a route's chain."""
    together: list[list[Fault]] = []
    seen: dict[str, int] = {}
    for fault in FAULTS:
        subject = "route" if fault[0].startswith(("HTTPRoute", "Gateway")) else fault[0]
        number = seen[subject] = seen.get(subject, -1) + 1
        together += [[]] if number == len(together) else []
        together[number].append(fault)
    return together
