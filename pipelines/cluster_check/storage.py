"""The bucket, asked with the key of each role: what it must reach, and what must be refused to it."""

import base64
from collections.abc import Iterator
from itertools import islice

from components.shared.cluster.client import Cluster
from components.shared.environment import ObjectStoreKeys
from components.shared.errors import BadInput, TryAgain
from components.shared.object_store import open_object_store
from pipelines.cluster_check.installation import KEYS, Installation
from pipelines.cluster_check.objects import STEP_ROLES
from pipelines.findings import Finding

# a prefix that a role lists, and one that belongs to others (manifests/object-store/policies)
REACH = {
    "ingest": ("sources/", "models/"),
    "data": ("datasets/", "models/"),
    "train": ("checkpoints/", "serving/"),
    "register": ("models/", "checkpoints/"),
    "serve": ("serving/", "datasets/"),
    "pipelines": ("pipelines/", "models/"),
}


def buckets(cluster: Cluster, installation: Installation) -> Iterator[Finding]:
    """One answer for each role. An address that only pods can reach is told as such."""
    url = installation.object_store or _address(cluster, installation.namespace)
    if not url.startswith("s3://"):
        yield Finding("note", "the bucket was not asked: its address is not known", "set bsl-object-store first")
        return
    roles = [(installation.namespace, role) for role in STEP_ROLES] + [(installation.serving, "serve")]
    roles += [] if installation.in_a_profile else [(installation.namespace, "pipelines")]
    for namespace, role in roles:
        keys = _keys(cluster, namespace, role)
        if keys is None:
            continue  # told with the secrets
        try:
            yield _asked(url, keys, role)
        except TryAgain as error:
            yield Finding("note", f"the bucket was not asked: {error}", "an address that only pods reach is asked from "
                          "here by --object-store URL and kubectl port-forward")  # fmt: skip
            return


def _asked(url: str, keys: ObjectStoreKeys, role: str) -> Finding:
    own, foreign = REACH[role]
    try:
        store = open_object_store(url, keys)
        list(islice(store.list(own), 1))
    except BadInput as error:
        return Finding("missing", f"role {role} does not reach {own}: {error}", "bsl object-store setup")
    try:
        list(islice(store.list(foreign), 1))
    except BadInput:
        return Finding("ok", f"role {role} reaches {own}, and {foreign} is refused to it")
    return Finding("missing", f"role {role} may list {foreign}", "its policy is too wide: bsl object-store setup")


def _address(cluster: Cluster, namespace: str) -> str:
    found = cluster.get("v1", "ConfigMap", "bsl-object-store", namespace)
    url = str(((found or {}).get("data") or {}).get("url", ""))
    return "" if "unset" in url else url


def _keys(cluster: Cluster, namespace: str, role: str) -> ObjectStoreKeys | None:
    found = cluster.get("v1", "Secret", f"bsl-object-store-{role}", namespace)
    data = (found or {}).get("data") or {}
    values = [base64.b64decode(data.get(key) or "").decode(errors="replace").strip() for key in KEYS]
    return ObjectStoreKeys(*values) if all(values) else None
