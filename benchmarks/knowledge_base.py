"""A million rows of a real PostgreSQL into Parquet, beside the loop that everybody writes first, and what goes wrong.

Needs the binaries of PostgreSQL (``initdb``) and 4 GB of memory: the server lies in ``/dev/shm``, listens on no network
and is gone at the end. ``BSL_ROWS=100000`` measures so many rows. Both sides write the same Parquet by the same code,
each in a process of its own; what differs is how rows come: all at once (``fetchall``), or as a mirror is filled.
"""

import hashlib
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from benchmarks.figure import Figure, measured
from components.shared.knowledge_base import KnowledgeBaseSettings, Notes, open_knowledge_base
from components.shared.knowledge_base.files import write_methods
from tests.postgres_server import Database, find_binaries, new_database, psycopg, running_server
from tests.shared.knowledge_base.proxy import SilentProxy
from tests.shared.knowledge_base.synthetic import USUAL_CODE, migrated, own_schema, ten_columns

Row = tuple[Any, ...]
COMMAND = "python -m benchmarks knowledge_base"
ROWS = 1_000_000
LAYOUTS = ("own", "ten columns")
# in turns: what the first of a pair warms or leaves behind is not always to the good of the same side
TURNS = ("loop", "reader", "reader", "loop", "loop", "reader")
CUTS = 6
BYTES_A_ROW_BEFORE_SILENCE = 300


class Reading(NamedTuple):
    """One way through all rows, in a process of its own."""

    seconds: float
    processor_seconds: float  # of this side, not of the server
    megabytes: float  # the most that the process held
    reconnects: int


def figures() -> Iterator[Figure]:
    if psycopg is None or find_binaries() is None:
        print("knowledge_base: skipped, there is no PostgreSQL (initdb) or no psycopg", file=sys.stderr)
        return
    rows = int(os.environ.get("BSL_ROWS", ROWS))
    try:
        with running_server() as server, TemporaryDirectory() as folder:
            for layout in LAYOUTS:
                yield from _of_layout(layout, _filled(server, layout, rows), rows, Path(folder))
            yield _of_silence(server, _filled(server, "ten columns", rows // 10), rows // 10)
    except (OSError, subprocess.SubprocessError) as error:
        print(f"knowledge_base: skipped, PostgreSQL could not be started: {error}", file=sys.stderr)


def _filled(server: str, layout: str, rows: int) -> Database:
    database = new_database(server)
    if layout == "own":
        own_schema(migrated(database), rows, USUAL_CODE)
    else:
        ten_columns(database, rows)
    database.run("VACUUM ANALYZE")
    return database


def _of_layout(layout: str, database: Database, rows: int, folder: Path) -> Iterator[Figure]:
    seen: dict[str, list[Reading]] = {"loop": [], "reader": []}
    for way in TURNS:
        seen[way].append(_measured(way, database, folder, rows))
    cut = _measured("cut", database, folder, rows)
    digests = {_digest(folder / way) for way in ("loop", "reader", "cut")}
    name = f"{rows:,} rows, {layout}"
    for way, claim in (("reader", f"{name}: into Parquet"), ("loop", f"{name}: by a fetchall loop")):
        yield _figure(claim, [reading.seconds for reading in seen[way]], "s")
        yield _figure(f"{claim}, processor time", [reading.processor_seconds for reading in seen[way]], "s")
        yield _figure(f"{claim}, memory", [reading.megabytes for reading in seen[way]], "MB")
    yield _figure(f"{name}: {CUTS} connections cut, replaced", [cut.reconnects])
    yield _figure(f"{name}: different files of loop, reader and reader with cuts", [len(digests) - 1])


def _measured(way: str, database: Database, folder: Path, rows: int) -> Reading:
    words = [sys.executable, "-m", "benchmarks.knowledge_base", way, database.url, str(folder / way), str(rows)]
    done = subprocess.run(words, check=False, stdout=subprocess.PIPE)
    if done.returncode:
        sys.exit(f"{' '.join(words)} ended with {done.returncode}")
    return Reading(*json.loads(done.stdout))


def _of_silence(server: str, database: Database, rows: int) -> Figure:
    """How long a server that says nothing any more, with its connection open, is waited for by the default settings."""
    with TemporaryDirectory() as folder:
        # the first connection, which looks at the catalogue, ends before so many bytes
        proxy = SilentProxy(server, Path(folder), rows * BYTES_A_ROW_BEFORE_SILENCE, silences=2)
        methods = open_knowledge_base(database.url.replace(server, folder), KnowledgeBaseSettings()).read(Notes())
        count = sum(1 for _ in methods)
        proxy.close()
    assert count == rows, f"{count} rows of {rows} after a silence"
    return _figure("a silent server is given up after", [proxy.connected_at[2] - proxy.silent_since[0]], "s")


def read(way: str, database: Database, file: Path, rows: int) -> Reading:
    """Bring all rows into a file."""
    started, worked, notes = time.perf_counter(), time.process_time(), Notes()
    if way == "loop":
        write_methods(file, _at_once(database))
    else:
        methods = open_knowledge_base(database.url, KnowledgeBaseSettings()).rows(notes)
        write_methods(file, _with_cuts(database, methods, rows) if way == "cut" else methods)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    return Reading(time.perf_counter() - started, time.process_time() - worked, most, notes.reconnects)


def _at_once(database: Database) -> list[Row]:
    """The statement of the product, and the simplest way to get what it gives."""
    from components.shared.knowledge_base.postgres import PostgresKnowledgeBase

    layout = PostgresKnowledgeBase(database.url, KnowledgeBaseSettings()).layout
    with psycopg.connect(database.url) as connection:
        found: list[Row] = connection.execute(layout.statement()).fetchall()
    return found


def _with_cuts(database: Database, methods: Iterator[Row], rows: int) -> Iterator[Row]:
    every = rows // (CUTS + 1)
    for number, method in enumerate(methods, start=1):
        yield method
        if number % every == 0 and number <= CUTS * every:
            database.cut()


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _figure(claim: str, values: list[float], unit: str = "") -> Figure:
    return measured(claim, values, unit, COMMAND)


if __name__ == "__main__":
    chosen, address, target, count = sys.argv[1:]
    print(json.dumps(read(chosen, Database(address), Path(target), int(count))))
