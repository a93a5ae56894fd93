"""Namespaces, accounts, secrets and addresses that the pods of an installation name."""

from collections.abc import Iterator
from typing import Any

import yaml

from components.shared.cluster.client import Cluster
from pipelines.cluster_check.installation import KEYS, Installation
from pipelines.findings import Finding

STEP_ROLES = ("ingest", "data", "train", "register")
_MAKE_SECRETS = "python manifests/make_secrets.py <overlay> | kubectl apply --server-side -f -"
_KSERVE_KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "S3_ENDPOINT")
_ENFORCE = "pod-security.kubernetes.io/enforce"


def namespaces(cluster: Cluster, installation: Installation) -> Iterator[Finding]:
    """They exist, and pods that could harm the node are refused where models are served."""
    for name in (installation.namespace, installation.serving):
        found = cluster.get("v1", "Namespace", name)
        if found is None:
            yield Finding("missing", f"no namespace {name}", "apply the overlay, or name it with --namespace")
            continue
        level = (found["metadata"].get("labels") or {}).get(_ENFORCE, "privileged")
        if name == installation.serving and level != "restricted":
            yield Finding("missing", f"namespace {name} enforces {level}", f"label it {_ENFORCE}=restricted")
        else:
            yield Finding("ok", f"namespace {name} enforces {level}")


def service_accounts(cluster: Cluster, installation: Installation) -> Iterator[Finding]:
    """Accounts that pods run under; that of the predictors carries the key of the object store."""
    for namespace, names in (
        (installation.namespace, ("bsl-train", "bsl-deployer")),
        (installation.serving, ("bsl-serving", "bsl-gateway")),
    ):
        for name in names:
            found = cluster.get("v1", "ServiceAccount", name, namespace)
            if found is None:
                yield Finding("missing", f"no service account {namespace}/{name}", "apply the overlay")
            elif name == "bsl-serving" and "bsl-object-store-serve" not in _attached(found):
                yield Finding("missing", f"service account {name} does not name bsl-object-store-serve", "add it to "
                              "`secrets`: KServe takes the keys of the object store from there")  # fmt: skip
            else:
                yield Finding("ok", f"service account {namespace}/{name}")


def secrets(cluster: Cluster, installation: Installation) -> Iterator[Finding]:
    """Secrets and the keys in them; values are not looked at, but for being empty."""
    here, there = installation.namespace, installation.serving
    needed: list[tuple[str, str, tuple[str, ...]]] = [(here, f"bsl-object-store-{role}", KEYS) for role in STEP_ROLES]
    needed += [] if installation.in_a_profile else [(here, "bsl-object-store-pipelines", KEYS)]
    needed += [
        (here, "bsl-signing", ("private_key",)),
        (here, "bsl-ratings", ("url",)),
        (there, "bsl-ratings", ("url",)),
    ]
    needed += [(there, "bsl-object-store-serve", (*KEYS, *_KSERVE_KEYS)), (there, "bsl-gateway", ("keys",))]
    for namespace, name, keys in needed:
        yield _secret(cluster, namespace, name, keys)
    optional = (("bsl-knowledge-base", "url"), ("bsl-repositories", "token"), ("bsl-generator", "token"))
    for name, key in optional:
        found = cluster.get("v1", "Secret", name, here)
        if found is None:
            yield Finding("note", f"no secret {here}/{name}", "that source is not asked")
        else:
            yield _secret(cluster, here, name, (key,))


def _secret(cluster: Cluster, namespace: str, name: str, keys: tuple[str, ...]) -> Finding:
    found = cluster.get("v1", "Secret", name, namespace)
    if found is None:
        return Finding("missing", f"no secret {namespace}/{name}", _MAKE_SECRETS)
    lacking = [key for key in keys if not (found.get("data") or {}).get(key)]
    if lacking:
        return Finding("missing", f"secret {namespace}/{name} has no {', '.join(lacking)}", _MAKE_SECRETS)
    return Finding("ok", f"secret {namespace}/{name}")


def addresses(cluster: Cluster, installation: Installation) -> Iterator[Finding]:
    """ConfigMaps that steps and the gateway read."""
    for namespace in (installation.namespace, installation.serving):
        for name, key, advice in (
            ("bsl-object-store", "url", "set OBJECT_STORE_HOST in values.env and apply the overlay"),
            ("bsl-verification", "public_key", _MAKE_SECRETS),
        ):
            found = cluster.get("v1", "ConfigMap", name, namespace)
            value = ((found or {}).get("data") or {}).get(key, "")
            if not value or "unset" in value:
                yield Finding("missing", f"ConfigMap {namespace}/{name} has no {key}", advice)
            else:
                yield Finding("ok", f"ConfigMap {namespace}/{name}")


def launcher(cluster: Cluster, installation: Installation) -> Iterator[Finding]:
    """Where Kubeflow's launcher keeps artifacts, and whether its key is there."""
    where = f"ConfigMap {installation.namespace}/kfp-launcher"
    found = cluster.get("v1", "ConfigMap", "kfp-launcher", installation.namespace)
    if found is None:
        advice = "the profile controller makes it" if installation.in_a_profile else "apply the overlay"
        yield Finding("missing", f"no {where}", f"artifacts would go to Kubeflow's default store: {advice}")
        return
    data = found.get("data") or {}
    root = data.get("defaultPipelineRoot", "")
    if not root:
        yield Finding("missing", f"{where} has no defaultPipelineRoot", "such as minio://bsl-foundry/pipelines")
    elif not installation.in_a_profile and "unset" in str(data.get("providers", "")):
        yield Finding("missing", f"{where} names no object store", "set OBJECT_STORE_HOST in values.env")
    else:
        yield Finding("ok", f"{where}: artifacts go to {root}")
    yield from _launcher_key(cluster, installation, where, str(data.get("providers") or ""))


def _launcher_key(cluster: Cluster, installation: Installation, where: str, text: str) -> Iterator[Finding]:
    try:
        providers = yaml.safe_load(text) or {}
        defaults = [each.get("default") or {} for each in providers.values()]
    except (yaml.YAMLError, AttributeError):
        yield Finding(
            "missing", f"{where}: providers cannot be read", "correct it as YAML: provider, default, endpoint"
        )
        return
    for default in defaults:
        reference: dict[str, Any] = (default.get("credentials") or {}).get("secretRef") or {}
        if reference.get("secretName"):
            keys = tuple(str(reference.get(name)) for name in ("accessKeyKey", "secretKeyKey"))
            yield _secret(cluster, installation.namespace, reference["secretName"], keys)
        elif not (default.get("credentials") or {}).get("fromEnv"):
            yield Finding("missing", f"{where}: a provider has no credentials", "the launcher refuses to start: name a "
                          "secretRef")  # fmt: skip


def base_models(cluster: Cluster, installation: Installation) -> Iterator[Finding]:
    """The volume that base models are read from."""
    name = installation.profile.base_models_claim if installation.profile else "bsl-base-models"
    if not name:
        return
    where = f"PersistentVolumeClaim {installation.namespace}/{name}"
    found = cluster.get("v1", "PersistentVolumeClaim", name, installation.namespace)
    phase = ((found or {}).get("status") or {}).get("phase", "")
    if found is None:
        yield Finding("missing", f"no {where}", "apply the overlay, then `bsl base-model import`")
    elif phase == "Bound":
        yield Finding("ok", where)
    elif phase == "Lost":
        yield Finding("missing", f"{where} has lost its volume", "make it anew and import the base models again")
    else:
        yield Finding("note", f"{where} is {phase or 'Pending'}", "normal until the first pod mounts it; if it stays, "
                      "name a storage class with ReadWriteMany")  # fmt: skip


def _attached(account: dict[str, Any]) -> list[str]:
    return [each.get("name", "") for each in account.get("secrets") or ()]
