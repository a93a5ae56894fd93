"""Manifests against the schemas of Kubernetes: fields that do not exist, fields of a wrong type.

A process of its own, because the library and its schemas are heavy: paths in, findings out as JSON. The library only
warns of a kind that it does not know, and so lets through a misspelt apiVersion. Here an unknown kind is an error
unless a custom resource of ours is meant: those are judged by a real API server (`make test-services`).
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipelines.linting.files import read_sources
from pipelines.linting.kustomize import read_kustomizations
from pipelines.linting.sources import Source

KUBERNETES_VERSION = "1.31"  # what the manifests promise to run on; what is newer than that must not be used
# groups whose definitions an installation brings
CUSTOM_GROUPS = (
    "serving.kserve.io",
    "serving.knative.dev",
    "gateway.networking.k8s.io",
    "pipelines.kubeflow.org",
    "trainer.kubeflow.org",
    "kueue.x-k8s.io",
    "monitoring.coreos.com",
    "external-secrets.io",
    "argoproj.io",
    "kustomize.toolkit.fluxcd.io",
    "source.toolkit.fluxcd.io",
    "kubeflow.org",
    "cilium.io",
    "security.istio.io",
    "networking.istio.io",
)


def validated(paths: list[Path]) -> Iterator[dict[str, Any]]:
    """What is wrong with the objects of the files; patches are no objects."""
    sources = list(read_sources(paths))
    beside = {path for source in sources for path in source.path.parent.glob("kustomization.y*ml")}
    kustomizations = read_kustomizations(list(read_sources(beside)))
    for source in sources:
        if not kustomizations.is_patch(source.path):
            for number, document in enumerate(source.documents):
                if isinstance(document, dict) and document.get("kind") and document.get("apiVersion"):
                    yield from _problems(source, number, document)


def _problems(source: Source, number: int, document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    from kubernetes_validate import SchemaNotFoundError, ValidationError, validate

    told = {"path": str(source.path)}
    try:
        validate(document, KUBERNETES_VERSION, strict=True)
    except ValidationError as error:
        place = (number, *error.path)
        yield {**told, "line": source.line_of(place), "kind": "schema", "message": str(error.message)}
    except SchemaNotFoundError:
        if document["apiVersion"].partition("/")[0] not in CUSTOM_GROUPS:
            line = source.line_of((number, "apiVersion"))
            message = f"Kubernetes knows no {document['kind']} of {document['apiVersion']}"
            yield {**told, "line": line, "kind": "unknown", "message": message}


if __name__ == "__main__":
    print(json.dumps(list(validated([Path(word) for word in sys.argv[1:]]))))
