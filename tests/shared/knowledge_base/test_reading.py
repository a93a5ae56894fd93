"""Reading from a real PostgreSQL: the same rows whatever happens to the connection."""

import hashlib
import time
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from components.shared.errors import BadInput, TryAgain
from components.shared.knowledge_base import (
    ColumnSettings,
    KnowledgeBaseSettings,
    Notes,
    StoredMethod,
    open_knowledge_base,
)
from components.shared.knowledge_base.connection import shown
from tests.postgres_server import Database, psycopg
from tests.shared.knowledge_base.proxy import SilentProxy
from tests.shared.knowledge_base.synthetic import migrated, own_schema, six_columns

ROWS = 15_000


def digest(methods: Iterable[StoredMethod]) -> str:
    found = hashlib.sha256()
    for method in methods:
        found.update(repr(method).encode())
    return found.hexdigest()


def read(url: str, notes: Notes | None = None, **choices: Any) -> list[StoredMethod]:
    return list(open_knowledge_base(url, KnowledgeBaseSettings(**choices)).read(notes or Notes()))


@pytest.mark.parametrize("shape", ["own", "six_columns", "uuid", "text", "without_key"])
def test_six_cut_connections_end_in_the_same_digest(
    database: Database, shape: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if shape == "own":
        own_schema(migrated(database), ROWS)
    else:
        six_columns(database, ROWS, key="" if shape == "without_key" else "id bigint PRIMARY KEY")
    columns = {}
    if shape in ("uuid", "text"):
        database.run(
            f"ALTER TABLE functions ADD COLUMN code {shape}", "UPDATE functions SET code = md5(id::text)::uuid"
        )
        columns = {"columns": ColumnSettings(key="code")}
    whole = read(database.url, **columns)
    # rows are fetched ahead: a cut is met when those are used up
    monkeypatch.setattr("components.shared.knowledge_base.postgres.ROWS_PER_FETCH", 500)
    notes, cuts, methods = Notes(), 0, []
    base = open_knowledge_base(database.url, KnowledgeBaseSettings(**columns))
    for number, method in enumerate(base.read(notes)):
        methods.append(method)
        if number % 2200 == 2199 and cuts < 6:
            cuts += database.cut()
    assert cuts == 6
    assert notes.reconnects == 6
    assert len(methods) == ROWS
    assert digest(methods) == digest(whole)
    assert "connected again 6 times" in str(notes)


@pytest.mark.parametrize("key", ["serial", "uuid DEFAULT gen_random_uuid()", ""])
def test_rows_as_they_come_are_the_methods_also_after_a_cut(database: Database, key: str) -> None:
    six_columns(database, ROWS, key="")
    if key:
        database.run(f"ALTER TABLE functions ADD id {key} PRIMARY KEY")
    base, notes, rows = open_knowledge_base(database.url, KnowledgeBaseSettings()), Notes(), []
    for number, row in enumerate(base.rows(notes)):
        rows.append(tuple(value.decode() if isinstance(value, bytes) else value for value in row))
        if number == 1000:
            database.cut()
    assert notes.reconnects == 1
    assert rows == list(map(tuple, base.read(Notes())))


def test_rows_added_while_reading_are_left_for_the_next_time(database: Database) -> None:
    six_columns(database, ROWS)
    notes = Notes()
    reading = open_knowledge_base(database.url, KnowledgeBaseSettings()).read(notes)
    methods = [next(reading)]
    database.run("INSERT INTO functions (id, name) VALUES (1000000, 'Поздняя')")
    database.cut()  # a later connection sees another snapshot, and stays within the bounds of the first
    methods += reading
    assert len(methods) == ROWS
    assert f"keys up to {ROWS}" in notes.snapshot
    assert len(read(database.url)) == ROWS + 1


def test_a_silent_server_is_given_up_and_asked_again(database: Database, postgres: str) -> None:
    six_columns(database, 5000)
    whole = read(database.url)
    with TemporaryDirectory() as folder:
        proxy = SilentProxy(postgres, Path(folder), bytes_before_silence=300_000, silences=3)
        notes, started = Notes(), time.monotonic()
        # the first connection only looks at the catalogue, which is shorter
        methods = read(database.url.replace(postgres, folder), notes, stall_seconds=0.5)
        seconds = time.monotonic() - started
        proxy.close()
    assert (notes.reconnects, proxy.silent) == (2, 3)
    assert digest(methods) == digest(whole)
    assert seconds < 6


def test_a_server_that_stays_silent_is_one_message(database: Database, postgres: str) -> None:
    six_columns(database, 5000)
    with TemporaryDirectory() as folder:
        proxy = SilentProxy(postgres, Path(folder), bytes_before_silence=100_000, silences=10)
        with pytest.raises(TryAgain, match=r"silent for 0.5 s; given up after 2 attempts"):
            read(database.url.replace(postgres, folder), stall_seconds=0.5, reconnects=1)
        proxy.close()


def test_a_server_that_says_nothing_at_all_after_the_password_is_given_up(database: Database, postgres: str) -> None:
    six_columns(database, 10)
    with TemporaryDirectory() as folder:
        for before in (500, 900):  # among the settings of the session, and in the catalogue
            Path(folder, ".s.PGSQL.5432").unlink(missing_ok=True)
            proxy = SilentProxy(postgres, Path(folder), bytes_before_silence=before)
            with pytest.raises(TryAgain, match=r"postgresql://.*: the server was silent for 0\.5 s$"):
                read(database.url.replace(postgres, folder), stall_seconds=0.5)
            proxy.close()


def test_the_default_limits_notice_a_stall_within_a_minute() -> None:
    settings = KnowledgeBaseSettings()
    assert settings.statement_seconds < settings.stall_seconds < 59


def test_a_statement_that_takes_too_long_is_ended_by_the_server(database: Database) -> None:
    six_columns(database, 10)
    database.run(
        "ALTER TABLE functions RENAME TO slow",
        "CREATE VIEW functions AS SELECT * FROM slow WHERE (CASE WHEN id > 5 THEN pg_sleep(30) END) IS NULL",
    )
    with pytest.raises(TryAgain, match="statement timeout"):
        read(database.url, statement_seconds=0.3, reconnects=0)


def test_every_session_is_read_only(database: Database) -> None:
    from components.shared.knowledge_base.connection import connect

    six_columns(database, 1)
    with connect(database.url, KnowledgeBaseSettings(), read_only=True) as connection:
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            connection.execute("DELETE FROM functions")
        asked = "SELECT setting FROM pg_settings WHERE name IN ('application_name', 'lock_timeout') ORDER BY name"
        assert connection.execute(asked).fetchall() == [("bsl-foundry",), ("10000",)]


@pytest.mark.parametrize(
    ("choices", "count"),
    [
        ({}, 1000),
        ({"configurations": ("ERP",)}, 500),
        ({"configurations": ("ERP", "DO")}, 1000),
        ({"configurations": ("E%sRP",)}, 0),
        ({"limit": 7}, 7),
        ({"limit": 600, "configurations": ("DO",)}, 500),
    ],
)
def test_what_is_asked_for_is_read(database: Database, choices: dict[str, Any], count: int) -> None:
    six_columns(database, 1000)
    methods = read(database.url, **choices)
    assert len(methods) == count
    assert [int(method.key) for method in methods] == sorted(int(method.key) for method in methods)


@pytest.mark.parametrize(
    ("change", "choices", "message"),
    [
        ("ALTER TABLE functions RENAME code_preview TO preview", {}, r"no column code_preview \(is it preview\?\)"),
        ("ALTER TABLE functions RENAME COLUMN name TO x", {}, r"no column name \("),
        ("ALTER TABLE functions ALTER name TYPE bytea USING NULL", {}, "column name is bytea, not text"),
        ("ALTER TABLE functions ALTER description TYPE jsonb USING NULL", {}, "column description is jsonb, not text"),
        ("TRUNCATE functions", {}, "table functions: it is empty"),
        ("DROP TABLE functions", {}, "table functions: there is none in test_"),
        ("SELECT 1", {"table": "a.b"}, r"table a\.b: there is none"),
        ("SELECT 1", {"table": 'functions"; DROP TABLE functions; --'}, "there is none"),
        ("SELECT 1", {"key": "no_such"}, "no column no_such"),
        ("SELECT 1", {"updated_at": "name"}, "column name is text, not time"),
    ],
)  # fmt: skip
def test_another_shape_is_one_message_that_names_it(
    database: Database, change: str, choices: dict[str, str], message: str
) -> None:
    six_columns(database, 10)
    database.run(change)
    with pytest.raises(BadInput, match=message) as told:
        read(database.url, columns=ColumnSettings(**choices))
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("ALTER TABLE knowledge_base.functions RENAME code TO body", r"knowledge_base\.functions: no column code"),
        ("ALTER TABLE knowledge_base.modules ALTER name TYPE bytea USING NULL", "column name is bytea, not text"),
        ("TRUNCATE knowledge_base.functions", r"knowledge_base\.functions: it is empty"),
        ("DROP TABLE knowledge_base.functions CASCADE", r"knowledge_base\.functions: there is none"),
    ],
)
def test_a_changed_schema_of_ours_is_one_message(database: Database, change: str, message: str) -> None:
    own_schema(migrated(database), 10)
    database.run("ALTER TABLE knowledge_base.modules ALTER name DROP NOT NULL", change)
    with pytest.raises(BadInput, match=message):
        read(database.url)


def test_columns_of_any_name_are_read(database: Database) -> None:
    six_columns(database, 3)
    database.run(
        'ALTER TABLE functions RENAME name TO "Имя ""метода"""',
        'CREATE SCHEMA "Б"',
        'ALTER TABLE functions SET SCHEMA "Б"',
    )
    columns = ColumnSettings(table="Б.functions", name='Имя "метода"')
    assert [method.name for method in read(database.url, columns=columns)] == ["Сумма1", "Сумма2", "Сумма3"]


def test_an_id_that_is_not_unique_is_no_key(database: Database) -> None:
    six_columns(database, 3, key="id bigint")
    database.run("UPDATE functions SET id = 1")
    assert [method.key for method in read(database.url)] == ["", "", ""]


def test_a_table_that_must_not_be_read_is_named(database: Database) -> None:
    six_columns(database, 3)
    database.run("DROP ROLE IF EXISTS nobody", "CREATE ROLE nobody LOGIN")
    with pytest.raises(BadInput, match="user nobody must not read it; GRANT SELECT ON functions"):
        read(database.as_user("nobody"))


@pytest.mark.parametrize(
    ("url", "kind", "message"),
    [
        ("postgresql://u:sEcReT@{folder}/x", BadInput, "not an address of PostgreSQL|could not translate|connection"),
        ("postgresql://u:sEc/ReT@host:port/x", BadInput, "not an address of PostgreSQL"),
        ("postgresql://postgres:sEcReT@/nowhere?host={folder}", BadInput, 'database "nowhere" does not exist'),
        ("postgresql://postgres:sEcReT@127.0.0.1:1/x", TryAgain, "postgresql://127.0.0.1:1/x: "),
        ("mysql://postgres:sEcReT@host/x", BadInput, "write postgresql://"),
        ("", BadInput, "write postgresql://"),
    ],
)
def test_an_address_that_leads_nowhere_is_told_without_its_secrets(
    postgres: str, url: str, kind: type[Exception], message: str
) -> None:
    with pytest.raises((BadInput, TryAgain), match=message) as told:
        open_knowledge_base(url.format(folder=postgres), KnowledgeBaseSettings())
    assert isinstance(told.value, kind) or "{folder}" in url
    assert "sEc" not in str(told.value)
    assert "ReT" not in str(told.value)


def test_an_address_is_shown_without_user_and_password() -> None:
    assert shown("postgresql://user:secret@db:5433/base?sslmode=require") == "postgresql://db:5433/base"
    assert shown("postgresql://user:sec/ret@db:x/base") == "PostgreSQL"


def test_contents_tell_what_there_is(database: Database) -> None:
    six_columns(database, 10)
    contents = open_knowledge_base(database.url, KnowledgeBaseSettings()).contents()
    assert contents.configurations == {
        "DO": (5, "LicenseRef-1C-Proprietary"),
        "ERP": (5, "LicenseRef-1C-Proprietary"),
    }
    assert (contents.layout, contents.can_write, contents.columns["code"]) == ("six_columns", True, "code_preview")
