"""Records from the knowledge base: the same as from the modules themselves, each fate counted."""

import json
from pathlib import Path
from typing import Any

import pytest

from components.ingest.knowledge_base import PIECES_WORTH_A_POOL, read_knowledge_base
from components.ingest.settings import IngestSettings, SourceSettings
from components.ingest.stage import ingest_sources
from components.ingest.tally import Tally
from components.shared import processes
from components.shared.errors import BadInput
from components.shared.knowledge_base import ColumnSettings, KnowledgeBaseSettings, LoadSettings, load_export
from components.shared.progress import silent
from components.shared.records import Record, read_records
from tests.postgres_server import Database
from tests.shared.knowledge_base.synthetic import six_columns

SAMPLE = Path(__file__).parents[2] / "datasets" / "sample_configuration" / "designer"
CODE = "Функция Сумма(А, Б) Экспорт\n\tВозврат А + Б;\nКонецФункции"
ROW = {
    "name": "Сумма",
    "description": "Складывает два числа.",
    "code_preview": CODE,
    "module_name": "Общие",
    "configuration_name": "ERP",
    "metadata_type": "ОбщийМодуль",
}


def read(url: str, tally: Tally | None = None, license_name: str = "", **choices: Any) -> list[Record]:
    source = SourceSettings(kind="knowledge_base", license=license_name, knowledge_base=choices)  # type: ignore[arg-type]
    return list(read_knowledge_base(source, url, Tally() if tally is None else tally, silent))


def write(folder: Path, *changes: dict[str, Any]) -> str:
    lines = [json.dumps({**ROW, **change}, ensure_ascii=False) for change in changes]
    (folder / "rows.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return f"file:{folder}"


def from_modules(tmp_path: Path) -> list[Record]:
    settings = IngestSettings(sources=(SourceSettings(kind="modules", path=str(SAMPLE), configuration="ERP"),))
    ingest_sources(tmp_path / "modules", settings, f"file:{tmp_path}")
    return list(read_records(tmp_path / "modules"))


def alike(record: Record) -> dict[str, Any]:
    """What does not depend on where a record was read from."""
    places = {"source", "license", "license_source", "redistributable", "path", "repository", "commit"}
    return record.model_dump(exclude=places)


@pytest.mark.parametrize("kind", ["file", "postgresql"])
def test_records_are_those_that_the_modules_give(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    database = request.getfixturevalue("database") if kind == "postgresql" else None
    url = database.url if database else f"file:{tmp_path / 'base'}"
    load_export(url, SAMPLE, LoadSettings("ERP"))
    records = read(url)
    assert [alike(record) for record in records] == [alike(record) for record in from_modules(tmp_path)]
    assert {(record.source, record.license, record.redistributable) for record in records} == {
        ("knowledge_base", "LicenseRef-1C-Proprietary", False)
    }


def test_the_stage_notes_the_snapshot_and_writes_the_same_bytes(database: Database, tmp_path: Path) -> None:
    load_export(database.url, SAMPLE, LoadSettings("ERP", license="CC0-1.0", source_url="https://example.org/x"))
    settings = IngestSettings(sources=(SourceSettings(kind="knowledge_base"),))
    for name in ("a", "b"):
        summary = ingest_sources(tmp_path / name, settings, f"file:{tmp_path}", knowledge_base_url=database.url)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    (source,) = summary.sources
    assert source.snapshot.startswith("own: repeatable read, transactions ")
    assert (source.methods, source.records, source.configuration) == (78, 78, "ERP")
    assert (source.license, source.repository) == ("CC0-1.0", "https://example.org/x")
    assert (source.layouts, source.columns) == ({"own": 78}, {})


def test_the_stage_notes_which_columns_of_a_foreign_table_were_read(database: Database, tmp_path: Path) -> None:
    six_columns(database, 10)
    database.run("ALTER TABLE functions RENAME code_preview TO body")
    columns = ColumnSettings(code="body")
    source = SourceSettings(kind="knowledge_base", knowledge_base=KnowledgeBaseSettings(columns=columns))
    summary = ingest_sources(
        tmp_path / "a", IngestSettings(sources=(source,)), f"file:{tmp_path}", knowledge_base_url=database.url
    )
    (counted,) = summary.sources
    assert counted.layouts == {"six_columns": 10}
    assert (counted.columns["table"], counted.columns["key"], counted.columns["code"]) == ("functions", "id", "body")
    assert "updated_at" not in counted.columns


def test_a_mirror_gives_the_same_records(database: Database, tmp_path: Path) -> None:
    load_export(database.url, SAMPLE, LoadSettings("ERP"))
    mirror = str(tmp_path / "mirror")
    assert read(database.url, mirror=mirror) == read(database.url, mirror=mirror) == read(database.url)


def test_a_row_of_six_columns_becomes_a_record(tmp_path: Path) -> None:
    (record,) = read(write(tmp_path, {}))
    expected = {
        "name": "Сумма",
        "output": f"// Складывает два числа.\n{CODE}",
        "module_key": "CommonModule.Общие.Module",
        "module_kind": "common",
        "configuration": "ERP",
        "license": "LicenseRef-1C-Proprietary",
        "license_source": "configuration",
        "redistributable": False,
        "source": "knowledge_base",
        "path": "ERP/ОбщийМодуль/Общие",
        "kind": "function",
        "export": True,
    }
    assert record.model_dump(include=set(expected)) == expected
    assert "кладывает два числа" in record.instruction


@pytest.mark.parametrize(
    ("change", "fate"),
    [
        ({"code_preview": CODE[:-6]}, "truncated_code"),
        ({"code_preview": CODE[:30] + "..."}, "truncated_code"),
        ({"code_preview": CODE.replace("А + Б", "А +")}, "syntax_error"),
        ({"code_preview": ""}, "no_code"),
        ({"code_preview": None}, "no_code"),
        ({"code_preview": " \n"}, "no_code"),
        ({"code_preview": "// только описание"}, "no_methods"),
        ({"code_preview": "А = 1;"}, "no_methods"),
        ({"code_preview": CODE.replace("Сумма", "А") + "\n" + CODE.replace("Сумма", "Б")}, "no_methods"),
    ],
)
def test_every_row_without_a_record_is_counted(tmp_path: Path, change: dict[str, Any], fate: str) -> None:
    tally = Tally()
    records = read(write(tmp_path, change, {}), tally)
    assert len(records) == 1
    assert (tally.methods, tally.dropped) == (2, {fate: 1})
    assert tally.drops[0].path == "ERP/ОбщийМодуль/Общие"


@pytest.mark.parametrize(
    ("change", "output"),
    [
        ({"code_preview": f"// Своё описание.\r\n{CODE}"}, f"// Своё описание.\n{CODE}"),
        (
            {"description": "Одна.\nДругая.", "code_preview": f"&НаСервере\n{CODE}\n"},
            f"// Одна.\n// Другая.\n&НаСервере\n{CODE}",
        ),
        ({"description": None}, CODE),
        ({"code_preview": CODE.replace("Сумма", "Разность") + "\n" + CODE}, CODE),
    ],
)
def test_the_answer_is_the_method_under_its_comment(tmp_path: Path, change: dict[str, Any], output: str) -> None:
    (record,) = read(write(tmp_path, change))
    assert record.output == output


@pytest.mark.parametrize(
    ("metadata_type", "module_name", "key"),
    [
        ("CommonModule", "Общие", "CommonModule.Общие.Module"),
        ("ОбщиеМодули", "Общие", "CommonModule.Общие.Module"),
        ("", "ОбщийМодуль.Общие", "CommonModule.Общие.Module"),
        ("Документ", "Заказ", "Document.Заказ"),
        ("Document", "Документ.Заказ", "Document.Заказ"),
        ("Documents", "Documents/Заказ/Ext/ObjectModule.bsl", "Document.Заказ.ObjectModule"),
        ("Documents", r"Documents\Заказ\Ext\ObjectModule.bsl", "Document.Заказ.ObjectModule"),
        ("Нечто", "Заказ", "Нечто.Заказ"),
        ("", "", ""),
    ],
)
def test_the_module_is_called_as_its_path_would_call_it(
    tmp_path: Path, metadata_type: str, module_name: str, key: str
) -> None:
    (record,) = read(write(tmp_path, {"metadata_type": metadata_type, "module_name": module_name}))
    assert record.module_key == key


@pytest.mark.parametrize(
    ("configuration", "said", "license_name", "source"),
    [
        ("ERP", "", "LicenseRef-1C-Proprietary", "configuration"),
        ("ERP", "LicenseRef-Granted", "LicenseRef-Granted", "settings"),
        ("SSL", "CC-BY-4.0", "CC-BY-4.0", "settings"),
        ("SSL", "", "LicenseRef-Unknown", "none"),
    ],
)
def test_the_licence_is_said_or_told_by_the_name(
    tmp_path: Path, configuration: str, said: str, license_name: str, source: str
) -> None:
    (record,) = read(write(tmp_path, {"configuration_name": configuration}), license_name=said)
    assert (record.license, record.license_source) == (license_name, source)
    assert record.redistributable is (license_name == "CC-BY-4.0")


def test_a_configuration_that_is_not_there_is_one_message(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"no method of ZUP, BUH; there are DO, ERP"):
        read(write(tmp_path, {}, {"configuration_name": "DO"}), configurations=("ZUP", "BUH"))


def test_a_table_of_beginnings_only_is_one_message(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="code_preview holds only the beginnings of all 2 methods"):
        read(write(tmp_path, {"code_preview": CODE[:40]}, {"code_preview": CODE[:41]}))


def test_many_cores_give_the_same_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("components.ingest.knowledge_base.METHODS_PER_PIECE", 5)
    changes = [
        {"code_preview": CODE.replace("Сумма", f"Сумма{n}")[: 60 + n % 2]} for n in range(PIECES_WORTH_A_POOL * 10)
    ]
    url = write(tmp_path, *changes)
    found = []
    for cores in (2, 1):
        monkeypatch.setattr(processes, "cores", lambda count=cores: count)
        tally = Tally()
        found.append((read(url, tally), tally))
    assert found[0] == found[1]
    assert found[0][1].methods == len(changes)
