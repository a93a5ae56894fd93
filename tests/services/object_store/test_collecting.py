"""Garbage collection on MinIO: killed at each deletion, and what was deleted can be brought back."""

from pathlib import Path

import pytest
from minio import Minio
from minio.commonconfig import ENABLED
from minio.versioningconfig import VersioningConfig

from components.shared.object_store import ObjectStore
from components.shared.registry import Registry
from tests.pipelines.collecting.garbage import MODEL, add_versions
from tests.pipelines.collecting.test_choosing import deploy, empty
from tests.services.object_store.conftest import OpenStore
from tests.services.object_store.faults import killed_at_request

GARBAGE = 8  # the record of v1 and its two files, its base model, dataset, checkpoint and run, and the run of v2


@pytest.mark.parametrize("after", [False, True], ids=["before the server has it", "after the server has it"])
def test_a_collection_that_is_killed_at_any_deletion_leaves_what_can_be_seen_whole(
    client: Minio, bucket: str, store: ObjectStore, open_store: OpenStore, tmp_path: Path, after: bool
) -> None:
    client.set_bucket_versioning(bucket, VersioningConfig(ENABLED))
    registry = add_versions(store, tmp_path, 2)
    deploy(registry, 2)
    before = {key: store.etag(key) for key in store.list("")}
    runs, killed = 0, True
    while killed:  # each run deletes one object and is killed at once, or before the next
        runs += 1
        killed = killed_at_request(1 if after else 2, after, lambda: empty(open_store()))
        for version in Registry(store, MODEL).versions():
            registry.verify(version)
        assert "v2" in registry.versions()
    left = {key: store.etag(key) for key in store.list("")}
    assert left == {key: etag for key, etag in before.items() if key in left}
    assert len(before) - len(left) == GARBAGE
    assert runs >= GARBAGE
    assert (registry.versions(), empty(store)) == (["v2"], [])
    assert _bring_back(client, bucket) == GARBAGE
    assert {key: store.etag(key) for key in store.list("")} == before
    assert registry.verify("v1").version == "v1"


def _bring_back(client: Minio, bucket: str) -> int:
    """Take the marks of deletion away, as the README says."""
    marks = [one for one in client.list_objects(bucket, recursive=True, include_version=True) if one.is_delete_marker]
    for mark in marks:
        client.remove_object(bucket, str(mark.object_name), version_id=mark.version_id)
    return len({mark.object_name for mark in marks})
