"""Rules of many manifests together: what must stand somewhere, and how files are divided."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines.linting.manifest import Manifest
from pipelines.linting.rules import Problem, rule

# these two describe one thing: a version cannot be without its pipeline
DIVIDED = ("Pipeline", "PipelineVersion")


@dataclass(frozen=True, slots=True)
class Tree:
    """One file, and all manifests that it stands among."""

    path: Path
    own: tuple[Manifest, ...]
    others: tuple[Manifest, ...]


@rule("several-kinds-in-a-file", "tree")
def several_kinds(tree: Tree) -> Iterator[Problem]:
    """A file holds several kinds: whoever looks for a role or a policy does not find it by its file's name.

    Bad:  gateway.yaml with a Deployment, a Service and a ServiceAccount
    Good: deployment.yaml, service.yaml, serviceaccount.yaml
    """
    objects = [manifest for manifest in tree.own if manifest.is_object and manifest.kind not in DIVIDED]
    kinds = list(dict.fromkeys(manifest.kind for manifest in objects))
    if len(kinds) > 1:
        second = next(manifest for manifest in objects if manifest.kind == kinds[1])
        yield second.at(), f"holds {', '.join(kinds)}; one kind a file"


@rule("namespace-without-default-deny", "tree")
def without_default_deny(tree: Tree) -> Iterator[Problem]:
    """A namespace has no policy that denies by default: every pod of the cluster reaches its servers, and they the net.

    Bad:  a Namespace, and policies that only allow
    Good: a NetworkPolicy with podSelector: {} and policyTypes: [Ingress, Egress] in it
    """
    denied = {manifest.namespace for manifest in tree.others if _denies(manifest)}
    for manifest in tree.own:
        if manifest.kind == "Namespace" and not manifest.partial and not denied & {manifest.name, ""}:
            yield manifest.at("metadata", "name"), f"no NetworkPolicy denies by default in {manifest.name}"


def _denies(manifest: Manifest) -> bool:
    """Whether it chooses all pods, speaks of both directions and lets nothing through."""
    spec = manifest.content.get("spec") or {}
    return (
        manifest.kind == "NetworkPolicy"
        and not spec.get("podSelector")
        and set(spec.get("policyTypes") or []) == {"Ingress", "Egress"}
        and not spec.get("ingress")
        and not spec.get("egress")
    )
