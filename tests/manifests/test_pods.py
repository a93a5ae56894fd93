"""Every container that we define is restricted, limited and pinned; no secret is written down."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.manifests.conftest import MANIFESTS, OVERLAYS, VARIANTS, Manifest, built

PINNED = re.compile(r"[a-z0-9./_-]+(@sha256:[0-9a-f]{64}|:(?!latest$)[\w][\w.-]+)")


def containers(objects: tuple[Manifest, ...]) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Name of the workload, its pod, and each container."""
    for each in objects:
        pod = each["spec"] if each["kind"] == "ServingRuntime" else each.get("spec", {}).get("template", {}).get("spec")
        for container in (pod or {}).get("containers", ()):
            yield f"{each['kind']}/{each['metadata']['name']}", pod, container


@pytest.fixture(params=[*OVERLAYS, *VARIANTS])
def objects(request: pytest.FixtureRequest, variant: Any) -> tuple[Manifest, ...]:
    name: str = request.param
    found: tuple[Manifest, ...] = variant(name) if name in VARIANTS else built(MANIFESTS / "overlays" / name)
    return found


def test_every_container_is_restricted(objects: tuple[Manifest, ...]) -> None:
    seen = 0
    for name, pod, container in containers(objects):
        context = pod.get("securityContext", {}) | container["securityContext"]
        assert context["runAsNonRoot"] is True, name
        assert context["runAsUser"] > 0, name
        assert context["allowPrivilegeEscalation"] is False, name
        assert context["capabilities"] == {"drop": ["ALL"]}, name
        assert context["seccompProfile"] == {"type": "RuntimeDefault"}, name
        assert not {"hostNetwork", "hostPID", "hostIPC"} & set(pod), name
        seen += 1
    assert seen >= 2  # gateway and runtime at least


def test_every_container_says_what_it_needs_and_where_it_ends(objects: tuple[Manifest, ...]) -> None:
    for name, pod, container in containers(objects):
        for part in ("requests", "limits"):
            assert {"cpu", "memory"} <= set(container["resources"][part]), name
        for volume in pod.get("volumes", ()):
            if "emptyDir" in volume:
                assert volume["emptyDir"].get("sizeLimit"), (name, volume)
        assert container["readinessProbe"], name
        assert container["livenessProbe"], name
        # otherwise the workflow engine, or nobody, knows what is started
        assert container["command"], name
        assert container["imagePullPolicy"] == "IfNotPresent", name


def test_every_image_is_pinned(objects: tuple[Manifest, ...]) -> None:
    for name, _, container in containers(objects):
        assert PINNED.fullmatch(container["image"]), (name, container["image"])


@pytest.mark.parametrize("image", ["vllm", "a/b:latest", "a/b@sha256:12", "a b:1"])
def test_a_loose_image_is_seen(image: str) -> None:
    assert not PINNED.fullmatch(image)


def test_no_secret_is_written_down(objects: tuple[Manifest, ...]) -> None:
    for name, _, container in containers(objects):
        for variable in container.get("env", ()):
            if re.search(r"KEY|SECRET|TOKEN|PASS|RATINGS", variable["name"]):
                reference = variable.get("valueFrom", {}).get("secretKeyRef")
                assert reference or variable["value"].startswith("/"), (name, variable["name"])
    assert not [each for each in objects if each["kind"] == "Secret"]


def test_what_speaks_to_no_api_server_gets_no_token(objects: tuple[Manifest, ...]) -> None:
    accounts = {each["metadata"]["name"]: each for each in objects if each["kind"] == "ServiceAccount"}
    for name in ("bsl-gateway", "bsl-serving"):
        assert accounts[name]["automountServiceAccountToken"] is False
    for name, pod, _ in containers(objects):
        if not name.startswith("ServingRuntime"):
            assert pod["automountServiceAccountToken"] is False, name
            assert pod["serviceAccountName"] != "default", name


def test_every_namespace_says_what_pods_it_takes(objects: tuple[Manifest, ...]) -> None:
    for each in objects:
        if each["kind"] == "Namespace":
            enforced = each["metadata"]["labels"]["pod-security.kubernetes.io/enforce"]
            assert enforced == ("baseline" if each["metadata"]["name"] == "bsl-foundry" else "restricted")
            assert each["metadata"]["labels"]["pod-security.kubernetes.io/warn"] == "restricted"


def test_the_server_starts_only_through_the_verifier() -> None:
    for overlay in OVERLAYS:
        for each in built(MANIFESTS / "overlays" / overlay):
            if each["kind"] == "ServingRuntime":
                (container,) = each["spec"]["containers"]
                wrapper = ["python3", "/etc/bsl/verify/verify_release.py", "/mnt/models"]
                assert container["command"][:3] == wrapper
                assert container["command"][4] == "--"
                assert "--port=8080" in container["args"]
