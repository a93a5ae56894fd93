"""The two shapes a database may have: our own schema, and one table of six columns.

Each becomes one statement that gives ``StoredMethod`` rows in the order of a key.
"""

from dataclasses import dataclass, field

from psycopg import sql

from components.shared.errors import BadInput
from components.shared.knowledge_base.columns import Column, Type, check_table, find_table, identifier
from components.shared.knowledge_base.connection import Connection
from components.shared.knowledge_base.migrations import SCHEMA, check_version
from components.shared.knowledge_base.settings import ColumnSettings, KnowledgeBaseSettings

_OWN_TABLES: dict[str, dict[str, Type]] = {
    "functions": {
        "id": "number",
        "module_id": "number",
        "name": "text",
        "description": "text",
        "code": "text",
        "start_line": "number",
        "changed": "number",
    },
    "modules": {
        "id": "number",
        "configuration_id": "number",
        "name": "text",
        "module_type": "text",
        "context": "text",
        "source_file": "text",
        "changed": "number",
    },
    "configurations": {
        "id": "number",
        "name": "text",
        "license": "text",
        "source_url": "text",
        "commit": "text",
        "platform_version": "text",
        "changed": "number",
    },
}
_OWN_COLUMNS = sql.SQL(
    "f.id::text, c.name, c.license, c.source_url, c.commit, c.platform_version, m.module_type, m.name, m.source_file,"
    " m.context, f.name, f.description, f.code, f.start_line, greatest(f.changed, m.changed, c.changed)"
)
_OWN_FROM = sql.SQL("{0}.functions f JOIN {0}.modules m ON m.id = f.module_id").format(
    sql.Identifier(SCHEMA)
) + sql.SQL(" JOIN {0}.configurations c ON c.id = m.configuration_id").format(sql.Identifier(SCHEMA))

_NOTHING = sql.SQL("")


@dataclass(frozen=True, slots=True)
class Layout:
    """A shape, in pieces of SQL that were checked against the catalogue."""

    name: str
    columns: sql.Composable
    tables: sql.Composable
    configuration: sql.Composable
    license: sql.Composable
    order: sql.Composable
    key: sql.Composable | None  # unique, and what rows are ordered by; None: they are ordered by everything
    key_type: sql.SQL
    changed: sql.Composable | None
    found: dict[str, str] = field(default_factory=dict)  # of a foreign table: what is read -> its column

    def statement(self, where: sql.Composable = _NOTHING, rest: sql.Composable = _NOTHING) -> sql.Composed:
        """Rows of ``StoredMethod`` in the order of the key."""
        pieces = (self.columns, self.tables, where, self.order, rest)
        return sql.SQL("SELECT {} FROM {}{} ORDER BY {}{}").format(*pieces)


def find_layout(connection: Connection, settings: KnowledgeBaseSettings) -> Layout:
    """Tell which shape a database has: our own where it is there and no other columns are asked for.

    Raises:
        BadInput: It has neither; a column is missing or of another type; the table is empty.
    """
    own = settings.columns == ColumnSettings() and find_table(connection, f"{SCHEMA}.configurations") is not None
    layout = _own(connection) if own else _foreign(connection, settings.columns)
    found = connection.execute(sql.SQL("SELECT 1 FROM {} LIMIT 1").format(layout.tables)).fetchone()
    if found is None:
        table = f"{SCHEMA}.functions" if own else settings.columns.table
        raise BadInput(f"table {table}: it is empty; fill it (`bsl knowledge-base load`), or name another database")
    return layout


def _own(connection: Connection) -> Layout:
    check_version(connection)
    for table, wanted in _OWN_TABLES.items():
        advice = "somebody changed our schema: name the columns in ingest.sources, or load into a new database"
        check_table(connection, f"{SCHEMA}.{table}", wanted, advice)
    return Layout(
        name="own",
        columns=_OWN_COLUMNS,
        tables=_OWN_FROM,
        configuration=sql.SQL("c.name"),
        license=sql.SQL("c.license"),
        order=sql.SQL("f.id"),
        key=sql.SQL("f.id"),
        key_type=sql.SQL("bigint"),
        changed=sql.SQL("greatest(f.changed, m.changed, c.changed)"),
    )


def _foreign(connection: Connection, columns: ColumnSettings) -> Layout:
    wanted: dict[str, Type] = {getattr(columns, name): "text" for name in _SIX}
    if columns.key:
        wanted[columns.key] = "key"
    if columns.updated_at:
        wanted[columns.updated_at] = "time"
    advice = "name the table and its columns in knowledge_base.columns of the source"
    there = check_table(connection, columns.table, wanted, advice)
    key = columns.key or _own_key(there)
    order = _in_bytes(sql.Identifier(key)) if key and there[key].type in ("text", "varchar") else sql.Identifier(key)
    changed = _microseconds(columns.updated_at, there) if columns.updated_at else None
    everything = sql.SQL(", ").join(_in_bytes(sql.Identifier(name)) for name in wanted)
    return Layout(
        name="six_columns",
        columns=_six_columns(columns, key, changed),
        tables=identifier(columns.table),
        configuration=sql.Identifier(columns.configuration),
        license=sql.SQL("''"),
        order=order if key else everything,
        key=order if key else None,
        key_type=sql.SQL(
            "uuid" if key and there[key].type == "uuid" else _KEY_TYPES.get(key and there[key].type, "text")
        ),
        changed=changed,
        found={name: column for name, column in {**columns.model_dump(), "key": key}.items() if column},
    )


_SIX = ("name", "description", "code", "module_name", "configuration", "metadata_type")
_KEY_TYPES = {"int2": "bigint", "int4": "bigint", "int8": "bigint"}


def _own_key(there: dict[str, Column]) -> str:
    """``id``, where the database itself sees to it that no two rows share one."""
    column = there.get("id")
    fits = column is not None and column.is_unique and column.type in ("int2", "int4", "int8", "uuid")
    return "id" if fits else ""


def _in_bytes(column: sql.Composable) -> sql.Composed:
    """Text in the order of its bytes: that of a locale may change with the library below the server."""
    return column + sql.SQL('::text COLLATE "C"')


def _microseconds(column: str, there: dict[str, Column]) -> sql.Composed:
    zone = sql.SQL(" AT TIME ZONE 'UTC'") if there[column].type == "timestamp" else sql.SQL("")
    return sql.SQL("(extract(epoch FROM {}{}) * 1000000)::bigint").format(sql.Identifier(column), zone)


def _six_columns(columns: ColumnSettings, key: str, changed: sql.Composable | None) -> sql.Composed:
    """The columns of ``StoredMethod`` in their order; what the table does not have is empty."""

    def text(name: str) -> sql.Composed:
        return sql.SQL("coalesce({}::text, '')").format(sql.Identifier(name))

    nothing = sql.SQL("''")
    return sql.SQL(", ").join(
        (
            text(key) if key else nothing,
            text(columns.configuration),
            *[nothing] * 4,
            text(columns.metadata_type),
            text(columns.module_name),
            *[nothing] * 2,
            text(columns.name),
            text(columns.description),
            text(columns.code),
            sql.SQL("0"),
            sql.SQL("coalesce({}, 0)").format(changed) if changed else sql.SQL("0::bigint"),
        )
    )
