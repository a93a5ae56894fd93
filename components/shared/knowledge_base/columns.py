"""Whether a table is what it is taken for, asked of the catalogue before any row is read."""

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from psycopg import sql

from components.shared.errors import BadInput
from components.shared.knowledge_base.connection import Connection

Type = Literal["text", "number", "time", "key"]
_TYPES: dict[Type, frozenset[str]] = {
    "text": frozenset({"text", "varchar", "bpchar", "name", "citext"}),
    "number": frozenset({"int2", "int4", "int8"}),
    "time": frozenset({"timestamptz", "timestamp"}),
    "key": frozenset({"int2", "int4", "int8", "uuid", "text", "varchar"}),
}
_COLUMNS = """
SELECT a.attname, t.typname,
  EXISTS (SELECT FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisunique AND i.indisvalid
          AND i.indpred IS NULL AND i.indkey::text = a.attnum::text)
FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
WHERE a.attrelid = %s::oid AND a.attnum > 0 AND NOT a.attisdropped
"""


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the catalogue knows it."""

    type: str
    is_unique: bool


def find_table(connection: Connection, table: str) -> int | None:
    """The number of a table or view in the catalogue; None: there is none of this name in sight."""
    row = connection.execute("SELECT to_regclass(%s)::oid", [_quoted(table)]).fetchone()
    return row[0] if row else None


def identifier(table: str) -> sql.Identifier:
    """``schema.table`` to be put into a statement, whatever characters it has."""
    return sql.Identifier(*table.split(".", 1))


def _quoted(table: str) -> str:
    return identifier(table).as_string(None)


def check_table(connection: Connection, table: str, wanted: dict[str, Type], advice: str) -> dict[str, Column]:
    """Look whether a table has the columns wanted.

    Args:
        connection: A session.
        table: Its name, with the schema where it needs one.
        wanted: Columns and what they must hold.
        advice: What to do where they are called otherwise.

    Returns:
        All of its columns.

    Raises:
        BadInput: There is no such table, it must not be read, a column is missing or of another type; all are named.
    """
    number = find_table(connection, table)
    if number is None:
        raise BadInput(f"table {table}: there is none in {connection.info.dbname}; {advice}")
    granted = connection.execute("SELECT has_table_privilege(%s::oid, 'SELECT')", [number]).fetchone()
    if granted != (True,):
        raise BadInput(f"table {table}: user {connection.info.user} must not read it; GRANT SELECT ON {table}")
    there = {name: Column(kind, unique) for name, kind, unique in connection.execute(_COLUMNS, [number])}
    problems = [problem for name, kind in wanted.items() if (problem := _problem(name, kind, there))]
    if problems:
        raise BadInput(f"table {table}: {'; '.join(problems)}; {advice}")
    return there


def _problem(name: str, kind: Type, there: dict[str, Column]) -> str:
    if name not in there:
        close = get_close_matches(name, there, 1)
        return f"no column {name}" + (f" (is it {close[0]}?)" if close else f" (there are {', '.join(sorted(there))})")
    if there[name].type not in _TYPES[kind]:
        return f"column {name} is {there[name].type}, not {kind}"
    return ""
