"""Our own schemas in a database: made and brought up to date by numbered files, each of them once."""

from dataclasses import dataclass
from importlib.resources import files

from psycopg import sql

from components.shared.errors import BadInput
from components.shared.knowledge_base.connection import Connection

SCHEMA = "knowledge_base"
_TABLE = """
CREATE SCHEMA IF NOT EXISTS {schema};
CREATE TABLE IF NOT EXISTS {schema}.migrations
  (number integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())
"""


@dataclass(frozen=True, slots=True)
class OwnSchema:
    """A schema of ours and the files that make it."""

    name: str
    package: str  # its folder ``schema`` holds the files
    lock: int  # two that change it at once wait for each other; the number means nothing but must stay the same
    cure: str  # what brings it up to date, for messages

    def shipped(self) -> list[tuple[int, str, str]]:
        """Number, name and text of every migration, in order."""
        folder = files(self.package) / "schema"
        found = [(path.name, path.read_text("utf-8")) for path in folder.iterdir() if path.name[:3].isdigit()]
        return sorted((int(name[:3]), name, text) for name, text in found)

    def migrate(self, connection: Connection) -> None:
        """Apply what is missing, inside the caller's transaction; holds the lock until its end.

        Raises:
            BadInput: The database was made by a newer version of this program.
        """
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [self.lock])
        if self.find_number(connection) is None:  # an owner of the schema alone may not create schemas
            connection.execute(sql.SQL(_TABLE).format(schema=sql.Identifier(self.name)))
        done, shipped = self.find_number(connection) or 0, self.shipped()
        if done > shipped[-1][0]:
            raise BadInput(f"schema {self.name}: version {done} is newer than this program; update BSL Foundry")
        for number, name, text in shipped:
            if number > done:
                connection.execute(text.encode())
                connection.execute(
                    sql.SQL("INSERT INTO {}.migrations (number, name) VALUES (%s, %s)").format(
                        sql.Identifier(self.name)
                    ),
                    [number, name],
                )

    def check_version(self, connection: Connection) -> None:
        """Refuse a schema that this program does not know.

        Raises:
            BadInput: It is older or newer; the message says what to do.
        """
        found, newest = self.find_number(connection), self.shipped()[-1][0]
        if found != newest:
            doing = self.cure if (found or 0) < newest else "update BSL Foundry"
            raise BadInput(f"schema {self.name}: version {found} where {newest} is needed; {doing}")

    def find_number(self, connection: Connection) -> int | None:
        """The newest migration applied; None: there is no schema of ours."""
        there = connection.execute("SELECT to_regclass(%s)", [f"{self.name}.migrations"]).fetchone()
        if not there or there[0] is None:
            return None
        newest = sql.SQL("SELECT max(number) FROM {}.migrations").format(sql.Identifier(self.name))
        row = connection.execute(newest).fetchone()
        return int(row[0] or 0) if row else None


KNOWLEDGE_BASE = OwnSchema(
    name=SCHEMA,
    package="components.shared.knowledge_base",
    lock=0x42534C,
    cure="load once as its owner, which brings it up to date",
)
shipped = KNOWLEDGE_BASE.shipped
migrate = KNOWLEDGE_BASE.migrate
check_version = KNOWLEDGE_BASE.check_version
