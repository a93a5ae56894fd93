"""What a reader of the manifests relies on: one kind per file, few values, names that exist."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.manifests.conftest import APPLIED, MANIFESTS, OVERLAYS, VARIANTS, Manifest, built

FILES = sorted(path for path in MANIFESTS.rglob("*.yaml") if "pipelines" not in path.relative_to(MANIFESTS).parts[:1])
OURS = [path for path in FILES if path.relative_to(MANIFESTS).parts[0] not in ("profiles", "object-store")]
# made by `make_secrets.py`, by the slots, or by Kubeflow
MADE_ELSEWHERE = {
    ("Secret", name)
    for name in ("bsl-object-store-serve", "bsl-object-store-admin", "bsl-postgresql", "bsl-ratings", "bsl-gateway")
} | {("ConfigMap", "bsl-verification"), ("ConfigMap", "bsl-gateway-upstreams"), ("ConfigMap", "bsl-ca")}


def documents(path: Path) -> list[Any]:
    return [document for document in yaml.safe_load_all(path.read_text()) if document]


@pytest.mark.parametrize("path", OURS, ids=lambda path: str(path.relative_to(MANIFESTS)))
def test_a_file_holds_objects_of_one_kind(path: Path) -> None:
    kinds = {document.get("kind") for document in documents(path) if isinstance(document, dict)}
    assert len(kinds) <= 1, kinds


@pytest.mark.parametrize("folder", APPLIED)
def test_every_folder_that_is_applied_renders_to_objects_with_names_of_their_own(folder: str) -> None:
    identities = [
        (each["apiVersion"], each["kind"], each["metadata"].get("namespace"), each["metadata"]["name"])
        for each in built(MANIFESTS / folder)
    ]
    assert identities
    assert len(set(identities)) == len(identities)


@pytest.mark.parametrize("name", VARIANTS)
def test_every_component_that_no_overlay_chose_fits_the_base(name: str, variant: Any) -> None:
    assert variant(name)


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_an_installer_must_know_twelve_values_at_most(overlay: str) -> None:
    lines = (MANIFESTS / "overlays" / overlay / "values/values.env").read_text().splitlines()
    values = [line for line in lines if line and not line.startswith("#")]
    assert len(values) <= 12


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_every_value_is_used_and_reaches_all_of_its_places(overlay: str) -> None:
    folder = MANIFESTS / "overlays" / overlay
    values = dict(
        line.split("=", 1)
        for line in (folder / "values/values.env").read_text().splitlines()
        if line and not line.startswith("#")
    )
    folders = [folder, folder / "slots", *((MANIFESTS / "argocd", MANIFESTS / "flux") if "GIT_URL" in values else ())]
    rendered = "\n".join(json.dumps(each) for place in folders for each in built(place))
    for name, value in values.items():
        for part in value.split("/", 1) if name == "ROUTE_GATEWAY" else (value,):
            assert part in rendered, name
    assert "unset" not in rendered


def test_the_overlays_hold_differences_only() -> None:
    """An overlay may change, remove or choose; a new object belongs to the base or to a component."""
    for path in OURS:
        if path.relative_to(MANIFESTS).parts[0] == "overlays" and path.name == "kustomization.yaml":
            (kustomization,) = documents(path)
            for resource in kustomization.get("resources", ()):
                assert resource.startswith("..") or resource == "values", path


def test_git_holds_no_object_that_the_deployer_writes() -> None:
    for folder in ("overlays/local", "overlays/production", "overlays/multi-user", "argocd", "flux"):
        kinds = {each["kind"] for each in built(MANIFESTS / folder)}
        assert not kinds & {"InferenceService", "HTTPRoute", "Secret", "PipelineVersion"}, folder


def test_no_policy_of_ours_stands_in_a_namespace_of_others() -> None:
    """Kubeflow's webhook for PipelineVersions was blocked by a policy once: ours select our own pods only."""
    for overlay in OVERLAYS:
        for each in built(MANIFESTS / "overlays" / overlay):
            if each["kind"] == "NetworkPolicy":
                namespace = each["metadata"]["namespace"]
                assert namespace.startswith(("bsl-", "team-a"))
                if namespace == "team-a":  # a Profile: other people's pods live there
                    selector = json.dumps(each["spec"]["podSelector"])
                    assert "bsl-foundry/stage" in selector, each["metadata"]["name"]


def test_a_profile_keeps_what_its_controller_made() -> None:
    for each in built(MANIFESTS / "overlays/multi-user"):
        name, kind = each["metadata"]["name"], each["kind"]
        assert (kind, name) != ("ConfigMap", "kfp-launcher")
        assert (kind, name) != ("Namespace", "team-a")
        assert kind not in ("ResourceQuota", "LimitRange") or each["metadata"]["namespace"] == "team-a-serving"
    assert "private-artifacts" not in json.dumps(built(MANIFESTS / "overlays/multi-user"))


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_every_name_that_is_referred_to_exists(overlay: str) -> None:
    objects = built(MANIFESTS / "overlays" / overlay)
    there = {(each["kind"], each["metadata"].get("namespace"), each["metadata"]["name"]) for each in objects}
    for each in (*objects, *built(MANIFESTS / "overlays" / overlay / "slots")):
        namespace = each["metadata"].get("namespace")
        for kind, name in references(each):
            assert (kind, namespace, name) in there or (kind, name) in MADE_ELSEWHERE, (each["metadata"], kind, name)
        for subject in each.get("subjects", ()):
            assert ("ServiceAccount", subject["namespace"], subject["name"]) in there


def references(each: Manifest) -> Iterator[tuple[str, str]]:
    """Kind and name of everything in the same namespace that a manifest needs."""
    if "roleRef" in each:
        yield each["roleRef"]["kind"], each["roleRef"]["name"]
    kinds = {"configMap": "ConfigMap", "configMapKeyRef": "ConfigMap", "secretKeyRef": "Secret"}
    for key, value in pairs(each):
        if key in kinds and value.get("name"):
            yield kinds[key], value["name"]
        elif key == "secret" and isinstance(value, dict) and value.get("secretName"):
            yield "Secret", value["secretName"]
        elif key == "serviceAccountName":
            yield "ServiceAccount", value
        elif key == "runtime":
            yield "ServingRuntime", value
        elif key == "scaleTargetRef":
            yield value["kind"], value["name"]


def pairs(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield key, item
            yield from pairs(item)
    elif isinstance(value, list):
        for item in value:
            yield from pairs(item)


def test_selectors_find_the_pods_that_they_are_meant_for() -> None:
    objects = built(MANIFESTS / "overlays/production")
    (deployment,) = [each for each in objects if each["kind"] == "Deployment"]
    labels = deployment["spec"]["template"]["metadata"]["labels"]
    for kind, selector in (
        ("Service", ("spec", "selector")),
        ("PodDisruptionBudget", ("spec", "selector", "matchLabels")),
    ):
        (found,) = [each for each in objects if each["kind"] == kind]
        for key in selector:
            found = found[key]
        assert found.items() <= labels.items()
    (service,) = [each for each in objects if each["kind"] == "Service"]
    monitors = [each for each in objects if each["kind"] == "ServiceMonitor"]
    assert monitors[0]["spec"]["selector"]["matchLabels"].items() <= service["metadata"]["labels"].items()


def test_every_series_that_a_rule_or_the_dashboard_reads_is_written() -> None:
    from components.gateway.metrics import Metrics
    from components.shared.traffic import Split

    metrics = Metrics()
    metrics.answered("v1", 1.0)
    written = set(re.findall(r"^bsl_\w+", metrics.text(Split(name="m", base="b", stable="b")), re.MULTILINE))
    written |= {"bsl_failures_total", "bsl_ratings_total"}
    component = MANIFESTS / "components/monitoring"
    texts = [(component / name).read_text() for name in ("dashboard.json", "rules.yaml")]
    read = {name for text in texts for name in re.findall(r"bsl_\w+", text)}
    assert read
    assert read <= written


def test_the_wrapper_of_the_runtime_is_the_verifier_that_is_tested() -> None:
    """`bsl compile` writes the copy: kustomize reads no file outside its folder."""
    original = MANIFESTS.parent / "components/shared/release/verification.py"
    assert (MANIFESTS / "base/serving/verify_release.py").read_bytes() == original.read_bytes()


def test_the_readme_installs_with_ten_commands_at_most() -> None:
    text = (MANIFESTS / "README.md").read_text()
    block = text.split("## Install", 1)[1].split("```")[1]
    lines = re.sub(r"\\\n\s*", "", block).splitlines()[1:]
    commands = [line for line in lines if line.strip() and not line.startswith("#")]
    assert 3 <= len(commands) <= 10, commands
