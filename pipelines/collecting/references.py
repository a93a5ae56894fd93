"""What is referred to: by aliases, splits, clusters, schedules and compiled pipelines."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from components.shared.errors import BadInput
from components.shared.object_store import ObjectStore
from components.shared.registry import Registry

if TYPE_CHECKING:
    from components.shared.cluster.client import Cluster

# everything in a cluster that may name a version, a base model, a dataset or a run
CLUSTER_KINDS = (
    ("serving.kserve.io/v1beta1", "InferenceService"),
    ("pipelines.kubeflow.org/v2beta1", "PipelineVersion"),
    ("trainer.kubeflow.org/v1alpha1", "TrainJob"),
    ("argoproj.io/v1alpha1", "Workflow"),
)
_TEXTS = {".yaml", ".yml", ".json"}


@dataclass(frozen=True, slots=True)
class Text:
    """Something that refers by mentioning a name or a digest."""

    source: str
    text: str


def live_versions(store: ObjectStore, model: str) -> dict[str, str]:
    """Versions that the split and the aliases of a model name, with who does.

    Raises:
        BadInput: One of the two cannot be read: nobody knows what is live.
    """
    registry = Registry(store, model)
    split = registry.split()
    live = dict.fromkeys(split.versions(), "the split") if split else {}
    return live | {version: f"alias {alias}" for alias, version in registry.aliases().items()}


def file_texts(paths: Iterable[Path]) -> list[Text]:
    """YAML and JSON files, those of folders included; raises ``BadInput`` for what is not there."""
    found: list[Text] = []
    for path in paths:
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        try:
            found += [Text(str(file), file.read_text()) for file in files if file == path or file.suffix in _TEXTS]
        except (OSError, UnicodeDecodeError) as error:
            raise BadInput(f"{path}: cannot be read ({error}); nothing was deleted") from error
    return found


def cluster_texts(namespaces: Sequence[str]) -> list[Text]:
    """What namespaces of the cluster hold. An error of theirs ends the work: who cannot look must not delete."""
    if not namespaces:
        return []
    from components.shared.cluster import open_cluster

    found: list[Text] = []
    for namespace in namespaces:
        cluster = open_cluster(namespace)
        try:
            _must_exist(cluster, namespace)
            found += _mentions(cluster, namespace)
        finally:
            cluster.close()
    return found


def _must_exist(cluster: "Cluster", namespace: str) -> None:
    """A misspelt namespace is as empty as one from which nothing is served."""
    from components.shared.cluster import Forbidden

    try:
        missing = cluster.get("v1", "Namespace", namespace) is None
    except Forbidden:  # an account that may not even look at it gets the same answer about what is in it, below
        return
    if missing:
        raise BadInput(f"--cluster {namespace}: there is no such namespace at {cluster.address}; nothing was deleted")


def _mentions(cluster: "Cluster", namespace: str) -> Iterator[Text]:
    for api_version, kind in CLUSTER_KINDS:
        if cluster.serves(api_version, kind):
            for one in cluster.list(api_version, kind, namespace):
                name = one.get("metadata", {}).get("name", "?")
                yield Text(f"{kind} {namespace}/{name}", json.dumps(one, ensure_ascii=False))
