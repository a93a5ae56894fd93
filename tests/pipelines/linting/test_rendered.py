"""What kustomize makes of overlays is linted: a patch that takes a demand of the base away is found."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from components.shared.errors import BadInput
from pipelines.linting.files import lint_files, lint_rendered
from pipelines.linting.rendered import find_kubectl, render, roots
from pipelines.linting.report import Report
from pipelines.linting.sources import Source
from tests.pipelines.linting.yaml_cases import DEPLOYMENT, changed

OVERLAY = {"resources": ["../../base"], "patches": [{"path": "patch.yaml"}]}
KUBECTL = find_kubectl()
needs_kubectl = pytest.mark.skipif(KUBECTL is None, reason="no kubectl: make servers builds it, with Go")


def tree(folder: Path, patch: dict[str, Any], deployment: dict[str, Any] = DEPLOYMENT) -> Path:
    files = {
        "base/kustomization.yaml": {"resources": ["deployment.yaml"]},
        "base/deployment.yaml": deployment,
        "overlays/production/kustomization.yaml": OVERLAY,
        "overlays/production/patch.yaml": patch,
    }
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(content), encoding="utf-8")
    return folder


def patch(**spec: Any) -> dict[str, Any]:
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "gateway"},
        "spec": {"template": {"spec": spec}},
    }


def linted(folder: Path) -> tuple[set[str], set[str]]:
    """Rules that are broken in files, and those that are broken in what is rendered alone."""
    report = lint_files([folder])
    in_files = {finding.rule for finding in report.findings}
    more = Report(findings=list(report.findings), allowed=list(report.allowed))
    lint_rendered([folder], more, KUBECTL or "")
    return in_files, {finding.rule for finding in more.findings[len(report.findings) :]}


@needs_kubectl
@pytest.mark.parametrize(
    ("spec", "rules"),
    [
        ({"priorityClassName": "x"}, set()),
        ({"securityContext": None}, {"pod-root", "pod-seccomp"}),
        ({"containers": [{"name": "gateway", "resources": None}]}, {"container-without-resources"}),
        ({"containers": [{"name": "more", "image": "x:1"}]}, {"container-image-without-digest", "pod-capabilities"}),
    ],
)
def test_what_a_patch_takes_away_is_found(spec: dict[str, Any], rules: set[str], tmp_path: Path) -> None:
    in_files, rendered = linted(tree(tmp_path, patch(**spec)))
    assert in_files <= {"container-image-without-digest"}
    assert rules <= in_files | rendered
    assert bool(rules) == bool(rendered)


@needs_kubectl
def test_what_was_said_or_allowed_of_a_file_is_not_said_again(tmp_path: Path) -> None:
    folder = tree(tmp_path, patch(priorityClassName="x"), changed(DEPLOYMENT, ("spec.template.spec.hostPID", True)))
    assert linted(folder) == ({"pod-on-the-host"}, set())
    path = folder / "base/deployment.yaml"
    reason = "  # lint: allow pod-on-the-host: it watches the processes of its node"
    path.write_text(path.read_text().replace("hostPID: true", "hostPID: true" + reason), encoding="utf-8")
    assert linted(folder) == (set(), set())


@needs_kubectl
def test_a_folder_that_cannot_be_built_is_bad_input(tmp_path: Path) -> None:
    folder = tree(tmp_path, patch()) / "overlays/production"
    (folder / "patch.yaml").unlink()
    with pytest.raises(BadInput, match="kustomize cannot build it"):
        render(folder, KUBECTL or "")


def test_only_what_nothing_else_takes_in_is_rendered(tmp_path: Path) -> None:
    folder = tree(tmp_path, patch())
    component = folder / "component/kustomization.yaml"
    component.parent.mkdir()
    component.write_text("kind: Component\n", encoding="utf-8")
    sources = [Source(path, path.read_text(encoding="utf-8")) for path in folder.rglob("*.yaml")]
    assert roots(sources) == [folder / "overlays/production"]
