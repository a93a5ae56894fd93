"""Our own schema in a database: made and brought up to date by numbered files, each of them once."""

from importlib.resources import files

from psycopg import sql

from components.shared.errors import BadInput
from components.shared.knowledge_base.connection import Connection

SCHEMA = "knowledge_base"
# Two that load at once wait for each other; the number means nothing but must stay the same.
_LOCK = 0x42534C
_TABLE = sql.SQL("""
CREATE SCHEMA IF NOT EXISTS {schema};
CREATE TABLE IF NOT EXISTS {schema}.migrations
  (number integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())
""").format(schema=sql.Identifier(SCHEMA))
_NEWEST = sql.SQL("SELECT max(number) FROM {}.migrations").format(sql.Identifier(SCHEMA))


def shipped() -> list[tuple[int, str, str]]:
    """Number, name and text of every migration, in order."""
    folder = files("components.shared.knowledge_base") / "schema"
    found = [(path.name, path.read_text("utf-8")) for path in folder.iterdir() if path.name[:3].isdigit()]
    return sorted((int(name[:3]), name, text) for name, text in found)


def migrate(connection: Connection) -> None:
    """Apply what is missing, inside the caller's transaction; holds the lock of loading until its end.

    Raises:
        BadInput: The database was made by a newer version of this program.
    """
    connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    if find_number(connection) is None:  # an owner of the schema alone may not create schemas
        connection.execute(_TABLE)
    done = find_number(connection) or 0
    if done > shipped()[-1][0]:
        raise BadInput(f"schema {SCHEMA}: version {done} is newer than this program; update BSL Foundry")
    for number, name, text in shipped():
        if number > done:
            connection.execute(text.encode())
            connection.execute(
                sql.SQL("INSERT INTO {}.migrations (number, name) VALUES (%s, %s)").format(sql.Identifier(SCHEMA)),
                [number, name],
            )


def check_version(connection: Connection) -> None:
    """Refuse a schema that this program does not know.

    Raises:
        BadInput: It is older or newer; the message says what to do.
    """
    found, newest = find_number(connection), shipped()[-1][0]
    if found != newest:
        doing = "load once as its owner, which brings it up to date" if (found or 0) < newest else "update BSL Foundry"
        raise BadInput(f"schema {SCHEMA}: version {found} where {newest} is needed; {doing}")


def find_number(connection: Connection) -> int | None:
    """The newest migration applied; None: there is no schema of ours."""
    there = connection.execute("SELECT to_regclass(%s)", [f"{SCHEMA}.migrations"]).fetchone()
    if not there or there[0] is None:
        return None
    row = connection.execute(_NEWEST).fetchone()
    return int(row[0] or 0) if row else None
