"""What lies in the object store, in units that are kept or deleted as a whole."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from components.shared.object_store import Entry, ObjectStore
from components.shared.versions import NAME, VERSION

Kind = Literal["version", "release without a record", "base model", "dataset", "checkpoint", "run"]

BASES = "models/base/"
# prefix -> what one of its units is, and how many parts of a key make one
_FOLDERS: dict[str, tuple[Kind, int]] = {
    BASES: ("base model", 3),
    "datasets/": ("dataset", 2),
    "checkpoints/": ("checkpoint", 2),
    "pipelines/": ("run", 3),  # as Kubeflow lays them: pipelines/<pipeline>/<run>/<task>/…
}
TELLING_LENGTH = 8  # of a digest or the id of a run; shorter names stand in texts by chance
_NO_RELEASE = {"versions", "claims"}  # claims are never deleted: a number that was taken must not be given again


@dataclass(frozen=True, slots=True)
class Unit:
    """Objects that are kept or deleted together."""

    kind: Kind
    name: str  # of a version, model/version; else the prefix
    names: tuple[str, ...]  # a text that holds one of them refers to the unit
    entries: tuple[Entry, ...]  # in the order in which they are deleted: a record before its files

    @property
    def size_bytes(self) -> int:
        """Of all its objects."""
        return sum(entry.size_bytes for entry in self.entries)

    @property
    def newest(self) -> datetime:
        """When something in it was written last."""
        return max(entry.modified_at for entry in self.entries)


@dataclass(frozen=True, slots=True)
class Model:
    """What lies below ``models/<name>/``."""

    name: str
    records: dict[str, Entry]  # version -> its record
    releases: dict[str, tuple[Entry, ...]]  # version/digest -> files


def read_models(store: ObjectStore) -> list[Model]:
    """All models that the registry knows of."""
    found: dict[str, tuple[dict[str, Entry], dict[str, list[Entry]]]] = defaultdict(lambda: ({}, defaultdict(list)))
    for entry in store.entries("models/"):
        _, name, *rest = entry.key.split("/")
        if entry.key.startswith(BASES) or not NAME.fullmatch(name):
            continue
        records, releases = found[name]
        if len(rest) == 2 and rest[0] == "versions" and VERSION.fullmatch(rest[1].removesuffix(".json")):
            records[rest[1].removesuffix(".json")] = entry
        elif len(rest) > 1 and rest[0] not in _NO_RELEASE and VERSION.fullmatch(rest[0]):
            releases["/".join(rest[: min(2, len(rest) - 1)])].append(entry)
    return [
        Model(name, records, {release: tuple(files) for release, files in releases.items()})
        for name, (records, releases) in sorted(found.items())
    ]


def read_folders(store: ObjectStore) -> Iterator[Unit]:
    """Base models, datasets, checkpoints and runs."""
    for prefix, (kind, parts) in _FOLDERS.items():
        grouped: dict[str, list[Entry]] = defaultdict(list)
        for entry in store.entries(prefix):
            words = entry.key.split("/")
            if len(words) > parts:  # a file beside the units is nobody's garbage
                grouped["/".join(words[:parts])].append(entry)
        for name, entries in sorted(grouped.items()):
            last = name.rpartition("/")[2]
            names = (name, last) if len(last) >= TELLING_LENGTH else (name,)
            yield Unit(kind, f"{name}/", names, _manifest_first(entries))


def _manifest_first(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """What says that the unit is whole goes first: half a unit must not look like one."""
    return tuple(sorted(entries, key=lambda entry: ("manifest" not in entry.key.rpartition("/")[2], entry.key)))
