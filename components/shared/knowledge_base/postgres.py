"""Reading methods from PostgreSQL: one snapshot, a server-side cursor, and going on where a cut connection ended.

A snapshot dies with its connection. So the last key and the horizon of transactions are noted at the start, later
connections read within that bound, and the notes say how often that happened.
"""

import logging
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.string import ByteaBinaryLoader

from components.shared.errors import TryAgain
from components.shared.knowledge_base.connection import Connection, connect, first_line, shown, told, watched
from components.shared.knowledge_base.layouts import Layout, find_layout
from components.shared.knowledge_base.methods import (
    Contents,
    Notes,
    StoredMethod,
    StoredObject,
    license_of_configuration,
)
from components.shared.knowledge_base.migrations import SCHEMA
from components.shared.knowledge_base.settings import KnowledgeBaseSettings
from components.shared.knowledge_base.watchdog import Watchdog

logger = logging.getLogger(__name__)

ROWS_PER_FETCH = 2000
LONGEST_PAUSE_SECONDS = 30.0
# what ``StoredMethod._make`` does, a quarter of its time: the statement sees to the number of columns
_METHOD = partial(tuple.__new__, StoredMethod)
_BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_HORIZON = "SELECT pg_current_snapshot()::text, pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
_NOW = "SELECT (extract(epoch FROM now()) * 1000000)::bigint"
_OBJECTS = sql.SQL(
    "SELECT o.object_type, o.name, o.metadata::text FROM {0}.objects o JOIN {0}.configurations c"
    " ON c.id = o.configuration_id WHERE c.name = %s ORDER BY o.object_type, o.name"
).format(sql.Identifier(SCHEMA))
_IDENTITY = """
SELECT (SELECT system_identifier FROM pg_control_system()), oid FROM pg_database WHERE datname = current_database()
"""


class PostgresKnowledgeBase:
    """Methods of a database; see ``KnowledgeBase``. Each reading opens a connection of its own."""

    def __init__(self, url: str, settings: KnowledgeBaseSettings) -> None:
        self._url = url
        self._settings = settings
        with self._looking() as connection:
            self.layout: Layout = find_layout(connection, settings)

    def read(self, notes: Notes, since: int = 0) -> Iterator[StoredMethod]:
        """Read methods; see ``KnowledgeBase``."""
        with told(self._url):
            for rows in self._survive(notes, since):
                notes.rows += len(rows)
                yield from map(_METHOD, rows)

    def rows(self, notes: Notes) -> Iterator[tuple[Any, ...]]:
        """Read methods as they come; see ``KnowledgeBase``."""
        with told(self._url):
            for rows in self._survive(notes, 0, as_bytes=True):
                notes.rows += len(rows)
                yield from rows

    def keys(self) -> Iterator[str]:
        """Read keys; see ``KnowledgeBase``."""
        key = self.layout.key
        assert key is not None, "what has no origin has no keys"
        parameters: list[object] = []
        where = self._where(parameters)
        statement = sql.SQL("SELECT ({})::text FROM {}{}").format(key, self.layout.tables, where)
        with told(self._url), self._session() as (connection, watchdog):
            for rows in self._fetches(connection, watchdog, statement, parameters):
                yield from (name for (name,) in rows)

    def objects(self, configuration: str) -> Iterator[StoredObject]:
        """Read the table of objects; see ``KnowledgeBase``."""
        if self.layout.name != "own":
            return
        with told(self._url), self._session() as (connection, watchdog):
            for rows in self._fetches(connection, watchdog, _OBJECTS, [configuration]):
                yield from map(StoredObject._make, rows)

    def origin(self) -> str:
        """Name the database and the selection; see ``KnowledgeBase``."""
        if self.layout.key is None or self.layout.changed is None or self._settings.limit:
            return ""
        with self._looking() as connection:
            identity = connection.execute(_IDENTITY).fetchone()
        chosen = (self.layout.name, self._settings.columns.model_dump_json(), *sorted(self._settings.configurations))
        return " ".join(map(str, (*(identity or ()), *chosen)))

    def contents(self) -> Contents:
        """Count what there is; see ``KnowledgeBase``."""
        layout = self.layout
        statement = sql.SQL("SELECT {0}, {1}, count(*) FROM {2} GROUP BY 1, 2 ORDER BY 1, 2").format(
            layout.configuration, layout.license, layout.tables
        )
        writable = (
            "SELECT EXISTS (SELECT FROM pg_class WHERE relname = 'functions' AND has_table_privilege(oid, 'INSERT'))"
        )
        with self._looking() as connection:
            counted = connection.execute(statement).fetchall()
            can_write = connection.execute(writable).fetchone() == (True,)
            version = connection.info.parameter_status("server_version") or ""
        return Contents(
            layout=layout.name,
            place=shown(self._url),
            server=f"PostgreSQL {version}",
            can_write=can_write,
            configurations={name: (count, license_of_configuration(name, said)) for name, said, count in counted},
            columns=layout.found,
        )

    def _survive(self, notes: Notes, since: int, as_bytes: bool = False) -> Iterator[list[tuple[Any, ...]]]:
        """Batches of rows; a connection that ends is replaced, and reading goes on after the last row given."""
        last: str | None = None
        given, failures = 0, 0
        notes.layout, notes.columns = self.layout.name, self.layout.found
        while True:
            try:
                for rows in self._batches(notes, since, last, given, as_bytes):
                    yield rows
                    key, failures = rows[-1][0], 0
                    last = key.decode() if as_bytes else key
                    given += len(rows)
                return
            except (psycopg.OperationalError, TryAgain) as error:  # TryAgain: there is no connection yet
                failures += 1
                place = f"{shown(self._url)}: "
                reason = place + first_line(error).removeprefix(place)
                if failures > self._settings.reconnects:
                    raise TryAgain(f"{reason}; given up after {failures} attempts") from error
                notes.reconnects += 1
                logger.warning("%s; connecting again after %d rows", reason, given)
                time.sleep(min(LONGEST_PAUSE_SECONDS, 0.1 * 2 ** (failures - 1)))

    def _batches(
        self, notes: Notes, since: int, last: str | None, given: int, as_bytes: bool
    ) -> Iterator[list[tuple[Any, ...]]]:
        with self._session() as (connection, watchdog):
            with watchdog.waiting():
                self._note(connection, notes)
            parameters: list[object] = []
            where = self._where(parameters, since, last, notes)
            statement = self.layout.statement(where, self._rest(given))
            if as_bytes:
                connection.adapters.register_loader("text", ByteaBinaryLoader)
            yield from self._fetches(connection, watchdog, statement, parameters)

    @contextmanager
    def _looking(self) -> Iterator[Connection]:
        """A connection for a few short statements."""
        with (
            told(self._url),
            connect(self._url, self._settings, read_only=True) as connection,
            watched(connection, self._settings) as watchdog,
            watchdog.waiting(),
        ):
            yield connection

    @contextmanager
    def _session(self) -> Iterator[tuple[Connection, Watchdog]]:
        connection = connect(self._url, self._settings, read_only=True)
        try:
            with watched(connection, self._settings) as watchdog:
                with watchdog.waiting():
                    connection.execute(_BEGIN)
                yield connection, watchdog
        finally:
            connection.close()

    def _note(self, connection: Connection, notes: Notes) -> None:
        """What is seen, noted once: the first snapshot bounds those of later connections."""
        if notes.snapshot:
            return
        row = connection.execute(_HORIZON).fetchone()
        assert row is not None
        snapshot, horizon = row
        notes.snapshot = f"repeatable read, transactions {snapshot}"
        if self.layout.key is not None:
            statement = sql.SQL("SELECT max({})::text FROM {}").format(_comparable(self.layout), self.layout.tables)
            bound = connection.execute(statement).fetchone()
            notes.bound = bound[0] if bound else None
            notes.snapshot += f", keys up to {notes.bound}"
        notes.numeric_keys = self.layout.key_type.as_string(None) == "bigint"
        if self.layout.name == "own":
            notes.watermark = horizon
        elif self.layout.changed is not None:
            now = connection.execute(_NOW).fetchone()
            assert now is not None
            notes.watermark = now[0] - int(1e6 * self._settings.overlap_seconds)

    def _where(
        self, parameters: list[object], since: int = 0, last: str | None = None, notes: Notes | None = None
    ) -> sql.Composed:
        """The rows wanted, with their values in ``parameters``."""
        layout = self.layout
        conditions: list[sql.Composable] = []
        if self._settings.configurations:
            conditions.append(sql.SQL("{} = ANY(%s::text[])").format(layout.configuration))
            parameters.append(list(self._settings.configurations))
        if since and layout.changed is not None:
            conditions.append(sql.SQL("coalesce({}, %s) >= %s").format(layout.changed))
            parameters += [since, since]
        bounds = (("<=", notes.bound if notes else None), (">", last))
        for sign, value in bounds:
            if layout.key is not None and value is not None:
                conditions.append(sql.SQL("{} {} %s::text::{}").format(layout.key, sql.SQL(sign), layout.key_type))
                parameters.append(value)
        return sql.SQL(" WHERE {}").format(sql.SQL(" AND ").join(conditions)) if conditions else sql.SQL("").format()

    def _rest(self, given: int) -> sql.Composed:
        """What is left of the limit; without a key the rows given before are skipped by their number."""
        limit = self._settings.limit
        most = sql.SQL(" LIMIT {}").format(sql.Literal(max(0, limit - given))) if limit else sql.SQL("").format()
        skipped = given if self.layout.key is None else 0
        return most + (sql.SQL(" OFFSET {}").format(sql.Literal(skipped)) if skipped else sql.SQL(""))

    def _fetches(
        self, connection: Connection, watchdog: Watchdog, statement: sql.Composed, parameters: list[object]
    ) -> Iterator[list[tuple[Any, ...]]]:
        cursor = connection.cursor("methods", binary=True)
        with watchdog.waiting():
            cursor.execute(statement, parameters)

        def fetch() -> list[tuple[Any, ...]]:
            with watchdog.waiting():
                return cursor.fetchmany(ROWS_PER_FETCH)

        # the server makes the next rows while those before are worked on: without this each waits for the other
        with ThreadPoolExecutor(1, thread_name_prefix="fetch") as ahead:
            coming = ahead.submit(fetch)
            while rows := coming.result():
                coming = ahead.submit(fetch)
                yield rows


def _comparable(layout: Layout) -> sql.Composable:
    """``max`` knows no uuid before version 18; as text they have the same order."""
    assert layout.key is not None
    is_uuid = layout.key_type.as_string(None) == "uuid"
    return sql.SQL('({}::text COLLATE "C")').format(layout.key) if is_uuid else layout.key
