"""The objects of a cluster on which everything is as it should be, but for controllers and pods."""

import base64
from typing import Any

Object = dict[str, Any]
HERE, THERE = "bsl-foundry", "bsl-serving"
DIGEST = "sha256:" + 64 * "a"
ROLES = ("ingest", "data", "train", "register", "pipelines")


def thing(api_version: str, kind: str, namespace: str, name: str, **rest: Any) -> Object:
    """An object; what begins with ``meta_`` belongs to its metadata."""
    meta = {key.removeprefix("meta_"): value for key, value in rest.items() if key.startswith("meta_")}
    place = {"namespace": namespace} if namespace else {}
    body = {key: value for key, value in rest.items() if not key.startswith("meta_")}
    return {"apiVersion": api_version, "kind": kind, "metadata": {"name": name, **place, **meta}, **body}


def deployment(namespace: str, name: str, image: str, *args: str) -> Object:
    """A controller as its installer leaves it."""
    container = {"name": "manager", "image": image, "args": list(args)}
    template = {"metadata": {"labels": {"app": name}}, "spec": {"containers": [container]}}
    spec = {"selector": {"matchLabels": {"app": name}}, "template": template}
    return thing("apps/v1", "Deployment", namespace, name, spec=spec)


def secret(namespace: str, name: str, **data: str) -> Object:
    """Values as the API shows them."""
    encoded = {key: base64.b64encode(value.encode()).decode() for key, value in data.items()}
    return thing("v1", "Secret", namespace, name, data=encoded)


def config(namespace: str, name: str, **data: str) -> Object:
    return thing("v1", "ConfigMap", namespace, name, data=data)


def slot(name: str) -> Object:
    annotations = {"serving.kserve.io/deploymentMode": "Standard"}
    spec = {"predictor": {"model": {"modelFormat": {"name": "vLLM"}, "storageUri": "s3://bsl-foundry/none/"}}}
    return thing("serving.kserve.io/v1beta1", "InferenceService", THERE, name, meta_annotations=annotations, spec=spec)


def node(taints: list[Object] | None = None) -> Object:
    default = [{"key": "nvidia.com/gpu", "value": "present", "effect": "NoSchedule"}]
    return thing("v1", "Node", "", "gpu-1", meta_labels={"pool": "gpu"}, spec={"taints": taints or default})


def quota(namespace: str, gpus: int) -> Object:
    return thing("v1", "ResourceQuota", namespace, "gpus", spec={"hard": {"requests.nvidia.com/gpu": str(gpus)}})


PROVIDERS = """\
minio:
  default:
    endpoint: s3.example.com:443
    credentials:
      fromEnv: false
      secretRef: {secretName: bsl-object-store-pipelines, accessKeyKey: access_key, secretKeyKey: secret_key}
"""
ENFORCE = "pod-security.kubernetes.io/enforce"


def namespaces() -> list[Object]:
    """First of all."""
    labels = {HERE: {ENFORCE: "baseline"}, THERE: {ENFORCE: "restricted"}}
    others = ("kserve", "kubeflow", "kubeflow-system", "kueue-system", "bare")
    return [thing("v1", "Namespace", "", name, meta_labels=labels.get(name, {})) for name in (*labels, *others)]


def controllers() -> list[Object]:
    return [
        deployment("kserve", "kserve-controller-manager", "kserve/kserve-controller:v0.21.0"),
        deployment("kubeflow", "ml-pipeline", "r.example.com/api:2.17.0", "--pipelinesStoreKubernetes=true"),
        deployment("kubeflow-system", "kubeflow-trainer-controller-manager", f"r.example.com/t:v2.3.0@{DIGEST}"),
        deployment("kueue-system", "kueue-controller-manager", "r.example.com:5000/kueue/kueue:v0.20.0"),
        config("kserve", "inferenceservice-config", deploy='{"defaultDeploymentMode": "Standard"}',
               ingress='{"enableGatewayApi": true}'),
    ]  # fmt: skip


def ours(url: str, pairs: dict[str, tuple[str, str]]) -> list[Object]:
    """What our manifests and secrets make."""
    keys = {role: {"access_key": pair[0], "secret_key": pair[1]} for role, pair in pairs.items()}
    kserve = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "S3_ENDPOINT": "s3.example.com"}
    objects = [thing("v1", "ServiceAccount", HERE, name) for name in ("bsl-train", "bsl-deployer")]
    objects += [
        thing("v1", "ServiceAccount", THERE, "bsl-serving", secrets=[{"name": "bsl-object-store-serve"}]),
        thing("v1", "ServiceAccount", THERE, "bsl-gateway"),
    ]
    objects += [secret(HERE, f"bsl-object-store-{role}", **keys[role]) for role in ROLES]
    objects += [
        secret(THERE, "bsl-object-store-serve", **keys["serve"], **kserve),
        secret(HERE, "bsl-signing", private_key="key"),
        secret(HERE, "bsl-ratings", url="postgresql://host/db"),
        secret(THERE, "bsl-ratings", url="postgresql://host/db"),
        secret(THERE, "bsl-gateway", keys="key"),
        secret(HERE, "bsl-knowledge-base", url="postgresql://host/db"),
        config(HERE, "kfp-launcher", defaultPipelineRoot="minio://bsl-foundry/pipelines", providers=PROVIDERS),
    ]
    for namespace in (HERE, THERE):
        objects += [
            config(namespace, "bsl-object-store", url=url),
            config(namespace, "bsl-verification", public_key="k"),
        ]
    return objects


def serving() -> list[Object]:
    """What a model is served by."""
    runtime = {"containers": [{"name": "kserve-container", "image": f"vllm/vllm-openai@{DIGEST}"}]}
    route = {"parentRefs": [{"name": "gateway", "namespace": "kserve"}], "rules": [{}]}
    listeners = [{"name": "http", "port": 80, "protocol": "HTTP"}]
    gateway_spec = {"gatewayClassName": "envoy", "listeners": listeners}
    return [
        thing("serving.kserve.io/v1alpha1", "ServingRuntime", THERE, "bsl-vllm", spec=runtime),
        slot("bsl-coder-a"),
        slot("bsl-coder-b"),
        thing("gateway.networking.k8s.io/v1", "HTTPRoute", THERE, "bsl-coder", spec=route),
        thing("gateway.networking.k8s.io/v1", "Gateway", "kserve", "gateway", spec=gateway_spec),
    ]


def machines() -> list[Object]:
    """Nodes, volumes and limits."""
    claim = {"accessModes": ["ReadWriteMany"], "resources": {"requests": {"storage": "200Gi"}}}
    return [
        node(),
        thing("v1", "PersistentVolumeClaim", HERE, "bsl-base-models", spec=claim),
        quota(HERE, 8),
        quota(THERE, 4),
        thing(
            "trainer.kubeflow.org/v1alpha1", "ClusterTrainingRuntime", "", "torch-distributed", spec={"template": {}}
        ),
        thing("kueue.x-k8s.io/v1beta2", "LocalQueue", HERE, "gpus", spec={"clusterQueue": "gpus"}),
    ]


PROGRAMMED = {"conditions": [{"type": "Programmed", "status": "True"}]}
OFFERED = {"allocatable": {"nvidia.com/gpu": "8", "cpu": "64", "memory": "512Gi"}}


def statuses() -> list[tuple[str, str, str, str, Object]]:
    """What controllers and kubelets would write."""
    return [
        ("v1", "Node", "", "gpu-1", OFFERED),
        ("v1", "PersistentVolumeClaim", HERE, "bsl-base-models", {"phase": "Bound"}),
        ("gateway.networking.k8s.io/v1", "Gateway", "kserve", "gateway", PROGRAMMED),
    ]
