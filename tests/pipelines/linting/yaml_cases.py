"""One good object of each kind, and for each rule about manifests what must be found and what must not.

A change is a dotted path and the value that stands there instead; None takes it away.
"""

import copy
from typing import Any

Files = dict[str, Any]  # name of the file -> its documents

DIGEST = "registry.example/gateway@sha256:" + "0" * 64
CONTAINER = {
    "name": "gateway",
    "image": DIGEST,
    "env": [{"name": "BSL_GATEWAY_KEY", "valueFrom": {"secretKeyRef": {"name": "bsl-gateway", "key": "keys"}}}],
    "resources": {"requests": {"cpu": "1", "memory": "1Gi"}, "limits": {"cpu": "1", "memory": "1Gi"}},
    "readinessProbe": {"httpGet": {"path": "/health", "port": 8080}},
    "livenessProbe": {"httpGet": {"path": "/health", "port": 8080}},
    "securityContext": {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    },
}
POD = {
    "serviceAccountName": "bsl-gateway",
    "securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
    "containers": [CONTAINER],
    "volumes": [{"name": "scratch", "emptyDir": {}}],
}
DEPLOYMENT = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "gateway"},
    "spec": {"template": {"spec": POD}},
}
SERVICE = {
    "apiVersion": "serving.kserve.io/v1beta1",
    "kind": "InferenceService",
    "metadata": {"name": "bsl-coder-a"},
    "spec": {
        "predictor": {
            "tolerations": [{"key": "nvidia.com/gpu", "operator": "Exists", "effect": "NoSchedule"}],
            "model": {
                "storageUri": "s3://bsl-foundry/models/bsl-coder/v1/",
                "resources": {
                    "requests": {"cpu": "1", "memory": "1Gi", "nvidia.com/gpu": "1"},
                    "limits": {"cpu": "1", "memory": "1Gi", "nvidia.com/gpu": "1"},
                },
            },
        }
    },
}
RUNTIME = {
    "apiVersion": "serving.kserve.io/v1alpha1",
    "kind": "ServingRuntime",
    "metadata": {"name": "bsl-vllm"},
    "spec": {
        "containers": [CONTAINER],
        "securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
    },
}
ROLE: dict[str, Any] = {
    "apiVersion": "rbac.authorization.k8s.io/v1",
    "kind": "Role",
    "metadata": {"name": "reader"},
    "rules": [
        {"apiGroups": [""], "resources": ["secrets"], "resourceNames": ["bsl-signing"], "verbs": ["get"]},
        {"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]},
    ],
}
BINDING: dict[str, Any] = {
    "apiVersion": "rbac.authorization.k8s.io/v1",
    "kind": "RoleBinding",
    "metadata": {"name": "reader"},
    "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "reader"},
    "subjects": [{"kind": "User", "name": "somebody"}],
}
NAMESPACE = {
    "apiVersion": "v1",
    "kind": "Namespace",
    "metadata": {"name": "bsl-serving", "labels": {"pod-security.kubernetes.io/enforce": "restricted"}},
}
DENY = {
    "apiVersion": "networking.k8s.io/v1",
    "kind": "NetworkPolicy",
    "metadata": {"name": "default-deny", "namespace": "bsl-serving"},
    "spec": {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]},
}
CONFIG = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"}, "data": {"url": "https://x"}}
EXTERNAL = {"apiVersion": "external-secrets.io/v1", "kind": "ExternalSecret", "metadata": {"name": "x"}, "spec": {}}
STEP_ROLE = {
    **ROLE,
    "rules": [
        {"apiGroups": ["argoproj.io"], "resources": ["workflowtaskresults"], "verbs": ["create", "patch"]},
        {"apiGroups": [""], "resources": ["configmaps"], "resourceNames": ["kfp-launcher"], "verbs": ["get"]},
        {
            "apiGroups": [""],
            "resources": ["secrets"],
            "resourceNames": ["bsl-object-store-pipelines"],
            "verbs": ["get"],
        },
        {"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]},
    ],
}
STEP_BINDING = {**BINDING, "subjects": [{"kind": "ServiceAccount", "name": "bsl-train"}]}

_SPEC = "spec.template.spec."
_FIRST = _SPEC + "containers.0."
GPU_TOLERATION = [{"key": "nvidia.com/gpu", "operator": "Exists"}]
PLAIN_ENV = [{"name": "BSL_S3_SECRET_KEY", "value": "abc"}]
PATH_ENV = [{"name": "BSL_S3_SECRET_KEY", "value": "/secrets/s3"}, {"name": "MAX_TOKENS", "value": "5"}]


def changed(content: Any, *changes: tuple[str | tuple[str, ...], Any]) -> Any:
    """A copy with other values at some places."""
    made = copy.deepcopy(content)
    for path, value in changes:
        *steps, last = path.split(".") if isinstance(path, str) else path
        place = made
        for step in steps:
            place = place[int(step)] if isinstance(place, list) else place.setdefault(step, {})
        if value is None:
            place.pop(int(last) if isinstance(place, list) else last)
        else:
            place[int(last) if isinstance(place, list) else last] = value
    return made


def _alone(*objects: Any) -> list[Files]:
    return [{"x.yaml": [item]} for item in objects]


def _deployment(*changes: tuple[str, Any]) -> Files:
    return {"x.yaml": [changed(DEPLOYMENT, *changes)]}


def _role(**rule: list[str]) -> Files:
    return {"x.yaml": [{**ROLE, "rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"], **rule}]}]}


_PATCH = {
    "kustomization.yaml": [{"kind": "Kustomization", "patches": [{"path": "x.yaml"}]}],
    "x.yaml": [{**DEPLOYMENT, "spec": {"template": {"spec": {"containers": [{"name": "gateway"}]}}}}],
}
_PINNED = {
    "kustomization.yaml": [
        {"kind": "Kustomization", "images": [{"name": "bsl-foundry/gateway", "digest": "sha256:" + "0" * 64}]}
    ],
    "x.yaml": [changed(DEPLOYMENT, (_FIRST + "image", "bsl-foundry/gateway"))],
}
_GOOD_PODS = [*_alone(DEPLOYMENT, RUNTIME, SERVICE), _PATCH]
_GOOD_ROLES = _alone(ROLE, BINDING)

# rule -> what must be found, what must not
CASES: dict[str, tuple[list[Files], list[Files]]] = {
    "pod-on-the-host": (
        [
            _deployment((_SPEC + "hostNetwork", True)),
            _deployment((_SPEC + "hostPID", True)),
            _deployment((_FIRST + "ports", [{"containerPort": 80, "hostPort": 80}])),
            *_alone(changed(RUNTIME, ("spec.hostIPC", True)), changed(SERVICE, ("spec.predictor.hostNetwork", True))),
        ],
        [_deployment((_FIRST + "ports", [{"containerPort": 80}])), *_GOOD_PODS],
    ),
    "pod-volume": (
        [_deployment((_SPEC + "volumes.0", {"name": "node", "hostPath": {"path": "/"}}))],
        [_deployment((_SPEC + "volumes.0", {"name": "x", "persistentVolumeClaim": {"claimName": "x"}}))],
    ),
    "pod-privileged": (
        [
            _deployment((_FIRST + "securityContext.privileged", True)),
            _deployment((_FIRST + "securityContext.procMount", "Unmasked")),
            _deployment((_FIRST + "securityContext.appArmorProfile", {"type": "Unconfined"})),
            _deployment((_FIRST + "securityContext.seLinuxOptions", {"type": "spc_t"})),
            _deployment((_SPEC + "securityContext.sysctls", [{"name": "kernel.msgmax", "value": "1"}])),
            *_alone(changed(SERVICE, ("spec.predictor.model.securityContext", {"privileged": True}))),
        ],
        _GOOD_PODS,
    ),
    "pod-escalation": (
        [
            _deployment((_FIRST + "securityContext.allowPrivilegeEscalation", None)),
            _deployment((_FIRST + "securityContext.allowPrivilegeEscalation", True)),
        ],
        _GOOD_PODS,
    ),
    "pod-capabilities": (
        [
            _deployment((_FIRST + "securityContext.capabilities", None)),
            _deployment((_FIRST + "securityContext.capabilities", {"drop": ["ALL"], "add": ["NET_RAW"]})),
            *_alone(changed(RUNTIME, ("spec.containers.0.securityContext.capabilities.drop", ["NET_RAW"]))),
        ],
        [
            _deployment((_FIRST + "securityContext.capabilities", {"drop": ["ALL"], "add": ["NET_BIND_SERVICE"]})),
            *_GOOD_PODS,
        ],
    ),
    "pod-root": (
        [
            _deployment((_SPEC + "securityContext.runAsNonRoot", None)),
            _deployment((_SPEC + "securityContext.runAsUser", 0)),
            _deployment((_FIRST + "securityContext.runAsNonRoot", False)),
        ],
        [
            _deployment(
                (_SPEC + "securityContext.runAsNonRoot", None), (_FIRST + "securityContext.runAsNonRoot", True)
            ),
            *_GOOD_PODS,
        ],
    ),
    "pod-seccomp": (
        [
            _deployment((_SPEC + "securityContext.seccompProfile", None)),
            _deployment((_FIRST + "securityContext.seccompProfile", {"type": "Unconfined"})),
        ],
        _GOOD_PODS,
    ),
    "container-image-without-digest": (
        [
            _deployment((_FIRST + "image", "registry.example:5000/gateway:1.0")),
            _deployment((_FIRST + "image", "gateway:1.0@sha256:abc")),
        ],
        [_PINNED, *_GOOD_PODS],
    ),
    "container-without-resources": (
        [
            _deployment((_FIRST + "resources", None)),
            _deployment((_FIRST + "resources.limits.memory", None)),
            *_alone(changed(SERVICE, ("spec.predictor.model.resources.requests.cpu", None))),
        ],
        _GOOD_PODS,
    ),
    "container-literal-secret": (
        [
            _deployment((_FIRST + "env", PLAIN_ENV)),
            *_alone(changed(SERVICE, ("spec.predictor.model.env", PLAIN_ENV))),
        ],
        [_deployment((_FIRST + "env", PATH_ENV)), *_GOOD_PODS],
    ),
    "pod-gpu-toleration": (
        [
            _deployment((_FIRST + "resources.limits", {"cpu": "1", "memory": "1Gi", "nvidia.com/gpu": "1"})),
            _deployment((_SPEC + "tolerations", GPU_TOLERATION)),
            _deployment((_SPEC + "tolerations", [{"operator": "Exists"}])),
            *_alone(changed(SERVICE, ("spec.predictor.tolerations", None))),
        ],
        [_deployment((_SPEC + "tolerations", [{"key": "spot", "operator": "Exists"}])), *_GOOD_PODS],
    ),
    "deployment-without-probes": (
        [_deployment((_FIRST + "readinessProbe", None)), _deployment((_FIRST + "livenessProbe", None))],
        _GOOD_PODS,
    ),
    "deployment-writable-root": (
        [_deployment((_FIRST + "securityContext.readOnlyRootFilesystem", None))],
        _GOOD_PODS,
    ),
    "token-of-the-default-account": (
        [_deployment((_SPEC + "serviceAccountName", None))],
        [
            _deployment((_SPEC + "serviceAccountName", None), (_SPEC + "automountServiceAccountToken", False)),
            *_GOOD_PODS,
        ],
    ),
    "manifest-literal-secret": (
        [
            *_alone(
                {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "x"}, "stringData": {"token": "abc"}},
                {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "x"}, "data": {"a": "YQ=="}},
                changed(CONFIG, ("data.s3-secret-key", "abc")),
            ),
            {"kustomization.yaml": [{"kind": "Kustomization", "secretGenerator": [{"literals": ["token=abc"]}]}]},
        ],
        [
            *_alone(CONFIG, EXTERNAL, changed(CONFIG, ("data.public_key", "abc"))),
            *_alone({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "x"}}),
        ],
    ),
    "storage-uri-without-slash": (
        _alone(changed(SERVICE, ("spec.predictor.model.storageUri", "s3://bsl-foundry/models/bsl-coder/v1"))),
        _alone(SERVICE, changed(SERVICE, ("spec.predictor.model.storageUri", "pvc://models/v1"))),
    ),
    "namespace-without-pod-security": (
        [
            {"x.yaml": [changed(NAMESPACE, ("metadata.labels", None))], "deny.yaml": [DENY]},
            {
                "x.yaml": [
                    changed(NAMESPACE, ("metadata.labels", {"pod-security.kubernetes.io/enforce": "privileged"}))
                ],
                "deny.yaml": [DENY],
            },
        ],
        [{"x.yaml": [NAMESPACE], "deny.yaml": [DENY]}],
    ),
    "namespace-without-default-deny": (
        [
            *_alone(NAMESPACE),
            {"x.yaml": [NAMESPACE], "deny.yaml": [changed(DENY, ("metadata.namespace", "other"))]},
            {"x.yaml": [NAMESPACE], "deny.yaml": [changed(DENY, ("spec.policyTypes", ["Ingress"]))]},
            {"x.yaml": [NAMESPACE], "deny.yaml": [changed(DENY, ("spec.egress", [{}]))]},
            {"x.yaml": [NAMESPACE], "deny.yaml": [changed(DENY, ("spec.podSelector", {"matchLabels": {"a": "b"}}))]},
        ],
        [
            {"x.yaml": [NAMESPACE], "deny.yaml": [DENY]},
            {
                "kustomization.yaml": [{"kind": "Kustomization", "namespace": "bsl-serving"}],
                "x.yaml": [NAMESPACE],
                "deny.yaml": [changed(DENY, ("metadata.namespace", None))],
            },
        ],
    ),
    "several-kinds-in-a-file": (
        [{"x.yaml": [DEPLOYMENT, CONFIG]}],
        [
            {"x.yaml": [CONFIG, CONFIG], "y.yaml": [DEPLOYMENT]},
            {"x.yaml": [{"apiVersion": "v2", "kind": "Pipeline"}, {"apiVersion": "v2", "kind": "PipelineVersion"}]},
        ],
    ),
    "rbac-wildcard": (
        [_role(verbs=["*"]), _role(resources=["*"]), _role(apiGroups=["*"])],
        _GOOD_ROLES,
    ),
    "rbac-escalation": (
        [
            _role(verbs=["impersonate"]),
            _role(verbs=["escalate", "bind"]),
            _role(apiGroups=["rbac.authorization.k8s.io"], resources=["rolebindings"], verbs=["create"]),
            _role(resources=["serviceaccounts/token"], verbs=["create"]),
        ],
        [_role(apiGroups=["rbac.authorization.k8s.io"], resources=["roles"], verbs=["get"]), *_GOOD_ROLES],
    ),
    "rbac-into-pods": (
        [_role(resources=["pods/exec"]), _role(resources=["pods", "pods/portforward"])],
        [_role(resources=["pods/log"]), *_GOOD_ROLES],
    ),
    "rbac-secrets": (
        [
            _role(resources=["secrets"]),
            _role(resources=["pods", "secrets"], resourceNames=["a"], verbs=["get", "list"]),
        ],
        _GOOD_ROLES,
    ),
    "rbac-cluster": (
        [
            *_alone({**ROLE, "kind": "ClusterRole"}, {**BINDING, "kind": "ClusterRoleBinding"}),
            *_alone(changed(BINDING, ("roleRef.kind", "ClusterRole"))),
        ],
        _GOOD_ROLES,
    ),
    "rbac-table": (
        [
            {"role.yaml": [STEP_ROLE], "x.yaml": [changed(STEP_BINDING, ("subjects.0.name", "stranger"))]},
            {"role.yaml": [changed(STEP_ROLE, ("rules.3.verbs", ["get", "delete"]))], "x.yaml": [STEP_BINDING]},
            {"role.yaml": [changed(STEP_ROLE, ("rules.3.verbs", []))], "x.yaml": [STEP_BINDING]},
            {
                "role.yaml": [STEP_ROLE, changed(ROLE, ("metadata.name", "more"))],
                "x.yaml": [
                    STEP_BINDING,
                    changed(STEP_BINDING, ("roleRef.name", "more"), ("metadata.name", "more")),
                ],
            },
        ],
        [{"role.yaml": [STEP_ROLE], "x.yaml": [STEP_BINDING]}, *_GOOD_ROLES],
    ),
}
# rules that cannot be broken alone -> what else is broken with them
TOGETHER: dict[str, tuple[list[Files], set[str]]] = {
    "container-image-latest": (
        [_deployment((_FIRST + "image", "gateway")), _deployment((_FIRST + "image", "x:5000/gateway:latest"))],
        {"container-image-latest", "container-image-without-digest"},
    ),
}
