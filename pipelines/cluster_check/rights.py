"""What the account that asks may do: rights that our commands use, and those of an installer."""

from collections.abc import Iterator

from components.shared.cluster.client import Cluster
from pipelines.cluster_check.installation import ROUTE, Installation
from pipelines.findings import Finding

Right = tuple[str, str, str, str]  # verb, API group, resource, name
_INSTALLER: tuple[Right, ...] = (
    ("create", "rbac.authorization.k8s.io", "roles", ""),
    ("create", "networking.k8s.io", "networkpolicies", ""),
    ("create", "serving.kserve.io", "servingruntimes", ""),
    ("create", "serving.kserve.io", "inferenceservices", ""),
    ("create", "apps", "deployments", ""),
    ("create", "", "secrets", ""),
)


def of_this_account(cluster: Cluster, installation: Installation) -> Iterator[Finding]:
    """Asked by access reviews; what is allowed is not tried."""
    used: list[Right] = [
        (verb, "serving.kserve.io", "inferenceservices", slot)
        for slot in installation.slots
        for verb in ("get", "patch")
    ]
    if installation.dialect == "weighted":
        used += [(verb, "gateway.networking.k8s.io", "httproutes", ROUTE) for verb in ("get", "patch")]
    denied = [right for right in used if not cluster.allowed(*right, namespace=installation.serving)]
    if denied:
        yield Finding("missing", f"in {installation.serving} this account may not {_words(denied)}",
                      "`bsl canary` needs it: bind it to the Role bsl-deployer")  # fmt: skip
    else:
        yield Finding("ok", f"this account may move a canary in {installation.serving}")
    lacking = [right for right in _INSTALLER if not cluster.allowed(*right, namespace=installation.serving)]
    if lacking:
        yield Finding("note", f"in {installation.serving} this account may not {_words(lacking)}",
                      "it cannot install; let an administrator apply the overlay")  # fmt: skip
    else:
        yield Finding("ok", f"this account may install in {installation.serving}")


def _words(rights: list[Right]) -> str:
    return ", ".join(f"{verb} {resource}{f'/{name}' if name else ''}" for verb, _, resource, name in rights)
