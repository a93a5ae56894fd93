"""Connections to PostgreSQL with limits on everything that can wait, and its errors in words a person can act on."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import conninfo, sql

from components.shared.errors import BadInput, TryAgain
from components.shared.knowledge_base.settings import KnowledgeBaseSettings
from components.shared.knowledge_base.watchdog import Watchdog

Connection = psycopg.Connection[tuple[Any, ...]]

OLDEST_SERVER = 130000  # pg_current_snapshot and its kin came with 13
# A peer that is gone without a word is noticed after 10 + 3 * 5 seconds; libpq's own defaults wait for hours.
_KEEPALIVES = {"keepalives": 1, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
_CONNECT_SECONDS = 10
_LOCK_SECONDS = 10
# libpq gives no code for what goes wrong before a session exists, only the server's words
_NOT_A_MOMENT = ("authentication failed", "does not exist", "no pg_hba.conf entry", "not permitted to log in")


def shown(url: str) -> str:
    """A database as people may see it: without user, password and whatever else an address can carry."""
    parts = _parts(url)
    if parts is None:
        return "PostgreSQL"
    host, port, name = parts.get("host") or "localhost", parts.get("port"), parts.get("dbname") or ""
    return f"postgresql://{host}{f':{port}' if port else ''}/{name}"


def _parts(url: str) -> dict[str, Any] | None:
    """An address taken apart; None: it is none.

    A password with a plain ``/`` in it is read as host, port and database: those would be shown.
    """
    try:
        parts = conninfo.conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        return None
    misread = "@" in f"{parts.get('host')}{parts.get('dbname')}"
    return None if misread or not re.fullmatch(r"[\d,]*", str(parts.get("port") or "")) else parts


def connect(
    url: str, settings: KnowledgeBaseSettings, *, read_only: bool, variable: str = "BSL_KNOWLEDGE_BASE"
) -> Connection:
    """Open a session.

    Args:
        url: Address of the database.
        settings: How long it is waited for.
        read_only: Whether the session may only read.
        variable: The environment variable that the address came from, for messages.

    Raises:
        BadInput: The address, the user or the database is wrong, or the server is too old.
        TryAgain: The server cannot be reached.
    """
    with told(url):
        connection = psycopg.connect(_checked(url, variable), **_options(settings), autocommit=True)
        if connection.info.server_version < OLDEST_SERVER:
            connection.close()
            raise BadInput(f"{shown(url)}: PostgreSQL 13 or newer is needed")
        with watched(connection, settings) as watchdog, watchdog.waiting():
            for name, value in _session(settings, read_only).items():
                connection.execute(sql.SQL("SET {} = {}").format(sql.Identifier(name), sql.Literal(value)))
        return connection


def _checked(url: str, variable: str) -> str:
    """The address itself; what libpq says of a malformed one quotes parts of it, a password among them."""
    if _parts(url) is None:
        raise BadInput(
            f"{variable}: not an address of PostgreSQL; write postgresql://user@host:5432/database, "
            "special characters of the password as %XX"
        )
    return url


def _options(settings: KnowledgeBaseSettings) -> dict[str, Any]:
    return {
        **_KEEPALIVES,
        "connect_timeout": _CONNECT_SECONDS,
        "tcp_user_timeout": int(1000 * settings.stall_seconds),
        "application_name": "bsl-foundry",
        "client_encoding": "UTF8",
    }


def _session(settings: KnowledgeBaseSettings, read_only: bool) -> dict[str, str]:
    """Set after connecting and not in the address: poolers between here and the server refuse ``options``."""
    limits = {"lock_timeout": f"{_LOCK_SECONDS}s"}
    if not read_only:
        return limits
    return limits | {
        "default_transaction_read_only": "on",
        "statement_timeout": f"{int(1000 * settings.statement_seconds)}ms",
        "idle_in_transaction_session_timeout": f"{int(1000 * settings.idle_seconds)}ms",
    }


@contextmanager
def watched(connection: Connection, settings: KnowledgeBaseSettings) -> Iterator[Watchdog]:
    """Look after a connection while the block waits for it.

    Raises:
        OperationalError: The server was silent for too long, or the connection ended, however the driver calls it.
    """
    watchdog = Watchdog(connection.fileno(), settings.stall_seconds)
    try:
        yield watchdog
    except psycopg.Error as error:
        if watchdog.barked:
            raise psycopg.OperationalError(f"the server was silent for {settings.stall_seconds:g} s") from error
        # a server that ends right after the rows of an answer is an InternalError: "received 2 results"
        if connection.closed and not isinstance(error, psycopg.OperationalError):
            raise psycopg.OperationalError("the connection ended within an answer") from error
        raise
    finally:
        watchdog.close()


@contextmanager
def told(url: str) -> Iterator[None]:
    """What the driver raises in the block, as one message: what, where, and whether waiting helps."""
    try:
        yield
    except psycopg.OperationalError as error:
        kind = BadInput if any(words in str(error) for words in _NOT_A_MOMENT) else TryAgain
        raise kind(f"{shown(url)}: {first_line(error)}") from error
    except psycopg.errors.InsufficientPrivilege as error:
        raise BadInput(
            f"{shown(url)}: {first_line(error)}; grant it to this user, or use the owner's address"
        ) from error
    except psycopg.Error as error:
        raise BadInput(f"{shown(url)}: {first_line(error)}") from error


def first_line(error: BaseException) -> str:
    """What an error says, without the statement that the driver adds."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]
