"""The whole pipeline twice: on files of this machine, and on a real PostgreSQL and a real MinIO by their addresses."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from minio import Minio

from components.shared.object_store import ObjectStore, open_object_store
from components.shared.ratings import GivenAnswer, Rating, open_ratings, set_up_ratings
from components.shared.registry import Registry
from components.shared.versions import VersionRecord
from tests.pipelines.test_whole_run import SMALL
from tests.postgres_server import Database
from tests.servers.minio_server import MinioServer

EXPORT = Path("datasets/sample_configuration/designer")
SOURCES = [
    {"kind": "templates", "count": 60, "seed": 1},
    {"kind": "knowledge_base"},
    {"kind": "corrections"},
]
NOW = datetime(2026, 1, 2, tzinfo=UTC)
CORRECTED = (
    "Функция Остаток(Склад)\n\tЕсли Склад = Неопределено Тогда\n\t\tВозврат 0;\n\tКонецЕсли;\n"
    "\tВозврат Склад.Остаток;\nКонецФункции\n"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run keeps everything, as its environment says it."""

    folder: Path
    variables: dict[str, str]

    def bsl(self, *words: str) -> subprocess.CompletedProcess[str]:
        ours = {name: value for name, value in os.environ.items() if not name.startswith("BSL_")}
        environment = {**ours, "BSL_ARTIFACTS": str(self.folder / "artifacts"), **self.variables}
        command = [sys.executable, "-m", "pipelines", *words]
        return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=500, check=False)

    def run(self) -> dict[str, Any]:
        """Fill the knowledge base, and run the pipeline on it."""
        words = ("--configuration", "SAMPLE", "--license", "Apache-2.0")
        loaded = self.bsl("knowledge-base", "load", str(EXPORT), *words)
        assert loaded.returncode == 0, loaded.stderr
        config = self.folder / "config.yaml"
        config.write_text(yaml.safe_dump({**SMALL, "ingest": {"sources": SOURCES}}), encoding="utf-8")
        shown = self.bsl("run", "--config", str(config), "--json")
        assert shown.returncode == 0, shown.stderr
        return dict(json.loads(shown.stdout))


@pytest.fixture
def files(tmp_path: Path) -> Place:
    folder = tmp_path / "files"
    folder.mkdir()
    rate(f"file:{folder / 'artifacts' / 'ratings'}")
    return Place(folder, {})


@pytest.fixture
def servers(tmp_path: Path, database: Database, minio: MinioServer, monkeypatch: pytest.MonkeyPatch) -> Place:
    folder = tmp_path / "servers"
    folder.mkdir()
    Minio(minio.endpoint, minio.access_key, minio.secret_key, secure=False).make_bucket("whole-run")
    variables = {
        "BSL_OBJECT_STORE": f"s3://whole-run/team?endpoint={minio.url}",
        "BSL_S3_ACCESS_KEY": minio.access_key,
        "BSL_S3_SECRET_KEY": minio.secret_key,
        "BSL_RATINGS": database.url,
        "BSL_KNOWLEDGE_BASE": database.url,
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    set_up_ratings(database.url)
    rate(database.url)
    return Place(folder, variables)


def rate(url: str) -> None:
    """What an earlier version answered badly, and how somebody wrote it right."""
    store = open_ratings(url)
    asked = {"user_query": "Напиши функцию остатка склада", "generated_code": "А = ;", "timestamp": NOW, "user": "u1"}
    versions = {"assigned_version": "v0", "served_version": "v0"}
    store.add_answer(GivenAnswer.model_validate({**asked, **versions, "answer_id": "a1", "name": "bsl-coder"}))
    said = {"user_rating": 1, "version": "v0", "answer_id": "a1", "corrected_code": CORRECTED}
    store.add_rating(Rating.model_validate({**asked, **said}))


def record_of(store: ObjectStore) -> VersionRecord:
    return Registry(store, "bsl-coder").version("v1")


@pytest.mark.slow
@pytest.mark.timeout(600)  # two whole runs; a busy machine takes its time
def test_servers_instead_of_files_give_the_same_dataset_and_adapter(files: Place, servers: Place) -> None:
    with ThreadPoolExecutor(2) as both:
        outcomes = list(both.map(Place.run, (files, servers)))
    store = open_object_store(servers.variables["BSL_OBJECT_STORE"])
    on_files = record_of(open_object_store(f"file:{files.folder / 'artifacts' / 'store'}"))
    on_servers = record_of(store)
    counted = {source["kind"]: source["records"] for source in on_servers.summaries["ingest"]["sources"]}
    assert len(counted) == len(SOURCES)
    assert all(counted.values()), counted
    assert on_servers.dataset_digest == on_files.dataset_digest
    assert on_servers.adapter_sha256 == on_files.adapter_sha256
    assert on_servers.digest == on_files.digest
    assert outcomes[0]["gate"] == outcomes[1]["gate"]
    assert [outcome["decision"]["decision"] for outcome in outcomes] == ["hold", "hold"]
    assert "канарейка: ждёт" in Path(outcomes[1]["report"]).read_text(encoding="utf-8")
    nothing_beside_the_servers(servers)
    what_is_on_servers_is_served(servers, store)


def nothing_beside_the_servers(servers: Place) -> None:
    artifacts = servers.folder / "artifacts"
    assert not [name for name in ("store", "ratings", "knowledge_base") if (artifacts / name).exists()]
    counted = json.loads(servers.bsl("ratings", "check", "--json").stdout)
    assert counted["answers"] >= 13  # the old one, and those to twelve synthetic users
    assert counted["ratings"] >= 2


def what_is_on_servers_is_served(servers: Place, store: ObjectStore) -> None:
    status = servers.bsl("canary", "status", "--json")
    assert status.returncode == 0, status.stderr
    split = json.loads(store.get("serving/bsl-coder/split.json"))
    assert (split["canary"], split["canary_percent"]) == ("v1", 5)
