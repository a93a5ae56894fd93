"""Each overlay on a real API server: accepted, stable, and never in the way of a canary."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.services.manifests.conftest import MANIFESTS, Cluster


def versions(objects: dict[tuple[str, str, str], dict[str, Any]]) -> dict[tuple[str, str, str], Any]:
    """What rises with every write. The server itself writes a new claim once more, unchanged: that one is compared."""
    return {
        key: each | {"metadata": each["metadata"] | {"resourceVersion": ""}}
        if key[0] == "PersistentVolumeClaim"
        else (each["metadata"]["resourceVersion"], each["metadata"].get("generation", 0))
        for key, each in objects.items()
    }


def test_a_second_apply_changes_nothing(cluster: Cluster) -> None:
    for folder in (cluster.folder, cluster.folder / "slots"):
        before = versions(cluster.objects(folder))
        assert before
        cluster.apply(folder, *(("--field-manager=bsl-installer",) if folder.name == "slots" else ()))
        assert versions(cluster.objects(folder)) == before


def test_a_field_that_does_not_exist_is_refused(cluster: Cluster) -> None:
    """The proof that validation is strict: what is accepted above has no misspelt field."""
    policy = {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": "wrong", "namespace": cluster.serving},
        "spec": {"podSelecter": {}},
    }
    words = ("apply", "--server-side", "--validate=strict", "-f", "-")
    done = cluster.api.kubectl(*words, stdin=json.dumps(policy))
    assert done.returncode != 0
    assert "podSelecter" in done.stderr


def canary(cluster: Cluster) -> None:
    """What the deployer does: the other slot gets a version and starts, the route gives it a share."""
    slot = cluster.objects(cluster.folder / "slots")["InferenceService", cluster.serving, "bsl-coder-b"]
    model = slot["spec"]["predictor"]["model"] | {
        "storageUri": "s3://bsl-foundry/models/bsl-coder/v2/0123456789abcdef/",
        "args": ["--served-model-name", "bsl-coder--v2", "bsl-coder"],
    }
    wanted = {
        "apiVersion": slot["apiVersion"],
        "kind": slot["kind"],
        "metadata": {
            "name": "bsl-coder-b",
            "namespace": cluster.serving,
            "annotations": {"serving.kserve.io/stop": "false"},
        },
        "spec": {"predictor": slot["spec"]["predictor"] | {"model": model}},
    }
    route = cluster.objects(cluster.folder / "slots")["HTTPRoute", cluster.serving, "bsl-coder"]
    rules = route["spec"]["rules"]
    rules[0]["backendRefs"][0]["weight"], rules[0]["backendRefs"][1]["weight"] = 95, 5
    split = {
        "apiVersion": route["apiVersion"],
        "kind": "HTTPRoute",
        "metadata": {"name": "bsl-coder", "namespace": cluster.serving},
        "spec": {"rules": rules},
    }
    config = cluster.api.kubeconfig_for(cluster.pipelines, "bsl-deployer")
    words = ("apply", "--server-side", "--force-conflicts", "--field-manager=bsl-deployer", "-f", "-")
    done = cluster.api.kubectl(*words, stdin=f"{json.dumps(wanted)}\n---\n{json.dumps(split)}", kubeconfig=config)
    assert done.returncode == 0, done.stderr


def test_an_apply_in_the_middle_of_a_canary_leaves_the_split_alone(cluster: Cluster) -> None:
    canary(cluster)
    slots = cluster.folder / "slots"
    before = cluster.objects(slots)
    weights = [
        ref["weight"] for ref in before["HTTPRoute", cluster.serving, "bsl-coder"]["spec"]["rules"][0]["backendRefs"]
    ]
    assert weights == [95, 5]
    cluster.apply(cluster.folder)  # what Argo CD and Flux do, every few minutes
    assert cluster.objects(slots) == before
    # and a person who makes the slots once more is told who owns what is in them
    done = cluster.api.kubectl("apply", "--server-side", "--field-manager=bsl-installer", "-k", str(slots))
    assert done.returncode != 0
    assert "bsl-deployer" in done.stderr
    assert cluster.objects(slots) == before


def test_an_upgrade_of_an_image_changes_the_gateway_and_nothing_else(cluster: Cluster, tmp_path: Path) -> None:
    before = versions(cluster.objects(cluster.folder))
    shutil.copytree(MANIFESTS, tmp_path / "manifests")
    folder = tmp_path / "manifests/overlays" / cluster.overlay
    values = folder / "values/values.env"
    image = f"registry.example.com/gateway@sha256:{'1' * 64}"
    values.write_text(re.sub("(?m)^GATEWAY_IMAGE=.*$", f"GATEWAY_IMAGE={image}", values.read_text()))
    cluster.apply(folder)
    after = versions(cluster.objects(cluster.folder))
    assert {key for key in after if after[key] != before[key]} == {("Deployment", cluster.serving, "bsl-gateway")}
    cluster.apply(cluster.folder)


def test_what_the_autoscaler_sets_is_kept(cluster: Cluster) -> None:
    if cluster.overlay == "local":
        pytest.skip("the local overlay has no autoscaler")
    scale = ("scale", "deployment/bsl-gateway", "-n", cluster.serving, "--replicas=5")
    cluster.api.kubectl(*scale, check=True)
    cluster.apply(cluster.folder)
    assert cluster.objects(cluster.folder)["Deployment", cluster.serving, "bsl-gateway"]["spec"]["replicas"] == 5


@pytest.mark.parametrize("tool", ["argocd", "flux"])
def test_the_objects_of_gitops_are_accepted_with_the_installers_repository(cluster: Cluster, tool: str) -> None:
    if cluster.overlay != "production":
        pytest.skip("Git carries the production overlay")
    for namespace in ("argocd", "flux-system"):
        cluster.api.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}})
    cluster.apply(MANIFESTS / tool)
    found = json.dumps([each["spec"] for each in cluster.objects(MANIFESTS / tool).values()])
    assert "https://git.example.com/bsl-foundry.git" in found
