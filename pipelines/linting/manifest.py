"""A manifest and the pods in it, as rules look at them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Content = dict[str, Any]
YamlPlace = tuple[str | int, ...]

CONTAINER_LISTS = ("initContainers", "containers", "ephemeralContainers")
# KServe: the container of a model gets its image and its rights from the serving runtime
COMPLETED_BY_A_RUNTIME = ("model",)


@dataclass(frozen=True, slots=True)
class Manifest:
    """One document of a file."""

    path: Path
    number: int
    content: Content
    partial: bool = False  # a patch: what it lacks stands elsewhere
    namespace: str = ""
    pinned_images: frozenset[str] = frozenset()

    @property
    def kind(self) -> str:
        """Kind of the object; empty where it is none."""
        return str(self.content.get("kind", ""))

    @property
    def name(self) -> str:
        """Name of the object."""
        return str((self.content.get("metadata") or {}).get("name", ""))

    @property
    def is_object(self) -> bool:
        """Whether a cluster could take it."""
        return bool(self.kind and self.content.get("apiVersion"))

    def at(self, *steps: str | int) -> YamlPlace:
        """A place in the document."""
        return (self.number, *steps)


@dataclass(frozen=True, slots=True)
class Container:
    """A container and where it stands."""

    place: YamlPlace
    content: Content
    completed: bool = False  # the image and the rights come from a serving runtime

    @property
    def context(self) -> Content:
        """Its security context."""
        return self.content.get("securityContext") or {}


@dataclass(frozen=True, slots=True)
class Pod:
    """A pod specification, wherever in whatever kind it was found."""

    manifest: Manifest
    place: YamlPlace
    content: Content
    containers: tuple[Container, ...] = field(default=())

    @property
    def context(self) -> Content:
        """Its security context."""
        return self.content.get("securityContext") or {}

    @property
    def whole(self) -> bool:
        """Whether what it lacks is missing: a patch and a model served by a runtime are completed elsewhere."""
        return not self.manifest.partial and not any(container.completed for container in self.containers)


def pods_of(manifest: Manifest) -> Iterator[Pod]:
    """Every mapping that holds containers, at any depth, in any kind."""
    if manifest.kind != "CustomResourceDefinition":
        yield from _pods(manifest, manifest.content, (manifest.number,))


def _pods(manifest: Manifest, value: Any, place: YamlPlace) -> Iterator[Pod]:
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from _pods(manifest, item, (*place, number))
    elif isinstance(value, dict):
        containers = tuple(_containers(manifest, value, place))
        if containers:
            yield Pod(manifest, place, value, containers)
        for key, item in value.items():
            yield from _pods(manifest, item, (*place, str(key)))


def _containers(manifest: Manifest, value: Content, place: YamlPlace) -> Iterator[Container]:
    for key in CONTAINER_LISTS:
        items = value.get(key)
        for number, item in enumerate(items if isinstance(items, list) else []):
            if isinstance(item, dict) and "name" in item:
                yield Container((*place, key, number), item)
    if manifest.kind == "InferenceService":
        for key in COMPLETED_BY_A_RUNTIME:
            if isinstance(value.get(key), dict) and len(place) > 2:
                yield Container((*place, key), value[key], completed=True)
