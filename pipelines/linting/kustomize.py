"""What kustomizations say of the files beside them: which are patches, which images they pin, which namespace."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipelines.linting.sources import Source

NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")


@dataclass(slots=True)
class Kustomizations:
    """All kustomizations of a tree together."""

    patches: set[str] = field(default_factory=set)
    pinned_images: set[str] = field(default_factory=set)
    namespaces: dict[str, str] = field(default_factory=dict)

    def is_patch(self, path: Path) -> bool:
        """Whether the file holds differences only, so that what it lacks stands elsewhere."""
        return _normal(path) in self.patches

    def namespace_of(self, path: Path, manifest: dict[str, Any]) -> str:
        """The namespace that a manifest ends in; empty where an installer chooses it."""
        metadata = manifest.get("metadata")
        own = metadata.get("namespace", "") if isinstance(metadata, dict) else ""
        return self.namespaces.get(_normal(path.parent), str(own))


def read_kustomizations(sources: list[Source]) -> Kustomizations:
    """Gather what all of them say."""
    found = Kustomizations()
    for source in sources:
        if source.path.name in NAMES:
            for document in source.documents:
                if isinstance(document, dict):
                    _gather(source.path.parent, document, found)
    return found


def _gather(folder: Path, kustomization: dict[str, Any], found: Kustomizations) -> None:
    found.patches |= {_normal(folder / patch) for patch in _patch_files(kustomization)}
    found.pinned_images |= {str(image.get("name")) for image in _items(kustomization, "images") if image.get("digest")}
    if kustomization.get("namespace"):
        found.namespaces[_normal(folder)] = str(kustomization["namespace"])


def _patch_files(kustomization: dict[str, Any]) -> Iterator[str]:
    for patch in _items(kustomization, "patches"):
        if patch.get("path"):
            yield str(patch["path"])


def _items(kustomization: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """The mappings of a list; what is none is left to kustomize itself, which refuses it."""
    items = kustomization.get(key)
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _normal(path: Path) -> str:
    return posixpath.normpath(path.as_posix())
