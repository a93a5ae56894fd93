"""A real PostgreSQL in a temporary folder, reached over a socket in it; it forgets everything at its end."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import pytest

psycopg: Any = import_module("psycopg") if find_spec("psycopg") else None

ACCOUNT = "postgres"  # whom the server runs as where the tests run as root: it refuses to be root
_FASTER = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=30"


@dataclass(frozen=True, slots=True)
class Database:
    """A database of a test."""

    url: str

    def run(self, *statements: str) -> list[tuple[Any, ...]]:
        """Execute statements as the owner; gives the rows of the last one."""
        rows: list[tuple[Any, ...]] = []
        with psycopg.connect(self.url, autocommit=True) as connection:
            for statement in statements:
                cursor = connection.execute(statement)
                rows = cursor.fetchall() if cursor.description else []
        return rows

    def cut(self) -> int:
        """End every other session of the database, as a failover does; gives how many."""
        return len(
            self.run(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )

    def as_user(self, user: str) -> str:
        """Its address for another user."""
        return self.url.replace("://postgres@", f"://{user}@")


def find_binaries() -> Path | None:
    """The folder with ``initdb``: on the path, or where Debian keeps it."""
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


@contextmanager
def running_server() -> Iterator[str]:
    """Start a server; gives the address of its socket's folder."""
    if psycopg is None:
        pytest.skip("psycopg is not installed: the extra knowledge-base brings it")
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL: its binaries (initdb) are neither on the path nor in /usr/lib/postgresql")
    memory = Path("/dev/shm")  # each database is 7 MB of files, and a busy disk makes every test wait
    folder = Path(tempfile.mkdtemp(prefix="bsl-pg-", dir=memory if os.access(memory, os.W_OK) else None))
    data = folder / "data"
    as_account: list[str] = []
    if os.geteuid() == 0:
        as_account = ["setpriv", f"--reuid={ACCOUNT}", f"--regid={ACCOUNT}", "--clear-groups"]
        shutil.chown(folder, ACCOUNT, ACCOUNT)

    def call(program: str, *words: str) -> None:
        command = [*as_account, str(binaries / program), "-D", str(data), *words]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL, timeout=120)

    try:
        call("initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        options = f"{_FASTER} -c listen_addresses='' -k {folder}"
        call("pg_ctl", "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield str(folder)
        finally:
            call("pg_ctl", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The server of all tests."""
    with running_server() as folder:
        yield folder


_numbers = count(1)


@pytest.fixture
def database(postgres: str) -> Iterator[Database]:
    """An empty database, gone after the test."""
    made = new_database(postgres)
    yield made
    name = made.url.partition("@/")[2].partition("?")[0]
    Database(f"postgresql://postgres@/postgres?host={postgres}").run(f"DROP DATABASE {name} WITH (FORCE)")


def new_database(folder: str) -> Database:
    """Make an empty database in a running server."""
    name = f"test_{next(_numbers)}"
    Database(f"postgresql://postgres@/postgres?host={folder}").run(f"CREATE DATABASE {name}")
    return Database(f"postgresql://postgres@/{name}?host={folder}")
