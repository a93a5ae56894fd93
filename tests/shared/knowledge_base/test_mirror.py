"""A mirror brought up to date gives what a full reading gives, late transactions and deletes included."""

from pathlib import Path
from typing import Any

import pytest

from components.shared.knowledge_base import (
    ColumnSettings,
    KnowledgeBaseSettings,
    Notes,
    StoredMethod,
    open_knowledge_base,
    read_mirrored,
)
from tests.postgres_server import Database, psycopg
from tests.shared.knowledge_base.synthetic import migrated, own_schema, six_columns

ROWS = 500


def mirrored(database: Database, folder: Path, **choices: Any) -> tuple[list[StoredMethod], Notes]:
    notes = Notes()
    base = open_knowledge_base(database.url, KnowledgeBaseSettings(**choices))
    return list(read_mirrored(base, folder, notes)), notes


def whole(database: Database, **choices: Any) -> list[StoredMethod]:
    return list(open_knowledge_base(database.url, KnowledgeBaseSettings(**choices)).read(Notes()))


@pytest.fixture
def own(database: Database) -> Database:
    own_schema(migrated(database), ROWS)
    return database


def test_only_what_changed_is_asked_for(own: Database, tmp_path: Path) -> None:
    first, notes = mirrored(own, tmp_path)
    assert (first, notes.rows) == (whole(own), ROWS)
    own.run("UPDATE knowledge_base.functions SET description = 'Иначе' WHERE name IN ('Сумма7', 'Сумма8')")
    second, notes = mirrored(own, tmp_path)
    assert (second, notes.rows) == (whole(own), 2)
    third, notes = mirrored(own, tmp_path)
    assert third == second
    assert notes.rows <= 2  # those of the last transaction seen may be asked for again


def test_a_transaction_that_commits_late_is_not_lost(own: Database, tmp_path: Path) -> None:
    with psycopg.connect(own.url) as late:
        late.execute("UPDATE knowledge_base.functions SET description = 'Поздно' WHERE name = 'Сумма3'")
        own.run("UPDATE knowledge_base.functions SET description = 'Рано' WHERE name = 'Сумма4'")  # a later number
        seen, _ = mirrored(own, tmp_path)
        assert {method.description for method in seen} >= {"Рано"}
        late.commit()
    seen, _ = mirrored(own, tmp_path)
    assert {method.description for method in seen} >= {"Рано", "Поздно"}
    assert seen == whole(own)


def test_an_insert_with_a_smaller_key_that_commits_late_comes_to_its_place(own: Database, tmp_path: Path) -> None:
    copied = (
        "INSERT INTO knowledge_base.functions SELECT (jsonb_populate_record(f, jsonb_build_object("
        "'id', nextval('knowledge_base.functions_id_seq'), 'name', '{}'))).* FROM knowledge_base.functions f LIMIT 1"
    ).replace("functions SELECT", "functions OVERRIDING SYSTEM VALUE SELECT")
    with psycopg.connect(own.url) as late:
        late.execute(copied.format("Поздняя"))
        own.run(copied.format("Ранняя"))
        mirrored(own, tmp_path)
        late.commit()
    seen, _ = mirrored(own, tmp_path)
    assert seen == whole(own)
    assert [method.name for method in seen][-2:] == ["Поздняя", "Ранняя"]


def test_what_was_removed_is_swept(own: Database, tmp_path: Path) -> None:
    mirrored(own, tmp_path)
    own.run("DELETE FROM knowledge_base.functions WHERE id % 3 = 0")
    seen, _ = mirrored(own, tmp_path)
    assert seen == whole(own)
    assert len(seen) < ROWS


def test_a_changed_licence_reaches_the_mirror(own: Database, tmp_path: Path) -> None:
    mirrored(own, tmp_path)
    own.run("UPDATE knowledge_base.configurations SET license = 'MIT'")
    seen, notes = mirrored(own, tmp_path)
    assert {method.license for method in seen} == {"MIT"}
    assert notes.rows == ROWS


def test_a_foreign_table_with_times_is_asked_with_an_overlap(database: Database, tmp_path: Path) -> None:
    six_columns(database, ROWS)
    database.run(
        "ALTER TABLE functions ADD changed_at timestamptz",
        "UPDATE functions SET changed_at = now() - interval '1 day' WHERE id > 10",  # the others never say when
    )
    choices = {"columns": ColumnSettings(updated_at="changed_at"), "overlap_seconds": 60}
    mirrored(database, tmp_path, **choices)
    database.run("UPDATE functions SET name = 'Иначе', changed_at = now() - interval '30 s' WHERE id = 400")
    seen, notes = mirrored(database, tmp_path, **choices)
    assert seen == whole(database, **choices)
    assert "Иначе" in {method.name for method in seen}
    assert notes.rows == 11  # ten without a time are always asked for


@pytest.mark.parametrize("choices", [{"configurations": ("ERP",)}, {"configurations": ("DO",)}, {"limit": 5}, {}])
def test_another_selection_never_gets_the_rows_of_this_one(
    own: Database, tmp_path: Path, choices: dict[str, Any]
) -> None:
    mirrored(own, tmp_path)
    assert mirrored(own, tmp_path, **choices)[0] == whole(own, **choices)


def test_another_database_with_the_same_schema_is_read_whole(own: Database, postgres: str, tmp_path: Path) -> None:
    from tests.postgres_server import new_database

    mirrored(own, tmp_path)
    other = migrated(new_database(postgres))
    own_schema(other, 3)
    seen, notes = mirrored(other, tmp_path)
    assert (seen, notes.rows) == (whole(other), 3)


@pytest.mark.parametrize("damage", ["mark", "rows", "both"])
def test_a_mirror_that_was_damaged_is_read_anew(own: Database, tmp_path: Path, damage: str) -> None:
    mirrored(own, tmp_path)
    if damage != "rows":
        (tmp_path / "mark.json").write_text("{", encoding="utf-8")
    if damage != "mark":
        next(tmp_path.glob("*.parquet")).unlink()
    seen, notes = mirrored(own, tmp_path)
    assert (seen, notes.rows) == (whole(own), ROWS)
    assert len(list(tmp_path.iterdir())) == 2


def test_a_kill_between_rows_and_mark_loses_nothing(
    own: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mirrored(own, tmp_path)
    own.run("UPDATE knowledge_base.functions SET description = 'Иначе' WHERE name = 'Сумма7'")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("components.shared.knowledge_base.mirror.Mark.model_dump_json", killed)
        with pytest.raises(KeyboardInterrupt):
            mirrored(own, tmp_path)
    assert mirrored(own, tmp_path)[0] == whole(own)
