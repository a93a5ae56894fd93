"""Pods of ours are admitted where they run; pods that could do harm, or take too much, are not."""

import json
from typing import Any

import pytest

from tests.services.manifests.conftest import Cluster, Object

GOOD: Object = {
    "securityContext": {"runAsNonRoot": True, "runAsUser": 10001, "seccompProfile": {"type": "RuntimeDefault"}},
    "containers": [
        {
            "name": "c",
            "image": "a/b:1",
            "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}},
            "resources": {"requests": {"cpu": "1", "memory": "1Gi"}, "limits": {"cpu": "1", "memory": "1Gi"}},
        }
    ],
}


@pytest.fixture(autouse=True, scope="module")
def counted_quotas(cluster: Cluster) -> None:
    """Without a controller a quota counts nothing, and refuses everything: its status is written here."""
    quotas = json.loads(cluster.api.kubectl("get", "resourcequotas", "-A", "-o", "json", check=True).stdout)["items"]
    for quota in quotas:
        hard = quota["spec"]["hard"]
        status = json.dumps({"status": {"hard": hard, "used": dict.fromkeys(hard, "0")}})
        name, namespace = quota["metadata"]["name"], quota["metadata"]["namespace"]
        words = ("patch", "resourcequota", name, "-n", namespace, "--subresource=status", "--type=merge", "-p", status)
        cluster.api.kubectl(*words, check=True)


def admitted(cluster: Cluster, namespace: str, pod: Object, labels: Any = None) -> str:
    """Empty when the server would take the pod, else why not."""
    metadata = {"name": "probe", "namespace": namespace, "labels": labels or {}}
    body = json.dumps({"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": pod})
    done = cluster.api.kubectl("create", "--dry-run=server", "--validate=strict", "-f", "-", stdin=body)
    warned = "would violate PodSecurity" in done.stderr
    return done.stderr if done.returncode or warned else ""


def test_our_own_pods_are_admitted(cluster: Cluster) -> None:
    seen = []
    for (kind, namespace, name), each in cluster.objects(cluster.folder).items():
        spec = each.get("spec", {})
        if kind in ("Deployment", "StatefulSet"):
            pod = spec["template"]["spec"]
        elif kind == "ServingRuntime":  # as KServe makes it: the runtime with the account and the needs of the slot
            slot = cluster.objects(cluster.folder / "slots")["InferenceService", namespace, "bsl-coder-a"]["spec"]
            container = spec["containers"][0] | {"resources": slot["predictor"]["model"]["resources"]}
            pod = {
                "serviceAccountName": slot["predictor"]["serviceAccountName"],
                "containers": [container],
                "volumes": spec["volumes"],
            }
        else:
            continue
        mounts = {mount["name"] for container in pod["containers"] for mount in container.get("volumeMounts", ())}
        claims = mounts - {volume["name"] for volume in pod.get("volumes", ())}
        extra = [{"name": claim, "emptyDir": {}} for claim in sorted(claims)]  # a StatefulSet adds its own
        refusal = admitted(cluster, namespace, pod | {"volumes": [*pod.get("volumes", ()), *extra]})
        assert not refusal, (kind, name, refusal)
        seen.append(kind)
    assert {"Deployment", "ServingRuntime"} <= set(seen)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({}, ""),
        ({"hostNetwork": True}, "hostNetwork"),
        ({"securityContext": {"runAsNonRoot": True}}, "seccompProfile"),
        ({"securityContext": {"seccompProfile": {"type": "RuntimeDefault"}}}, "runAsNonRoot"),
        ({"volumes": [{"name": "v", "hostPath": {"path": "/etc"}}]}, "hostPath"),
        ({"containers": [{"name": "c", "image": "a/b:1"}]}, "allowPrivilegeEscalation"),
        ({"containers": [GOOD["containers"][0] | {"securityContext": {"privileged": True}}]}, "privileged"),
    ],
)
def test_a_pod_that_could_do_harm_is_refused_where_models_are_served(
    cluster: Cluster, change: Object, reason: str
) -> None:
    refusal = admitted(cluster, cluster.serving, GOOD | change)
    assert (reason in refusal) if reason else not refusal, refusal


@pytest.mark.parametrize(
    ("needs", "reason"),
    [
        ({"cpu": "1", "memory": "1Gi", "nvidia.com/gpu": "4"}, ""),
        ({"cpu": "1", "memory": "1Gi", "nvidia.com/gpu": "5"}, "exceeded quota"),
        ({"cpu": "65", "memory": "1Gi"}, "exceeded quota"),
    ],
)
def test_a_pod_that_asks_for_more_than_the_quota_is_refused(cluster: Cluster, needs: Object, reason: str) -> None:
    container = GOOD["containers"][0] | {"resources": {"requests": needs, "limits": needs}}
    refusal = admitted(cluster, cluster.serving, GOOD | {"containers": [container]})
    assert (reason in refusal) if reason else not refusal, refusal


def test_a_container_that_asks_for_nothing_is_given_a_request(cluster: Cluster) -> None:
    """KServe's own init container asks for nothing, and a quota refuses what it cannot count."""
    container = {key: value for key, value in GOOD["containers"][0].items() if key != "resources"}
    assert not admitted(cluster, cluster.serving, GOOD | {"containers": [container]})


def test_a_step_of_kubeflow_pipelines_is_admitted_where_pipelines_run(cluster: Cluster) -> None:
    """As KFP compiles it: pod-level seccomp, no escalation, no capabilities; drivers do not forbid root."""
    driver = GOOD | {"securityContext": {"seccompProfile": {"type": "RuntimeDefault"}}}
    metadata = {"name": "probe", "namespace": cluster.pipelines}
    body = json.dumps({"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": driver})
    done = cluster.api.kubectl("create", "--dry-run=server", "-f", "-", stdin=body)
    assert done.returncode == 0, done.stderr
    refusal = admitted(cluster, cluster.pipelines, GOOD | {"hostNetwork": True})
    assert "hostNetwork" in refusal or cluster.overlay == "multi-user"  # a Profile's labels are its owner's
