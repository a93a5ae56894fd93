"""What a model is served by: kinds of resources, the mode of KServe, the runtime, the slots, the gateway.

Each of KServe's three canaries is ignored in silence where it does not belong: only a check tells.
"""

import json
from collections.abc import Iterator
from typing import Any

from components.shared.cluster.client import Cluster
from pipelines.cluster_check.installation import ROUTE, RUNTIME, Installation
from pipelines.cluster_check.versions import KSERVE_NAMESPACES
from pipelines.findings import Finding

INFERENCE_SERVICE = ("serving.kserve.io/v1beta1", "InferenceService")
HTTP_ROUTE = ("gateway.networking.k8s.io/v1", "HTTPRoute")
GATEWAY = ("gateway.networking.k8s.io/v1", "Gateway")
KNATIVE_SERVICE = ("serving.knative.dev/v1", "Service")
SERVING_RUNTIME = ("serving.kserve.io/v1alpha1", "ServingRuntime")
PIPELINE_VERSION = ("pipelines.kubeflow.org/v2beta1", "PipelineVersion")
_NOT_CHOSEN = "sha256:" + 64 * "0"  # what the manifests hold until an installer names an image
_GIT = {
    "argocd.argoproj.io/tracking-id": "Argo CD",
    "argocd.argoproj.io/instance": "Argo CD",
    "kustomize.toolkit.fluxcd.io/name": "Flux",
}


def kinds(cluster: Cluster, installation: Installation) -> Iterator[Finding]:
    """Custom resource definitions that the chosen dialect needs."""
    needed = [(INFERENCE_SERVICE, "KServe"), (SERVING_RUNTIME, "KServe")]
    needed += [(HTTP_ROUTE, "the Gateway API, v1"), (GATEWAY, "the Gateway API, v1")] if installation.routed else []
    needed += [(KNATIVE_SERVICE, "Knative Serving")] if installation.dialect == "knative" else []
    for (api_version, kind), brings in needed:
        if cluster.serves(api_version, kind):
            yield Finding("ok", f"{kind} of {api_version}")
        else:
            yield Finding("missing", f"no {kind} of {api_version}", f"install {brings}")
    if not cluster.serves(*PIPELINE_VERSION):
        yield Finding("note", "no PipelineVersion of pipelines.kubeflow.org", "pipelines go there by `bsl publish`")


def configuration(cluster: Cluster, installation: Installation) -> Iterator[Finding]:
    """What ``inferenceservice-config`` says of modes and routes."""
    found = (cluster.get("v1", "ConfigMap", "inferenceservice-config", each) for each in KSERVE_NAMESPACES)
    config = next((each for each in found if each is not None), None)
    if config is None:
        yield Finding("missing", "no ConfigMap inferenceservice-config", "KServe does not work without: install it")
        return
    try:
        deploy, ingress = (_section(config, name) for name in ("deploy", "ingress"))
    except ValueError as error:
        yield Finding("missing", f"inferenceservice-config cannot be read: {error}", "correct it; KServe reads it, too")
        return
    mode = deploy.get("defaultDeploymentMode", "unset")
    # our slots name their mode in an annotation; the default decides for everybody else
    yield Finding("ok", f"KServe's default mode is {mode}, ours is {_mode(installation)}")
    if installation.dialect == "standard" and ingress.get("enableGatewayApi") is not True:
        yield Finding("missing", "ingress.enableGatewayApi is off: spec.canary splits nothing", "set it to true in "
                      "inferenceservice-config, or choose --dialect weighted")  # fmt: skip


def runtime(cluster: Cluster, installation: Installation) -> Iterator[Finding]:
    """The serving runtime that verifies a release before it is served."""
    found = cluster.get(*SERVING_RUNTIME, RUNTIME, installation.serving)
    if found is None:
        yield Finding("missing", f"no ServingRuntime {installation.serving}/{RUNTIME}", "apply the overlay")
        return
    images = [each.get("image", "") for each in found["spec"]["containers"]]
    if any(_NOT_CHOSEN in image for image in images):
        yield Finding("missing", f"ServingRuntime {RUNTIME} has no image yet", "set SERVING_IMAGE in values.env")
    elif unpinned := [image for image in images if "@sha256:" not in image]:
        yield Finding("missing", f"ServingRuntime {RUNTIME}: {unpinned[0]} has no digest", "name the image by digest: "
                      "a tag may mean another server tomorrow")  # fmt: skip
    else:
        yield Finding("ok", f"ServingRuntime {installation.serving}/{RUNTIME}")


def slots(cluster: Cluster, installation: Installation) -> Iterator[Finding]:
    """The InferenceServices, made once by a person and owned by the pipeline."""
    for name in installation.slots:
        found = cluster.get(*INFERENCE_SERVICE, name, installation.serving)
        where = f"InferenceService {installation.serving}/{name}"
        if found is None:
            yield Finding("missing", f"no {where}", "kubectl apply --server-side -k manifests/overlays/<overlay>/slots")
        elif owner := _synced_by(found):
            yield Finding("missing", f"{where} is synced by {owner}", "a canary would be reverted half-way: take the "
                          "slots out of what is synced")  # fmt: skip
        elif (mode := _mode_of(found)) != _mode(installation):
            yield Finding("missing", f"{where} is of mode {mode}", f"--dialect {installation.dialect} needs "
                          f"{_mode(installation)}; the other mode ignores its canary in silence")  # fmt: skip
        else:
            yield Finding("ok", where)


def gateway(cluster: Cluster, installation: Installation) -> Iterator[Finding]:
    """The route between the slots, and the gateway that it hangs on."""
    if installation.dialect != "weighted":
        return
    route = cluster.get(*HTTP_ROUTE, ROUTE, installation.serving)
    if route is None:
        yield Finding("missing", f"no HTTPRoute {installation.serving}/{ROUTE}", "apply the slots of the overlay")
        return
    for parent in route["spec"].get("parentRefs") or ():
        name, namespace = parent["name"], parent.get("namespace") or installation.serving
        found = cluster.get(*GATEWAY, name, namespace)
        if found is None:
            yield Finding(
                "missing", f"no Gateway {namespace}/{name}", "make it, or name the right one in ROUTE_GATEWAY"
            )
        elif not _is_true(found, "Programmed"):
            yield Finding("missing", f"Gateway {namespace}/{name} is not programmed", "its controller has not taken it "
                          f"up: kubectl -n {namespace} describe gateway {name}")  # fmt: skip
        else:
            yield Finding("ok", f"Gateway {namespace}/{name}")


def _section(config: dict[str, Any], name: str) -> dict[str, Any]:
    section = json.loads((config.get("data") or {}).get(name) or "{}")
    if not isinstance(section, dict):
        raise ValueError(f"{name} is no object")
    return section


def _mode(installation: Installation) -> str:
    return "Knative" if installation.dialect == "knative" else "Standard"


def _mode_of(service: dict[str, Any]) -> str:
    annotations = service["metadata"].get("annotations") or {}
    mode = str(annotations.get("serving.kserve.io/deploymentMode", "unset"))
    return {"RawDeployment": "Standard", "Serverless": "Knative"}.get(mode, mode)  # their older names


def _synced_by(thing: dict[str, Any]) -> str:
    metadata = thing["metadata"]
    marks = {**(metadata.get("labels") or {}), **(metadata.get("annotations") or {})}
    return next((owner for mark, owner in _GIT.items() if mark in marks), "")


def _is_true(thing: dict[str, Any], condition: str) -> bool:
    conditions = (thing.get("status") or {}).get("conditions") or ()
    return any(each["type"] == condition and each["status"] == "True" for each in conditions)
