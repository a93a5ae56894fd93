"""Loading an export into a real PostgreSQL: what differs is written, and nothing else."""

import json
import shutil
from pathlib import Path

import pytest

from components.shared.errors import BadInput, TryAgain
from components.shared.knowledge_base import (
    KnowledgeBaseSettings,
    LoadReport,
    LoadSettings,
    Notes,
    StoredMethod,
    load_export,
    open_knowledge_base,
)
from components.shared.knowledge_base.migrations import shipped
from tests.postgres_server import Database, psycopg

SAMPLE = Path(__file__).parents[3] / "datasets" / "sample_configuration"
MODULE = Path("CommonModules/ЦенообразованиеСервер/Ext/Module.bsl")
ERP = LoadSettings("ERP")


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """A copy of the sample, to be changed."""
    return Path(shutil.copytree(SAMPLE / "designer", tmp_path / "export"))


def methods(url: str, *configurations: str) -> list[StoredMethod]:
    settings = KnowledgeBaseSettings(configurations=configurations)
    return list(open_knowledge_base(url, settings).read(Notes()))


def changes(report: LoadReport) -> dict[str, tuple[int, int, int]]:
    return {
        table: (change.added, change.changed, change.removed)
        for table, change in report.changes.items()
        if not change.nothing
    }


def test_all_of_an_export_is_in_the_tables(database: Database, export: Path) -> None:
    report = load_export(database.url, export, ERP)
    assert (report.modules, report.functions, report.skipped) == (33, 78, {})
    (configuration,) = database.run("SELECT name, full_name, version, license FROM knowledge_base.configurations")
    assert configuration == ("ERP", "УчебнаяТорговля", "1.0.1.1", "LicenseRef-1C-Proprietary")
    (row,) = database.run(
        "SELECT m.name, m.module_type, m.context, o.object_type, f.function_type, f.is_exported, f.region,"
        " f.return_type, f.doc, f.parameters FROM knowledge_base.functions f"
        " JOIN knowledge_base.modules m ON m.id = f.module_id JOIN knowledge_base.objects o ON o.id = m.object_id"
        " WHERE f.name = 'КонтролироватьОстатки'"
    )
    assert row[:6] == ("CommonModule.НастройкиПовтИсп", "common", "server", "CommonModule", "function", True)
    assert row[6:8] == ("ПрограммныйИнтерфейс", "Булево")
    assert row[8]["purpose"]
    assert row[9] == []
    assert ("Новый Запрос",) in database.run("SELECT api_name FROM knowledge_base.api_usage")
    assert database.run("SELECT count(*) FROM knowledge_base.regions WHERE level = 0")[0][0] > 0


def test_both_layouts_of_an_export_give_the_same_methods(database: Database) -> None:
    for layout in ("designer", "edt"):
        load_export(database.url, SAMPLE / layout, LoadSettings(layout))
    one, other = methods(database.url, "designer"), methods(database.url, "edt")
    assert {(m.module_name, m.name, m.code, m.context) for m in one} == {
        (m.module_name, m.name, m.code, m.context) for m in other
    }


def test_a_second_load_of_the_same_export_changes_nothing(database: Database, export: Path) -> None:
    load_export(database.url, export, ERP)
    before = methods(database.url)
    assert changes(load_export(database.url, export, ERP)) == {}
    assert methods(database.url) == before  # the numbers of their transactions included


def test_a_changed_export_changes_only_what_differs(database: Database, export: Path) -> None:
    load_export(database.url, export, ERP)
    before = {method.key: method for method in methods(database.url)}
    text = (export / MODULE).read_text("utf-8-sig")
    (export / MODULE).write_text(text + "\nПроцедура Новая() Экспорт\n\tА = 1;\nКонецПроцедуры\n", "utf-8")
    report = load_export(database.url, export, ERP)
    found = changes(report)
    assert found["modules"] == (0, 1, 0)
    assert found["functions"] == (1, 0, 0)
    after = {method.key: method for method in methods(database.url)}
    untouched = [key for key in before if after[key].path != MODULE.as_posix()]
    assert all(before[key] == after[key] for key in untouched)


def test_what_is_gone_from_the_export_is_removed(database: Database, export: Path) -> None:
    load_export(database.url, export, ERP)
    load_export(database.url, SAMPLE / "designer", LoadSettings("DO"))
    gone = [method for method in methods(database.url, "ERP") if method.path == MODULE.as_posix()]
    (export / MODULE).unlink()
    found = changes(load_export(database.url, export, ERP))
    assert found["functions"] == (0, 0, len(gone))
    assert found["modules"] == (0, 0, 1)
    assert len(methods(database.url, "ERP")) == 78 - len(gone)
    assert len(methods(database.url, "DO")) == 78


def test_a_licence_said_later_reaches_every_method(database: Database, export: Path) -> None:
    load_export(database.url, export, LoadSettings("Торговля"))
    assert {method.license for method in methods(database.url)} == {"LicenseRef-Unknown"}
    assert changes(load_export(database.url, export, LoadSettings("Торговля", license="Apache-2.0"))) == {
        "configurations": (0, 1, 0)
    }
    assert {method.license for method in methods(database.url)} == {"Apache-2.0"}


def test_broken_methods_are_counted_and_the_good_ones_kept(database: Database, export: Path) -> None:
    with (export / MODULE).open("a", encoding="utf-8") as file:
        file.write('\nПроцедура Плохая() А = Б "Qwe123secret";\nКонецПроцедуры\n')
    (export / MODULE).with_name("ManagerModule.bsl").write_bytes(b"\x00\x01")
    report = load_export(database.url, export, ERP)
    assert (report.functions, report.skipped) == (78, {"syntax_error": 1, "file_not_text": 1})
    assert any(MODULE.as_posix() in place for place in report.places)
    assert not any("Qwe123" in place for place in report.places)


def test_a_failing_load_leaves_what_was_there(database: Database, export: Path) -> None:
    load_export(database.url, export, ERP)
    before = methods(database.url)
    database.run("ALTER TABLE knowledge_base.regions ADD CHECK (name <> 'НоваяОбласть') NOT VALID")
    text = (export / MODULE).read_text("utf-8-sig")
    (export / MODULE).write_text(
        "#Область НоваяОбласть\n" + text.replace("Экспорт", "") + "\n#КонецОбласти\n", encoding="utf-8"
    )
    with pytest.raises(BadInput, match="violates check constraint"):
        load_export(database.url, export, ERP)
    assert methods(database.url) == before


def test_two_loads_wait_for_each_other_and_then_give_up(
    database: Database, export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("components.shared.knowledge_base.connection._LOCK_SECONDS", 1)
    load_export(database.url, export, ERP)
    with psycopg.connect(database.url) as other:
        other.execute("SELECT pg_advisory_xact_lock(4346700)")
        with pytest.raises(TryAgain, match="lock timeout"):
            load_export(database.url, export, ERP)


def test_who_may_only_read_cannot_load(database: Database, export: Path) -> None:
    load_export(database.url, export, ERP)
    database.run("CREATE ROLE loader_without_rights LOGIN")
    with pytest.raises(BadInput, match=r"permission denied.*grant it"):
        load_export(database.as_user("loader_without_rights"), export, ERP)


def test_the_shipped_role_reads_and_cannot_write(database: Database, export: Path) -> None:
    load_export(database.url, export, ERP)
    role = (Path(load_export.__code__.co_filename).parent / "schema" / "reader_role.sql").read_text("utf-8")
    database.run("DROP ROLE IF EXISTS bsl_reader")
    database.run(*(part for part in role.split(";\n") if part.strip()))
    assert len(methods(database.as_user("bsl_reader"))) == 78
    with psycopg.connect(database.as_user("bsl_reader")) as connection, pytest.raises(psycopg.Error, match="read-only"):
        connection.execute("DELETE FROM knowledge_base.functions")
    database.run("DROP OWNED BY bsl_reader", "DROP ROLE bsl_reader")


def test_a_schema_of_a_newer_program_is_refused(database: Database, export: Path) -> None:
    load_export(database.url, export, ERP)
    database.run("INSERT INTO knowledge_base.migrations (number, name) VALUES (999, 'later')")
    with pytest.raises(BadInput, match="newer than this program"):
        load_export(database.url, export, ERP)
    with pytest.raises(BadInput, match=r"version 999 .*update BSL Foundry"):
        methods(database.url)


def test_migrations_have_numbers_without_gaps() -> None:
    assert [number for number, _, _ in shipped()] == list(range(1, len(shipped()) + 1))


def test_a_folder_is_loaded_into_as_well(tmp_path: Path, export: Path) -> None:
    url = f"file:{tmp_path / 'base'}"
    told: list[tuple[str, int, int | None]] = []
    load_export(url, export, ERP, lambda doing, done=0, total=None: told.append((doing, done, total)))
    first = (tmp_path / "base" / "ERP.parquet").read_bytes()
    load_export(url, export, ERP)
    assert (tmp_path / "base" / "ERP.parquet").read_bytes() == first
    assert len(methods(url)) == 78
    assert ("modules", 33, 33) in told


@pytest.mark.parametrize(
    ("path", "settings", "message"),
    [
        ("nowhere", ERP, "no such file or folder"),
        (".", ERP, "no configuration here or below"),
        ("export", LoadSettings("../ERP"), "letters, digits"),
        ("export", LoadSettings(""), "letters, digits"),
    ],
)
def test_what_is_no_export_is_refused(tmp_path: Path, path: str, settings: LoadSettings, message: str) -> None:
    (tmp_path / "export").mkdir()
    with pytest.raises(BadInput, match=message):
        load_export(f"file:{tmp_path / 'base'}", tmp_path / path, settings)
    assert not (tmp_path / "base").exists()


@pytest.mark.parametrize(
    ("name", "said", "license_name"),
    [
        ("ERP", "", "LicenseRef-1C-Proprietary"),
        ("erp", "", "LicenseRef-1C-Proprietary"),
        ("DO", "", "LicenseRef-1C-Proprietary"),
        ("ZUP", "", "LicenseRef-1C-Proprietary"),
        ("BUH-3.0", "", "LicenseRef-1C-Proprietary"),
        ("ЗУП_КОРП", "", "LicenseRef-1C-Proprietary"),
        ("SSL", "", "LicenseRef-Unknown"),
        ("DOM", "", "LicenseRef-Unknown"),
        ("ERP", "LicenseRef-Granted", "LicenseRef-Granted"),
    ],
)
def test_what_1c_sells_is_proprietary_by_its_name(name: str, said: str, license_name: str) -> None:
    assert LoadSettings(name, license=said).license_name == license_name


def test_metadata_is_json_that_does_not_depend_on_order(database: Database, export: Path) -> None:
    load_export(database.url, export, ERP)
    ((metadata,),) = database.run(
        "SELECT metadata::text FROM knowledge_base.objects WHERE (object_type, name) = ('Catalog', 'Валюты')"
    )
    assert json.loads(metadata)["attributes"] == {"НаименованиеПолное": ["String"]}
