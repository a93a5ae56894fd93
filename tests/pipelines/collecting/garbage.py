"""Stores with live things and garbage, on any store, and the ages of their objects."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from components.shared.object_store import Entry, ObjectStore
from components.shared.registry import Registry
from components.shared.versions import VersionDetails

MODEL = "bsl-coder"
NOW = datetime.now(UTC)
OLD = timedelta(days=100)


class Aged:
    """A store whose objects are as old as a test says; everything else is that of the store."""

    def __init__(self, store: ObjectStore, ages: dict[str, timedelta], age: timedelta = OLD) -> None:
        self._store = store
        self._ages = ages
        self._age = age

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def entries(self, prefix: str) -> Iterator[Entry]:
        """The entries, with the ages of the longest prefix that has one."""
        for entry in self._store.entries(prefix):
            known = [start for start in self._ages if entry.key.startswith(start)]
            age = self._ages[max(known, key=len)] if known else self._age
            yield Entry(entry.key, entry.size_bytes, NOW - age)


def digest(name: str) -> str:
    """A digest that stands for a thing of this name."""
    return hashlib.sha256(name.encode()).hexdigest()


def add_versions(store: ObjectStore, folder: Path, number: int) -> Registry:
    """Versions v1, v2, …, each made of a base model, a dataset and an adapter of its own."""
    registry = Registry(store, MODEL)
    for one in range(1, number + 1):
        made = folder / f"v{one}"
        made.mkdir(parents=True)
        (made / "weights").write_text(f"tuned {one}")
        details = VersionDetails(
            kind="tuned", status="passed", base_version="base-00000000", created_at=NOW, licenses={},
            chat_template_sha256="c", dataset_digest=digest(f"dataset {one}"), adapter_sha256=digest(f"adapter {one}"),
            summaries={"base_model": {"digest": digest(f"base {one}")}},
        )  # fmt: skip
        registry.register(made, details, lambda record: {"release/README.md": b"card"})
        store.put(f"models/base/{digest(f'base {one}')}/weights", b"base")
        store.put(f"datasets/{digest(f'dataset {one}')}/train.jsonl", b"rows")
        store.put(f"checkpoints/{digest(f'adapter {one}')}/10/manifest.json", b"{}")
        store.put(f"pipelines/finetune/run-{one}/train/adapter", b"x" * one)
    return registry
