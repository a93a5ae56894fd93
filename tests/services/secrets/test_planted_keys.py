"""No key of a server is in anything that a whole run leaves, on its machine, in the bucket and in the database."""

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import yaml
from minio import Minio

from components.shared.ratings import set_up_ratings
from tests.pipelines.test_whole_run import SMALL
from tests.planted import in_text, planted, traces
from tests.postgres_server import Database
from tests.servers.minio_server import MinioServer

BUCKET = "planted"
SAMPLE = "datasets/sample_configuration/designer"
pytestmark = pytest.mark.timeout(900)


def with_password(database: Database, password: str) -> str:
    """The address of a user whom the server asks for a password."""
    ((hba,),) = database.run("SHOW hba_file")
    path = Path(hba)
    path.write_text(f"local all planted scram-sha-256\n{path.read_text()}")
    database.run("SELECT pg_reload_conf()", "DROP ROLE IF EXISTS planted")
    database.run(f"CREATE ROLE planted LOGIN SUPERUSER PASSWORD '{password}'")
    return database.url.replace("://postgres@", f"://planted:{password}@")


def called(environment: dict[str, str], *words: str) -> str:
    run = subprocess.run(
        [sys.executable, "-m", "pipelines", *words],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        timeout=800,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout + run.stderr


def fetched(client: Minio, folder: Path) -> int:
    """Copy the bucket into a folder."""
    objects = [found.object_name for found in client.list_objects(BUCKET, recursive=True)]
    for name in objects:
        assert name
        client.fget_object(BUCKET, name, str(folder / name))
    return len(objects)


def dumped(database: Database, folder: Path) -> list[str]:
    """Write every table of the database as text, and name those with rows."""
    found = []
    folder.mkdir()
    tables = database.run(
        "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables"
        " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
    )
    for (table,) in tables:
        rows = database.run(f"SELECT t::text FROM {table} t")
        (folder / table).write_text("\n".join(row for (row,) in rows), encoding="utf-8")
        found += [table] if rows else []
    return found


def test_no_key_of_a_server_is_in_what_a_run_leaves(minio: MinioServer, database: Database, tmp_path: Path) -> None:
    client = Minio(minio.endpoint, minio.access_key, minio.secret_key, secure=False, region="us-east-1")
    client.make_bucket(BUCKET)
    secrets = {"store": minio.secret_key, "database": planted("database")}
    url = with_password(database, secrets["database"])
    with pytest.raises(psycopg.OperationalError, match="password"):  # the server does ask for it
        psycopg.connect(url.replace(secrets["database"], "another"))
    set_up_ratings(url)
    environment = {
        "BSL_ARTIFACTS": str(tmp_path / "artifacts"),
        "BSL_CACHE": str(tmp_path / "cache"),
        "BSL_OBJECT_STORE": f"s3://{BUCKET}/foundry?endpoint={minio.url}&region=us-east-1",
        "BSL_S3_ACCESS_KEY": minio.access_key,
        "BSL_S3_SECRET_KEY": minio.secret_key,
        "BSL_KNOWLEDGE_BASE": url,
        "BSL_RATINGS": url,
    }
    shown = called(environment, "knowledge-base", "load", "--configuration", "Sample", "--license", "MIT", SAMPLE)
    sources = [*SMALL["ingest"]["sources"], {"kind": "knowledge_base"}]
    (tmp_path / "config.yaml").write_text(yaml.safe_dump({**SMALL, "ingest": {"sources": sources}}), encoding="utf-8")
    shown += called(environment, "run", "--config", str(tmp_path / "config.yaml"), "--json")

    assert json.loads(shown[shown.index("\n{") if "\n{" in shown else shown.index("{") :].partition("\n}")[0] + "\n}")
    assert fetched(client, tmp_path / "bucket") > 5  # the store was written with its key
    tables = dumped(database, tmp_path / "tables")
    assert any("knowledge_base" in table for table in tables)
    assert len(tables) > 3  # and so were the ratings
    assert traces(tmp_path, secrets) == set()
    assert in_text(shown, secrets) == set()
