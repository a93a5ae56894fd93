"""Rules of permissions: what no account of ours may ever hold, and the exact table of what each holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from pipelines.linting.manifest import Content, Manifest
from pipelines.linting.rules import Problem, rule
from pipelines.linting.trees import Tree

ROLES = ("Role", "ClusterRole")
BINDINGS = ("RoleBinding", "ClusterRoleBinding")
ESCALATING = ("escalate", "bind", "impersonate")
INTO_PODS = ("pods/exec", "pods/attach", "pods/portforward", "pods/proxy", "pods/ephemeralcontainers", "nodes/proxy")
# a list or a watch returns every secret, whatever resourceNames says
OF_ALL_SECRETS = ("list", "watch", "deletecollection")
Grant = tuple[str, str, str, str]  # API group, resource, name of the object or "", verb


@rule("rbac-wildcard", "rbac")
def wildcard(role: Manifest) -> Iterator[Problem]:
    """A role grants everything, and what will be invented later as well.

    Bad:  verbs: ["*"]
    Good: the verbs and resources that are used
    """
    for number, granted in enumerate(_rules(role)):
        for part in ("apiGroups", "resources", "verbs", "nonResourceURLs"):
            if any("*" in str(item) for item in granted.get(part) or []):
                yield role.at("rules", number), f"{part} holds *"


@rule("rbac-escalation", "rbac")
def escalation(role: Manifest) -> Iterator[Problem]:
    """A role lets its holder take rights that it was not given, or change who holds them.

    Bad:  verbs: [impersonate]; verbs: [create] on rolebindings or serviceaccounts/token
    Good: rights are given by Git
    """
    for number, granted in enumerate(_rules(role)):
        found = sorted(set(granted.get("verbs") or []) & set(ESCALATING))
        if found:
            yield role.at("rules", number), f"verbs {', '.join(found)}"
        writes = set(granted.get("verbs") or []) - {"get", "list", "watch"}
        for resource in granted.get("resources") or []:
            own_rights = "rbac.authorization.k8s.io" in (granted.get("apiGroups") or [])
            if writes and (own_rights or resource == "serviceaccounts/token"):
                yield role.at("rules", number), f"{', '.join(sorted(writes))} on {resource}"


@rule("rbac-into-pods", "rbac")
def into_pods(role: Manifest) -> Iterator[Problem]:
    """A role opens a shell or a connection in any pod, and so holds what every pod of the namespace holds.

    Bad:  resources: [pods/exec]
    Good: resources: [pods] with verbs: [get]
    """
    for number, granted in enumerate(_rules(role)):
        found = sorted(set(granted.get("resources") or []) & set(INTO_PODS))
        if found:
            yield role.at("rules", number), f"resources {', '.join(found)}"


@rule("rbac-secrets", "rbac")
def secrets(role: Manifest) -> Iterator[Problem]:
    """A role reads secrets that are not its own: without names, or by verbs that names do not limit.

    Bad:  resources: [secrets], verbs: [get]
    Good: resources: [secrets], resourceNames: [bsl-object-store-pipelines], verbs: [get]
    """
    for number, granted in enumerate(_rules(role)):
        if "secrets" not in (granted.get("resources") or []):
            continue
        unlimited = sorted(set(granted.get("verbs") or []) & set(OF_ALL_SECRETS))
        if not granted.get("resourceNames"):
            yield role.at("rules", number), "secrets without resourceNames"
        elif unlimited:
            yield role.at("rules", number), f"{', '.join(unlimited)} of secrets, which resourceNames does not limit"


@rule("rbac-cluster", "rbac")
def cluster(role: Manifest) -> Iterator[Problem]:
    """A right over the whole cluster: what takes one pod takes everything.

    Bad:  kind: ClusterRole, kind: ClusterRoleBinding, roleRef: {kind: ClusterRole}
    Good: kind: Role and kind: RoleBinding in the namespace
    """
    if role.kind in ("ClusterRole", "ClusterRoleBinding"):
        yield role.at("kind"), f"{role.kind} {role.name}"
    elif (role.content.get("roleRef") or {}).get("kind") == "ClusterRole":
        yield role.at("roleRef"), f"binds the cluster role {role.content['roleRef'].get('name')}"


@rule("rbac-table", "tree")
def exact_table(tree: Tree) -> Iterator[Problem]:
    """An account holds other rights than the table ``rbac_table.yaml`` says: a right was added, or one is missing.

    Bad:  a second binding that lets bsl-train patch inferenceservices
    Good: the table and the roles changed together, so that a review sees the new right
    """
    seen: set[str] = set()
    for manifest in tree.own:
        for account in _accounts(manifest) - seen:
            if manifest is not _first_binding(account, tree.others):
                continue
            seen.add(account)
            yield from _compared(manifest, account, _granted(account, tree.others))


@dataclass(frozen=True, slots=True)
class Rights:
    """What an account always holds, of what it holds one, and what it may hold where a component adds it."""

    always: frozenset[Grant]
    either: frozenset[Grant]
    optional: frozenset[Grant]


@cache
def table() -> dict[str, Rights]:
    """What each service account may do: the table of the security design."""
    text = files(__package__).joinpath("rbac_table.yaml").read_text(encoding="utf-8")
    return {account: _rights(rows) for account, rows in yaml.safe_load(text).items()}


def _rights(rows: dict[str, Any]) -> Rights:
    return Rights(*(frozenset(_grants({"rules": rows.get(key)})) for key in ("always", "either", "optional")))


def _compared(manifest: Manifest, account: str, held: frozenset[Grant]) -> Iterator[Problem]:
    allowed = table().get(account)
    place = manifest.at("subjects")
    if allowed is None:
        yield place, f"service account {account} is not in the table of rights"
        return
    for grant in sorted(held - allowed.always - allowed.either - allowed.optional):
        yield place, f"{account} may {_told(grant)}, which the table does not say"
    for grant in sorted(allowed.always - held):
        yield place, f"{account} may not {_told(grant)}, which the table says"
    if allowed.either and len(held & allowed.either) != 1:
        yield place, f"{account} must hold one of: {', '.join(_told(grant) for grant in sorted(allowed.either))}"


def _told(grant: Grant) -> str:
    group, resource, name, verb = grant
    return f"{verb} {resource}{'.' + group if group else ''}{' ' + name if name else ''}"


def _granted(account: str, manifests: tuple[Manifest, ...]) -> frozenset[Grant]:
    """All that the bindings of an account give it."""
    bound = {
        (manifest.content["roleRef"].get("kind"), manifest.content["roleRef"].get("name"))
        for manifest in manifests
        if account in _accounts(manifest)
    }
    return frozenset(
        grant
        for manifest in manifests
        if (manifest.kind, manifest.name) in bound and not manifest.partial
        for grant in _grants(manifest.content)
    )


def _grants(role: Content) -> Iterator[Grant]:
    for granted in role.get("rules") or []:
        for group in granted.get("apiGroups") or []:
            for resource in granted.get("resources") or []:
                for name in granted.get("resourceNames") or [""]:
                    for verb in granted.get("verbs") or []:
                        yield group, resource, name, verb


def _accounts(manifest: Manifest) -> frozenset[str]:
    if manifest.kind not in BINDINGS or manifest.partial:
        return frozenset()
    subjects = manifest.content.get("subjects") or []
    return frozenset(subject["name"] for subject in subjects if subject.get("kind") == "ServiceAccount")


def _first_binding(account: str, manifests: tuple[Manifest, ...]) -> Manifest | None:
    return next((manifest for manifest in manifests if account in _accounts(manifest)), None)


def _rules(role: Manifest) -> list[dict[str, Any]]:
    return role.content.get("rules") or [] if role.kind in ROLES else []
