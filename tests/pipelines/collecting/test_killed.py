"""A collection that is killed anywhere has damaged nothing that is live, and the next one finishes it."""

import shutil
from pathlib import Path

from components.shared.object_store import FolderStore
from components.shared.registry import Registry
from tests.killing import killed_at
from tests.pipelines.collecting.garbage import MODEL, add_versions
from tests.pipelines.collecting.test_choosing import deploy, empty

GARBAGE = 8  # the record of v1 and its two files, its base model, dataset, checkpoint and run, and the run of v2


def test_a_collection_that_is_killed_anywhere_leaves_what_can_be_seen_whole(tmp_path: Path) -> None:
    made = FolderStore(tmp_path / "made")
    deploy(add_versions(made, tmp_path, 2), 2)
    everything, left, point = len(list(made.list(""))), [], 0
    killed = True
    while killed:
        point += 1
        folder = tmp_path / f"store-{point}"
        shutil.copytree(tmp_path / "made", folder)
        store = FolderStore(folder)
        killed = killed_at(point, lambda store=store: empty(store))
        left.append(len(list(store.list(""))))
        registry = Registry(store, MODEL)
        for version in registry.versions():
            registry.verify(version)
        assert "v2" in registry.versions()
        empty(store)
        assert registry.versions() == ["v2"]
        assert len(list(store.list(""))) == everything - GARBAGE
        shutil.rmtree(folder)
    assert left == sorted(left, reverse=True)
    assert (left[0], left[-1]) == (everything, everything - GARBAGE)
    assert set(range(everything - GARBAGE, everything + 1)) == set(left)  # it was killed between any two deletions
