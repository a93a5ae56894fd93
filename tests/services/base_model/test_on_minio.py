"""An import into a real MinIO: from a prefix of a bucket, onto the volume, and after faults of the server."""

import os
import subprocess
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from minio import Minio

from components.base_model.shelf import fetch, in_store, keep, on_volume
from components.shared.errors import BadInput, TryAgain
from components.shared.object_store import ObjectStore, open_object_store
from pipelines.base_models.importing import Imported, Request, import_model
from tests.hub import COMMIT, NAME, running_hub
from tests.servers.minio_server import MinioServer
from tests.tiny_model import write_model

_numbers = count(1)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_model(tmp_path_factory.mktemp("models") / "coder", max_shard_size="40KB")
    (folder / "README.md").write_text("---\nlicense: apache-2.0\n---\n")
    return folder


@pytest.fixture
def url(minio: MinioServer, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    bucket = f"base-models-{next(_numbers)}"
    Minio(minio.endpoint, minio.access_key, minio.secret_key, secure=False).make_bucket(bucket)
    monkeypatch.setenv("BSL_S3_ACCESS_KEY", minio.access_key)
    monkeypatch.setenv("BSL_S3_SECRET_KEY", minio.secret_key)
    return lambda prefix: f"s3://{bucket}{prefix}?endpoint={minio.url}"


@pytest.fixture
def store(url: Callable[[str], str]) -> ObjectStore:
    return open_object_store(url(""))


def imported(source: str | Path, store: ObjectStore, tmp_path: Path) -> Imported:
    return import_model(Request(str(source)), store, tmp_path / "volume", tmp_path / "work")


def test_from_a_prefix_into_the_bucket_and_onto_the_volume(
    model: Path, store: ObjectStore, url: Callable[[str], str], tmp_path: Path
) -> None:
    mirror = open_object_store(url("/mirror/coder"))
    for path in model.iterdir():
        mirror.put_file(path.name, path)
    from_folder = imported(model, store, tmp_path)
    from_bucket = imported(url("/mirror/coder"), store, tmp_path)
    digest = from_folder.manifest.digest
    assert (from_bucket.manifest.digest, from_bucket.new_in_store, from_bucket.new_on_volume) == (digest, False, False)
    assert [one.name for one in in_store(store)] == ["coder"]
    assert fetch(digest, store, tmp_path / "other")
    assert on_volume(tmp_path / "other") == [digest]
    with pytest.raises(BadInput, match="no files of a model there"):
        imported(url("/mirror"), store, tmp_path)


def test_bytes_that_were_changed_in_the_bucket_never_reach_the_volume(
    model: Path, store: ObjectStore, tmp_path: Path
) -> None:
    digest = imported(model, store, tmp_path).manifest.digest
    store.put(f"models/base/{digest}/original/config.json", b"{}")
    with pytest.raises(BadInput, match="missing or changed"):
        fetch(digest, store, tmp_path / "other")
    assert on_volume(tmp_path / "other") == []


class Dying:
    """A store whose writer dies before its n-th write."""

    def __init__(self, store: ObjectStore, writes: int) -> None:
        self._store, self._left = store, writes

    def __getattr__(self, name: str) -> object:
        if name in ("put", "put_file"):
            self._left -= 1
            if self._left < 0:
                raise TryAgain("the writer died")
        return getattr(self._store, name)


def test_an_import_that_dies_at_any_write_is_finished_by_the_next(
    model: Path, store: ObjectStore, tmp_path: Path
) -> None:
    work = tmp_path / "kept"
    manifest = imported(model, open_object_store(f"file:{tmp_path / 'first'}"), tmp_path).manifest
    fetch(manifest.digest, open_object_store(f"file:{tmp_path / 'first'}"), work)
    folder, total = work / manifest.digest, len(manifest.files()) + 1
    for writes in range(0, total, 3):
        with pytest.raises(TryAgain, match="died"):
            keep(folder, manifest, Dying(store, writes), lambda *words: None)  # type: ignore[arg-type]
        assert list(in_store(store)) == []
    assert keep(folder, manifest, store)
    assert [one.digest for one in in_store(store)] == [manifest.digest]
    assert not keep(folder, manifest, store)


def test_the_command_brings_a_commit_of_the_hub_and_says_how_it_is_named(
    model: Path, store: ObjectStore, url: Callable[[str], str], tmp_path: Path
) -> None:
    with running_hub(model) as hub:
        environment = {
            **os.environ, "HF_ENDPOINT": hub.url, "HF_HOME": str(tmp_path / "hf"), "BSL_OBJECT_STORE": url(""),
            "BSL_ARTIFACTS": str(tmp_path / "artifacts"),
        }  # fmt: skip
        command = [sys.executable, "-m", "pipelines", "base-model", "import", NAME, "--revision", COMMIT]
        shown = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert shown.returncode == 0, shown.stderr
    (manifest,) = in_store(store)
    assert f"model.base_model: models/base/{manifest.digest}" in shown.stdout
    assert (manifest.name, manifest.source, manifest.revision) == (NAME, "hub", COMMIT)
