"""Puts an export into our own schema, in one transaction: what is the same stays untouched, what is gone is removed.

Rows go by COPY into temporary tables and from there, in one statement a table, to where they differ. So a second load
of the same export changes nothing at all, and readers see the configuration as it was or as it is now.
"""

# lint: allow-file sql-of-strings: every part is a constant of this file; what is loaded goes by COPY or as a parameter

from collections.abc import Iterable, Sequence
from dataclasses import astuple, fields
from itertools import islice
from typing import Any

from psycopg import sql

from components.shared.knowledge_base.connection import Connection, connect, shown, told
from components.shared.knowledge_base.export import Export, read_modules
from components.shared.knowledge_base.migrations import SCHEMA, migrate
from components.shared.knowledge_base.reports import Changes, LoadReport
from components.shared.knowledge_base.rows import FunctionRow, ModuleRow
from components.shared.knowledge_base.settings import KnowledgeBaseSettings
from components.shared.progress import Progress

MODULES_PER_BATCH = 64

_MODULE = (
    "object_type",
    "object_name",
    "name",
    "module_type",
    "context",
    "description",
    "code",
    "code_hash",
    "line_count",
)
_FUNCTION = tuple(field.name for field in fields(FunctionRow))
# Temporary tables: their columns as in the tables that they are merged into, the module named by its file.
_STAGED = {
    "new_objects": ("object_type", "name", "metadata"),
    "new_modules": ("source_file", *_MODULE),
    "new_functions": ("source_file", *_FUNCTION),
    "new_api_usage": ("source_file", "api_name", "usage_count"),
    "new_regions": ("source_file", "start_line", "end_line", "name", "level"),
}
_TYPES = {
    "metadata": "jsonb",
    "parameters": "jsonb",
    "doc": "jsonb",
    "is_exported": "boolean",
    **dict.fromkeys(("ordinal", "start_line", "end_line", "complexity_score"), "integer"),
    **dict.fromkeys(("line_count", "usage_count", "level"), "integer"),
}


def load_into_postgres(url: str, export: Export, progress: Progress) -> LoadReport:
    """Make the knowledge base hold what an export holds.

    Args:
        url: The address of the database, as its owner.
        export: From ``open_export``.
        progress: Told how far it is.

    Raises:
        BadInput: This user must not write, or the schema is that of a newer program.
        TryAgain: The server is away, or another load holds the lock.
    """
    report = LoadReport(export.row.name, export.row.license)
    with told(url), connect(url, KnowledgeBaseSettings(), read_only=False) as connection, connection.transaction():
        progress(f"waiting for {shown(url)}")
        migrate(connection)
        _stage(connection, export, report, progress)
        progress("merging")
        configuration = _merge_configuration(connection, export, report)
        _merge_all(connection, configuration, report)
    return report


def _stage(connection: Connection, export: Export, report: LoadReport, progress: Progress) -> None:
    for table, columns in _STAGED.items():
        definitions = (f'"{name}" {_TYPES.get(name, "text")}' for name in columns)
        connection.execute(f"CREATE TEMPORARY TABLE {table} ({', '.join(definitions)}) ON COMMIT DROP".encode())
    _copy(connection, "new_objects", (astuple(row) for row in export.objects))
    modules = read_modules(export, report, progress)
    while batch := list(islice(modules, MODULES_PER_BATCH)):
        for table, rows in _by_table(batch).items():
            _copy(connection, table, rows)
    for table in _STAGED:
        connection.execute(f"ANALYZE {table}".encode())


def _by_table(batch: Sequence[ModuleRow]) -> dict[str, Iterable[Sequence[Any]]]:
    return {
        "new_modules": ((row.source_file, *(getattr(row, name) for name in _MODULE)) for row in batch),
        "new_functions": (
            (row.source_file, *(getattr(one, name) for name in _FUNCTION)) for row in batch for one in row.functions
        ),
        "new_api_usage": ((row.source_file, *usage) for row in batch for usage in row.api_usage),
        "new_regions": ((row.source_file, *region) for row in batch for region in row.regions),
    }


def _copy(connection: Connection, table: str, rows: Iterable[Sequence[Any]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN".encode()) as copy:
        for row in rows:
            copy.write_row(row)


def _merge_configuration(connection: Connection, export: Export, report: LoadReport) -> int:
    names = tuple(field.name for field in fields(export.row))
    merged = _upsert("configurations", ("name",), names[1:], sql.SQL("VALUES ({})").format(_marks(names)))
    report.changes["configurations"] = _run(connection, merged, astuple(export.row))
    found = sql.SQL("SELECT id FROM {}.configurations WHERE name = %s").format(sql.Identifier(SCHEMA))
    row = connection.execute(found, [export.row.name]).fetchone()
    assert row is not None
    return int(row[0])


def _marks(names: Sequence[str]) -> sql.Composed:
    """Placeholders; JSON comes as text."""
    return sql.SQL(", ").join(sql.SQL("%s::jsonb" if _TYPES.get(name) == "jsonb" else "%s") for name in names)


def _merge_all(connection: Connection, configuration: int, report: LoadReport) -> None:
    for table, (key, values, source) in _MERGES.items():
        changes = _run(connection, _upsert(table, key, values, sql.SQL(source)), [configuration])
        report.changes[table] = changes
    for table, statement in _REMOVALS.items():  # what hangs on a module goes before it, so that it is counted
        removed = connection.execute(sql.SQL(statement), [configuration]).rowcount
        report.changes[table].removed = removed


def _names(names: Iterable[str], prefix: str = "") -> str:
    return ", ".join(f'{prefix}"{name}"' for name in names)


_OF_MODULE = "JOIN knowledge_base.modules m ON m.source_file = s.source_file AND m.configuration_id = %s"
# Table: its key, its other columns, and where rows come from; in the order of the text, so that ids are in it too.
_MERGES: dict[str, tuple[tuple[str, ...], tuple[str, ...], str]] = {
    "objects": (
        ("configuration_id", "object_type", "name"),
        ("metadata",),
        "SELECT %s, object_type, name, metadata FROM new_objects ORDER BY object_type, name",
    ),
    "modules": (
        ("configuration_id", "source_file"),
        ("object_id", *_MODULE[2:]),
        f"SELECT c.id, s.source_file, o.id, {_names(_MODULE[2:], 's.')} FROM new_modules s"
        " JOIN knowledge_base.configurations c ON c.id = %s LEFT JOIN knowledge_base.objects o"
        " ON (o.configuration_id, o.object_type, o.name) = (c.id, s.object_type, s.object_name)"
        ' ORDER BY s.source_file COLLATE "C"',
    ),
    "functions": (
        ("module_id", "name", "ordinal"),
        tuple(name for name in _FUNCTION if name not in ("name", "ordinal")),
        "SELECT m.id, s.name, s.ordinal, "
        + _names((name for name in _FUNCTION if name not in ("name", "ordinal")), "s.")
        + f' FROM new_functions s {_OF_MODULE} ORDER BY s.source_file COLLATE "C", s.start_line',
    ),
    "api_usage": (
        ("module_id", "api_name"),
        ("usage_count",),
        f"SELECT m.id, s.api_name, s.usage_count FROM new_api_usage s {_OF_MODULE}",
    ),
    "regions": (
        ("module_id", "start_line"),
        ("end_line", "name", "level"),
        f"SELECT m.id, s.start_line, s.end_line, s.name, s.level FROM new_regions s {_OF_MODULE}",
    ),
}


def _removal(table: str, same: str) -> str:
    return (
        f"DELETE FROM knowledge_base.{table} old USING knowledge_base.modules m"
        " WHERE m.id = old.module_id AND m.configuration_id = %s"
        f" AND NOT EXISTS (SELECT FROM new_{table} s WHERE s.source_file = m.source_file AND {same})"
    )


_REMOVALS = {
    "functions": _removal("functions", "(s.name, s.ordinal) = (old.name, old.ordinal)"),
    "api_usage": _removal("api_usage", "s.api_name = old.api_name"),
    "regions": _removal("regions", "s.start_line = old.start_line"),
    "modules": "DELETE FROM knowledge_base.modules old WHERE old.configuration_id = %s"
    " AND NOT EXISTS (SELECT FROM new_modules s WHERE s.source_file = old.source_file)",
    "objects": "DELETE FROM knowledge_base.objects old WHERE old.configuration_id = %s AND NOT EXISTS"
    " (SELECT FROM new_objects s WHERE (s.object_type, s.name) = (old.object_type, old.name))",
}


def _upsert(table: str, key: Sequence[str], values: Sequence[str], source: sql.Composable) -> sql.Composed:
    """Insert what is new and update what differs; gives how many of each. An update of equal rows would be a change."""
    return sql.SQL(
        "WITH merged AS (INSERT INTO {table} AS old ({columns}) {source} ON CONFLICT ({key}) DO UPDATE SET {changes}"
        " WHERE ({before}) IS DISTINCT FROM ({after}) RETURNING old.xmax = 0 AS is_new)"
        " SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM merged"
    ).format(
        table=sql.Identifier(SCHEMA, table),
        columns=sql.SQL(_names((*key, *values))),
        source=source,
        key=sql.SQL(_names(key)),
        changes=sql.SQL(", ".join(f'"{name}" = excluded."{name}"' for name in values)),
        before=sql.SQL(_names(values, "old.")),
        after=sql.SQL(_names(values, "excluded.")),
    )


def _run(connection: Connection, statement: sql.Composed, parameters: Sequence[Any]) -> Changes:
    row = connection.execute(statement, parameters).fetchone()
    assert row is not None
    return Changes(added=row[0], changed=row[1])
