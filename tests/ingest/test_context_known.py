"""Names for the tasks of repositories and knowledge bases: what is known where."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.ingest.context_known import is_description, write_below
from components.ingest.settings import IngestSettings, SourceSettings
from components.ingest.stage import ingest_sources
from components.shared.archives.settings import RepositorySettings
from components.shared.bsl.configuration import read_configuration
from components.shared.context.entries import TOLD, told_in
from components.shared.context.objects import subsystems_of
from components.shared.context.settings import ContextSettings
from components.shared.knowledge_base import (
    KnowledgeBaseSettings,
    LoadSettings,
    StoredObject,
    load_export,
    open_knowledge_base,
)
from components.shared.knowledge_base.objects import configuration_of
from components.shared.records import Record, read_records
from components.shared.summaries import SourceCount
from tests.git_host import packed
from tests.postgres_server import Database

SAMPLE = Path("datasets/sample_configuration")
CONTEXT = ContextSettings(entries=10, without_share=0, most_added=50, most_topped_up=1)


def ingested(
    source: SourceSettings, folder: Path, url: str = "", context: ContextSettings = CONTEXT
) -> tuple[list[Record], SourceCount]:
    settings = IngestSettings(sources=(source,), context=context)
    summary = ingest_sources(folder / "corpus", settings, f"file:{folder / 'ratings'}", knowledge_base_url=url)
    return list(read_records(folder / "corpus")), summary.sources[0]


def tasks(records: list[Record]) -> dict[tuple[str, str], tuple[str, str, tuple[str, ...]]]:
    return {(r.module_key, r.name): (r.input, r.output, r.flags) for r in records}


def names(task: tuple[str, str, tuple[str, ...]]) -> str:
    return task[0].partition("\nРеквизиты объекта")[0]


def repository(tree: Path, folder: Path) -> SourceSettings:
    (folder / "owner").mkdir()
    (folder / "owner/name.tar.gz").write_bytes(packed(tree))
    chosen = RepositorySettings(names=("owner/name",), host="folder", address=str(folder))
    return SourceSettings(kind="repository", repositories=chosen)


@pytest.mark.parametrize("layout", ["designer", "edt"])
def test_tasks_of_a_repository_are_told_what_those_of_its_folder_are(layout: str, tmp_path: Path) -> None:
    expected, counted = ingested(SourceSettings(kind="modules", path=str(SAMPLE / layout)), tmp_path)
    records, found = ingested(repository(SAMPLE / layout, tmp_path), tmp_path)
    assert tasks(records) == tasks(expected)
    assert found.context == counted.context
    assert sum(TOLD in record.flags for record in records) > 50


def test_a_repository_without_a_configuration_gives_what_it_has(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "a.bsl").write_text(
        "// Проводит документ по складу.\nПроцедура А()\n\tБ();\nКонецПроцедуры", encoding="utf-8"
    )
    records, counted = ingested(repository(tree, tmp_path), tmp_path)
    assert (len(records), bool(records[0].instruction), counted.context) == (1, True, {})


def test_two_configurations_are_no_one(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    for name in ("a", "b"):
        module = tree / name / "CommonModules/Общие/Ext/Module.bsl"
        module.parent.mkdir(parents=True)
        module.write_text("// Проводит документ по складу.\nПроцедура А()\n\tБ();\nКонецПроцедуры", encoding="utf-8")
        text = (SAMPLE / "designer/Configuration.xml").read_text(encoding="utf-8")
        (tree / name / "Configuration.xml").write_text(text, encoding="utf-8")
    records, counted = ingested(repository(tree, tmp_path), tmp_path)
    assert (len(records), counted.context) == (2, {"context_unavailable": 2})


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("src/cf/Configuration.xml", True),
        ("src/Configuration/Configuration.mdo", True),
        ("Catalogs/Товары.xml", True),
        ("Subsystems/Торговля/Subsystems/Закупки.xml", True),
        ("Catalogs/Товары/Forms/Форма/Ext/Form.xml", True),
        ("Catalogs/Товары/Ext/Predefined.xml", True),
        ("src/Catalogs/Товары/Forms/Форма/Form.form", True),
        ("Catalogs/Товары/Forms/Форма.xml", False),
        ("Catalogs/Товары/Templates/Макет.xml", False),
        ("Catalogs/Товары/Templates/Макет/Ext/Template.xml", False),
        ("Catalogs/Товары/Ext/Help.xml", False),
        ("Roles/Права/Ext/Rights.xml", False),
        ("pom.xml", False),
        ("Catalogs/Товары/Ext/ObjectModule.bsl", False),
    ],
)
def test_of_an_archive_only_descriptions_are_written(path: str, wanted: bool) -> None:
    assert is_description(path) == wanted


@given(st.lists(st.text(st.sampled_from("aБ./\\\n\0 ~"), max_size=12) | st.just("б" * 200), max_size=4))
def test_nothing_is_written_outside_of_the_folder(paths: list[str]) -> None:
    with TemporaryDirectory() as outer:
        folder = Path(outer) / "inner"
        folder.mkdir()
        for path in paths:
            write_below(folder, path, b"x")
        assert [path.name for path in Path(outer).iterdir()] == ["inner"]
        assert len([path for path in folder.rglob("*") if path.is_file()]) <= len(paths)


def test_tasks_of_our_own_schema_are_told_names(database: Database, tmp_path: Path) -> None:
    load_export(database.url, SAMPLE / "designer", LoadSettings("ERP"))
    expected, _ = ingested(SourceSettings(kind="modules", path=str(SAMPLE / "designer")), tmp_path)
    records, counted = ingested(SourceSettings(kind="knowledge_base"), tmp_path, database.url)
    assert "context_unavailable" not in counted.context
    assert "module_unknown" not in counted.context
    of_folder, of_base = tasks(expected), tasks(records)
    assert of_base.keys() == of_folder.keys()
    assert {key: flags for key, (_, _, flags) in of_base.items()} == {
        k: flags for k, (_, _, flags) in of_folder.items()
    }
    # forms are known less well: their fields are not stored; those of objects lose their order
    differing = [
        key for key in of_base if ".Form." not in f"{key[0]}." and names(of_base[key]) != names(of_folder[key])
    ]
    assert not differing
    assert any("Реквизиты объекта: " in task for task, _, _ in of_base.values())


def test_two_configurations_of_a_base_know_nothing_of_each_other(database: Database, tmp_path: Path) -> None:
    for name in ("ERP", "DO"):
        load_export(database.url, SAMPLE / "designer", LoadSettings(name))
    records, _ = ingested(SourceSettings(kind="knowledge_base"), tmp_path, database.url)
    chosen = SourceSettings(
        kind="knowledge_base", knowledge_base=KnowledgeBaseSettings.model_validate({"configurations": ("DO",)})
    )
    alone, _ = ingested(chosen, tmp_path, database.url)
    assert tasks([record for record in records if record.configuration == "DO"]) == tasks(alone)
    assert len(records) == 2 * len(alone)


ROWS = (
    ("Проведение", "Проводит заказ по складу.", "А = Склады.Остаток(1);", "Заказы", "ОбщийМодуль"),
    ("Остаток", "Возвращает остаток на складе.", "Возврат 1;", "Склады", "ОбщийМодуль"),
    ("Записать", "Записывает заказ на складе.", "А = Склады.Остаток(1);", "Заказ.МодульМенеджера", "Документ"),
    ("Списать", "Списывает остаток склада.", "А = Склады.Остаток(1);", "Заказ", "Документ"),
)


def six_columns(database: Database) -> None:
    values = []
    for name, description, body, module, kind in ROWS:
        word = "Функция" if "Возврат" in body else "Процедура"
        code = f"{word} {name}(А) Экспорт\n\t{body}\n{'КонецФункции' if word == 'Функция' else 'КонецПроцедуры'}"
        values.append(f"('{name}', '{description}', '{code}', '{module}', 'ERP', '{kind}')")
    database.run(
        "CREATE TABLE functions (name text, description text, code_preview text, module_name text,"
        " configuration_name text, metadata_type text)",
        f"INSERT INTO functions VALUES {', '.join(values)}",
    )


def test_of_a_table_of_six_columns_what_its_names_tell_is_known(database: Database, tmp_path: Path) -> None:
    six_columns(database)
    records, counted = ingested(SourceSettings(kind="knowledge_base"), tmp_path, database.url)
    told = {record.name: told_in(record.input) for record in records}
    assert "Склады: Остаток(А)" in told["Проведение"]
    assert "Склады: Остаток(А)" in told["Записать"]
    assert told["Списать"] == "", "nobody knows which module of the document this is"
    assert counted.context["module_unknown"] == 1


def test_rows_that_name_no_module_are_told_nothing(database: Database, tmp_path: Path) -> None:
    six_columns(database)
    database.run("UPDATE functions SET module_name = 'x', metadata_type = ''")
    records, counted = ingested(SourceSettings(kind="knowledge_base"), tmp_path, database.url)
    assert (len(records), counted.context) == (4, {"context_unavailable": 4})


@pytest.mark.parametrize(
    "metadata", ["", "[]", "{", '{"attributes": []}', '{"sides": 1}', '{"attributes": {"А": 1}}', "[" * 100_000]
)
def test_rows_of_another_shape_are_known_by_their_names(metadata: str) -> None:
    rows = [StoredObject("Catalog", "Товары", metadata), StoredObject("CommonModule", "Общие", metadata)]
    known = configuration_of("ERP", [*rows, StoredObject("Несуществующий", "Вид", "{}")])
    assert list(known.objects) == [("Catalog", "товары")]
    assert list(known.common_modules) == ["общие"]


def test_what_the_loader_writes_of_objects_is_read_again(database: Database) -> None:
    load_export(database.url, SAMPLE / "designer", LoadSettings("ERP"))
    base = open_knowledge_base(database.url, KnowledgeBaseSettings())
    stored, whole = configuration_of("ERP", base.objects("ERP")), read_configuration(SAMPLE / "designer")
    assert not list(base.objects("DO"))
    assert stored.objects.keys() == whole.objects.keys()
    assert {name: module.sides for name, module in stored.common_modules.items()} == {
        name: module.sides for name, module in whole.common_modules.items()
    }
    for key, item in whole.objects.items():
        assert dict(stored.objects[key].attributes).keys() == dict(item.attributes).keys()
        assert {a.types for a in stored.objects[key].attributes.values()} == {a.types for a in item.attributes.values()}
        assert stored.objects[key].tabular_sections.keys() == item.tabular_sections.keys()
    assert subsystems_of(stored) == subsystems_of(whole)
