"""The TrainJob as Kubeflow Trainer reads it, since 2.2: ``runtimePatches`` took the place of pod overrides."""

import hashlib
import json
from typing import Any

from components.train.trainjob.settings import TrainJobSettings

API_VERSION = "trainer.kubeflow.org/v1alpha1"
KIND = "TrainJob"
MANAGER = "bsl-foundry.train"
SECRETS = "/etc/bsl"
DIGEST_CHARACTERS = 16


def job_name(training: str, settings: TrainJobSettings) -> str:
    """The same for the same training on the same machine: a step that comes again finds the job of the first.

    How long the step waits is none of the job's business.
    """
    place = settings.model_dump(mode="json", exclude={"hours", "poll_seconds"})
    digest = hashlib.sha256(json.dumps([training, place], sort_keys=True).encode()).hexdigest()
    return f"bsl-train-{digest[:DIGEST_CHARACTERS]}"


def manifest(name: str, prefix: str, store_url: str, settings: TrainJobSettings) -> dict[str, Any]:
    """The whole object; its namespace is that of whoever creates it."""
    labels = {"app.kubernetes.io/part-of": "bsl-foundry", "bsl-foundry/stage": "train"}
    queue = {"kueue.x-k8s.io/queue-name": settings.queue, "kueue.x-k8s.io/priority-class": settings.priority}
    return {
        "apiVersion": API_VERSION,
        "kind": KIND,
        "metadata": {"name": name, "labels": labels | {key: value for key, value in queue.items() if value}},
        "spec": {
            "runtimeRef": {"name": settings.runtime},
            # begins anew after each suspension, so that a queue costs nothing of it
            "activeDeadlineSeconds": round(settings.hours * 3600),
            "trainer": {
                "image": settings.image,
                "command": ["python3", "-m", "components.train", prefix],
                "args": [f"--silence-seconds={settings.silence_minutes * 60:g}"],
                # one process: the loop of training is not distributed
                "numNodes": 1,
                "numProcPerNode": 1,
                "env": _variables(store_url, settings),
                "resourcesPerNode": _resources(settings),
            },
            "runtimePatches": [{"manager": MANAGER, "trainingRuntimeSpec": _patched("node", _pod(settings), labels)}],
        },
    }


def _patched(replicated_job: str, pod: dict[str, Any], labels: dict[str, str]) -> dict[str, Any]:
    template = {"metadata": {"labels": labels}, "spec": pod}
    return {
        "template": {
            "spec": {"replicatedJobs": [{"name": replicated_job, "template": {"spec": {"template": template}}}]}
        }
    }


def _variables(store_url: str, settings: TrainJobSettings) -> list[dict[str, str]]:
    variables = {"BSL_OBJECT_STORE": store_url, "BSL_S3_KEYS": f"{SECRETS}/object-store"}
    if settings.private_ca:
        variables["BSL_CA_BUNDLE"] = f"{SECRETS}/ca/ca.crt"
    return [{"name": name, "value": value} for name, value in variables.items()]


def _resources(settings: TrainJobSettings) -> dict[str, Any]:
    wanted = {"cpu": str(settings.cpu), "memory": f"{settings.memory_gib}Gi"}
    if settings.gpu_resource:
        wanted[settings.gpu_resource] = "1"
    return {"requests": wanted, "limits": dict(wanted)}


def _pod(settings: TrainJobSettings) -> dict[str, Any]:
    """Volumes, place and rights of a pod: what the runtime of the cluster does not know of us."""
    mounted = _volumes(settings)
    mounts = [{"name": volume["name"], "mountPath": path, **extra} for volume, path, extra in mounted]
    pod: dict[str, Any] = {
        "serviceAccountName": settings.service_account,
        "securityContext": {
            "runAsUser": 10001, "runAsGroup": 0, "runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"},
        },
        "volumes": [volume for volume, _, _ in mounted],
        "containers": [
            {
                "name": "node",
                "volumeMounts": mounts,
                "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}},
            }
        ],
    }  # fmt: skip
    if settings.node_selector:
        pod["nodeSelector"] = dict(settings.node_selector)
    if settings.tolerations:
        pod["tolerations"] = list(settings.tolerations)
    if settings.image_pull_secrets:
        pod["imagePullSecrets"] = [{"name": name} for name in settings.image_pull_secrets]
    return pod


def _volumes(settings: TrainJobSettings) -> list[tuple[dict[str, Any], str, dict[str, Any]]]:
    """Each volume, where it is mounted, and how."""
    secret = {"name": "object-store", "secret": {"secretName": "bsl-object-store-train"}}
    scratch = {"name": "scratch", "emptyDir": {"sizeLimit": f"{settings.scratch_gib}Gi"}}
    memory = {"name": "shm", "emptyDir": {"medium": "Memory", "sizeLimit": f"{settings.shared_memory_gib}Gi"}}
    found: list[tuple[dict[str, Any], str, dict[str, Any]]] = [
        (secret, f"{SECRETS}/object-store", {"readOnly": True}),
        (scratch, "/tmp", {}),
        (memory, "/dev/shm", {}),
    ]
    if settings.base_models_claim:
        claim = {"claimName": settings.base_models_claim, "readOnly": True}
        models = {"name": "base-models", "persistentVolumeClaim": claim}
        found.append((models, "/models/base", {"readOnly": True}))
    if settings.private_ca:
        found.append(({"name": "ca", "configMap": {"name": "bsl-ca"}}, f"{SECRETS}/ca", {"readOnly": True}))
    return found
