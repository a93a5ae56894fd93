"""Rules of single manifests: secrets in Git, storage of models, files."""

from collections.abc import Iterator
from typing import Any

from pipelines.linting.manifest import Manifest
from pipelines.linting.names import is_a_place, looks_secret
from pipelines.linting.rules import Problem, rule

POD_SECURITY = "pod-security.kubernetes.io/enforce"
# restricted where everything is ours; baseline where KFP's own pods run, until they were seen under restricted
ENFORCED = ("restricted", "baseline")


@rule("manifest-literal-secret", "manifest")
def literal_secret(manifest: Manifest) -> Iterator[Problem]:
    """A secret stands in Git: in a Secret, under a telling name of a ConfigMap, or in a kustomization.

    Bad:  kind: Secret with data; secretGenerator: [{literals: [token=abc]}]
    Good: an ExternalSecret, or a Secret that the installer creates by a command that the README tells
    """
    if manifest.kind == "Secret":
        for part in ("data", "stringData"):
            for key, value in (manifest.content.get(part) or {}).items():
                if value:
                    yield manifest.at(part, key), f"{key} is written down; let the installer create the secret"
    if manifest.kind == "ConfigMap":
        for key, value in (manifest.content.get("data") or {}).items():
            if looks_secret(str(key)) and value and not is_a_place(str(value)):
                yield manifest.at("data", key), f"{key} looks like a secret, and a ConfigMap is read by everybody"
    for number, generator in enumerate(_generators(manifest)):
        if generator.get("literals"):
            yield manifest.at("secretGenerator", number), "literals of a secret are written down"


@rule("storage-uri-without-slash", "manifest")
def storage_uri(manifest: Manifest) -> Iterator[Problem]:
    """A storageUri does not end in a slash: KServe copies by bare prefix, so version 1 also brings version 10.

    https://github.com/kserve/kserve/issues/3776

    Bad:  storageUri: s3://bucket/models/bsl-coder/v1
    Good: storageUri: s3://bucket/models/bsl-coder/v1/
    """
    for place, uri in _values(manifest.content, "storageUri", (manifest.number,)):
        # what names one file or a volume is no prefix of an object store
        if isinstance(uri, str) and uri.startswith(("s3://", "gs://")) and not uri.endswith("/"):
            yield place, f"storageUri {uri} does not end in /"


@rule("namespace-without-pod-security", "manifest")
def without_pod_security(manifest: Manifest) -> Iterator[Problem]:
    """A namespace that enforces no Pod Security Standard takes any pod, privileged ones included.

    Bad:  kind: Namespace without labels
    Good: labels: {pod-security.kubernetes.io/enforce: restricted}
    """
    labels = (manifest.content.get("metadata") or {}).get("labels") or {}
    if manifest.kind == "Namespace" and not manifest.partial and labels.get(POD_SECURITY) not in ENFORCED:
        yield manifest.at("metadata"), f"label {POD_SECURITY} is not {' or '.join(ENFORCED)}"


@rule("token-of-the-default-account", "pod")
def default_account(pod: Any) -> Iterator[Problem]:
    """A server runs under the namespace's default account, whose rights anybody may widen for another's sake.

    Bad:  a Deployment without serviceAccountName
    Good: serviceAccountName: bsl-gateway, and automountServiceAccountToken: false where no API is called
    """
    named = pod.content.get("serviceAccountName") or pod.content.get("automountServiceAccountToken") is False
    if pod.manifest.kind in ("Deployment", "StatefulSet") and pod.whole and not named:
        yield pod.place, "has neither serviceAccountName nor automountServiceAccountToken: false"


def _generators(manifest: Manifest) -> list[dict[str, Any]]:
    return manifest.content.get("secretGenerator") or [] if manifest.kind in ("Kustomization", "Component") else []


def _values(value: Any, key: str, place: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    if isinstance(value, dict):
        for name, item in value.items():
            if name == key:
                yield (*place, name), item
            else:
                yield from _values(item, key, (*place, str(name)))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _values(item, key, (*place, number))
