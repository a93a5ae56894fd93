"""The API server of the tests refuses what a cluster refuses: a test that passes on it proves something."""

import copy
import json
import os
from typing import Any

import pytest

from tests.servers.kube_api import KubeApi

# our definitions refuse themselves what a webhook of KServe refuses; its own definitions (BSL_CRDS) do not
OURS = pytest.mark.skipif("BSL_CRDS" in os.environ, reason="BSL_CRDS: a webhook refuses this, no definition")
POD = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "pod"},
    "spec": {"containers": [{"name": "main", "image": "example.com/image", "securityContext": {}}]},
}
RESTRICTED = {
    "allowPrivilegeEscalation": False,
    "runAsNonRoot": True,
    "capabilities": {"drop": ["ALL"]},
    "seccompProfile": {"type": "RuntimeDefault"},
}
SERVICE: dict[str, Any] = {
    "apiVersion": "serving.kserve.io/v1beta1",
    "kind": "InferenceService",
    "metadata": {"name": "coder"},
    "spec": {
        "predictor": {
            "canaryTrafficPercent": 10,
            "model": {"modelFormat": {"name": "vLLM"}, "storageUri": "s3://b/1/"},
        },
        "canary": [
            {
                "trafficPercent": 5,
                "predictor": {
                    "name": "v2",
                    "model": {"name": "", "modelFormat": {"name": "vLLM"}, "storageUri": "s3://b/2/"},
                },
            }
        ],
    },
}
VERSION: dict[str, Any] = {
    "apiVersion": "pipelines.kubeflow.org/v2beta1",
    "kind": "PipelineVersion",
    "metadata": {"name": "finetune-1"},
    "spec": {"pipelineName": "finetune", "displayName": "one", "pipelineSpec": {"root": {"dag": {}}}},
}


def _changed(thing: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    changed = copy.deepcopy(thing)
    *parents, last = [int(word) if word.isdigit() else word for word in path.split(".")]
    place: Any = changed
    for word in parents:
        place = place.setdefault(word, {}) if isinstance(place, dict) else place[word]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return changed


def _apply(server: KubeApi, namespace: str, thing: dict[str, Any]) -> str:
    words = ("apply", "--server-side", "--validate=strict", "-n", namespace, "-f", "-")
    return server.kubectl(*words, stdin=json.dumps(thing)).stderr


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("spec.predictor.minReplicas", 1, ""),
        ("spec.predictor.canaryTrafficPercents", 10, "not declared in schema"),
        ("spec.predictor.model.storageURI", "s3://b/1/", "not declared in schema"),
        ("spec.canary.0.trafficpercent", 5, "not declared in schema"),
        pytest.param("spec.predictor.canaryTrafficPercent", 101, "less than or equal to 100", marks=OURS),
        pytest.param("spec.predictor.model.name", "v1", "may not be named", marks=OURS),
        ("spec.canary.0.predictor.model.name", None, "Required value"),
        pytest.param("spec.canary.0.predictor.model.name", "v2", "may not be named", marks=OURS),
        pytest.param("spec.canary.0.predictor.name", None, "Required value", marks=OURS),
    ],
)
def test_an_inference_service_is_judged_strictly(kube_api: KubeApi, path: str, value: object, said: str) -> None:
    refusal = _apply(kube_api, kube_api.namespace("strict"), _changed(SERVICE, path, value))
    assert said in refusal
    assert bool(refusal) == bool(said)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("spec.displayName", "two", ""),
        ("spec.tags", {"commit": "c0ffee"}, ""),
        ("spec.pipelineSpec", {"root": {"dag": {"tasks": {}}}}, "immutable"),
        ("spec.pipelineName", "promote", "immutable"),
        ("spec.codeSourceURL", "https://git.example.com", "immutable"),
        ("spec.platformSpec", {"platforms": {}}, "immutable"),
        ("spec.pipelinespec", {}, "not declared in schema"),
    ],
)
def test_a_pipeline_version_does_not_change(kube_api: KubeApi, path: str, value: object, said: str) -> None:
    namespace = kube_api.namespace("immutable")
    assert _apply(kube_api, namespace, VERSION) == ""
    refusal = _apply(kube_api, namespace, _changed(VERSION, path, value))
    assert said in refusal
    assert bool(refusal) == bool(said)


def test_the_status_is_written_by_its_own_door(kube_api: KubeApi) -> None:
    namespace = kube_api.namespace("status")
    _apply(kube_api, namespace, SERVICE)
    status = json.dumps({"status": {"components": {"predictor": {"latestRolledoutRevision": "coder-1"}}}})
    patch = ("patch", "inferenceservice", "coder", "-n", namespace, "--type=merge", "-p", status)
    path = ("get", "inferenceservice", "coder", "-n", namespace, "-o", "jsonpath={.status.components}")
    kube_api.kubectl(*patch, check=True)
    assert kube_api.kubectl(*path).stdout == ""
    kube_api.kubectl(*patch, "--subresource=status", check=True)
    assert "coder-1" in kube_api.kubectl(*path).stdout


def test_a_service_account_may_do_what_its_role_says(kube_api: KubeApi) -> None:
    namespace = kube_api.namespace("rights")
    account = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "robot", "namespace": namespace}}
    kube_api.apply(account)
    own = kube_api.kubeconfig_for(namespace, "robot")
    ask = ("auth", "can-i", "get", "secrets/one", "-n", namespace)
    assert kube_api.kubectl(*ask, kubeconfig=own).stdout.strip() == "no"
    role = ("create", "role", "reader", "--verb=get", "--resource=secrets", "--resource-name=one", "-n", namespace)
    kube_api.kubectl(*role, check=True)
    binding = (
        "create",
        "rolebinding",
        "reader",
        "--role=reader",
        f"--serviceaccount={namespace}:robot",
        "-n",
        namespace,
    )
    kube_api.kubectl(*binding, check=True)
    assert kube_api.kubectl(*ask, kubeconfig=own).stdout.strip() == "yes"
    assert kube_api.kubectl(*ask[:3], "secrets/two", *ask[4:], kubeconfig=own).stdout.strip() == "no"


@pytest.mark.parametrize(
    ("security", "said"), [(RESTRICTED, ""), ({**RESTRICTED, "runAsNonRoot": False}, "PodSecurity")]
)
def test_pod_security_is_enforced(kube_api: KubeApi, security: dict[str, object], said: str) -> None:
    namespace = kube_api.namespace("pods", {"pod-security.kubernetes.io/enforce": "restricted"})
    pod = _changed(POD, "spec.containers.0.securityContext", security)
    refusal = _apply(kube_api, namespace, pod)
    assert said in refusal
    assert bool(refusal) == bool(said)
