from pathlib import Path

import pytest

from components.ingest.settings import IngestSettings, SourceSettings
from components.ingest.stage import ingest_sources
from components.shared.knowledge_base.methods import PROPRIETARY, UNKNOWN, license_of_configuration
from components.shared.records import Record, read_records
from components.shared.summaries import IngestSummary

METHOD = "// Складывает два числа и возвращает сумму.\nФункция Сумма(А, Б) Экспорт\n\tВозврат А + Б;\nКонецФункции\n"
SSL_HEADER = "// Предоставляется в соответствии с условиями лицензии Attribution 4.0 International (CC BY 4.0)\n\n"


@pytest.mark.parametrize(
    ("name", "license_name"),
    [
        ("ДокументооборотКОРП", PROPRIETARY),
        ("УправлениеПредприятием", PROPRIETARY),
        ("ЗарплатаИУправлениеПерсоналомКОРП", PROPRIETARY),
        ("БухгалтерияПредприятия", PROPRIETARY),
        ("ERP 2.5", PROPRIETARY),
        ("БиблиотекаСтандартныхПодсистем", UNKNOWN),
        ("МояБухгалтерия", UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_configurations_that_are_sold_are_known_by_name(name: str, license_name: str) -> None:
    assert license_of_configuration(name, "") == license_name


def export(folder: Path, name: str, module: str = METHOD) -> Path:
    (folder / "CommonModules" / "Общие" / "Ext").mkdir(parents=True)
    (folder / "Configuration.xml").write_text(f"<MetaDataObject><Name>{name}</Name></MetaDataObject>", encoding="utf-8")
    (folder / "CommonModules/Общие/Ext/Module.bsl").write_text(module, encoding="utf-8")
    (folder / "LICENSE").write_text("This is under the MIT License.", encoding="utf-8")
    return folder


def ingest(tmp_path: Path, *sources: SourceSettings, profile: str = "internal") -> tuple[list[Record], IngestSummary]:
    settings = IngestSettings(sources=sources, profile=profile)  # type: ignore[arg-type]
    summary = ingest_sources(tmp_path / "corpus", settings, "")
    return list(read_records(tmp_path / "corpus")), summary


@pytest.mark.parametrize(
    ("name", "module", "stated", "expected"),
    [
        ("УправлениеПредприятием", METHOD, "", PROPRIETARY),
        ("УправлениеПредприятием", SSL_HEADER + METHOD, "", PROPRIETARY),
        ("УправлениеПредприятием", METHOD, "Apache-2.0", "MIT"),
        ("МояКонфигурация", METHOD, "", "MIT"),
        ("МояКонфигурация", SSL_HEADER + METHOD, "", "CC-BY-4.0"),
    ],
)
def test_what_is_sold_is_not_freed_by_a_file_beside_it(
    tmp_path: Path, name: str, module: str, stated: str, expected: str
) -> None:
    folder = export(tmp_path / "export", name, module)
    (record,), _ = ingest(tmp_path, SourceSettings(kind="modules", path=str(folder), license=stated))
    assert record.license == expected
    assert record.redistributable == (expected != PROPRIETARY)


def test_a_published_summary_tells_nothing_of_what_may_not_be_passed_on(tmp_path: Path) -> None:
    broken = METHOD + "Процедура Сломанная()\n\tЕсли Тогда\nКонецПроцедуры\n"
    sold = export(tmp_path / "sold", "УправлениеПредприятием", broken)
    free = export(tmp_path / "free", "МояКонфигурация", broken)
    sources = [SourceSettings(kind="modules", path=str(folder)) for folder in (sold, free)]
    _, summary = ingest(tmp_path, *sources, profile="publish")
    assert [source.records for source in summary.sources] == [1, 1]
    assert [source.configuration for source in summary.sources] == ["", "МояКонфигурация"]
    assert str(sold) not in summary.model_dump_json()
    assert len(summary.drops) == 1
    _, internal = ingest(tmp_path, *sources)
    assert len(internal.drops) == 2


def test_a_secret_in_code_that_does_not_parse_is_not_quoted(tmp_path: Path) -> None:
    folder = export(tmp_path / "export", "Моя", METHOD + 'Процедура Б()\n\tПароль "Qwe!23asd";\nКонецПроцедуры\n')
    _, summary = ingest(tmp_path, SourceSettings(kind="modules", path=str(folder)))
    (drop,) = summary.drops
    assert drop.detail.startswith("6:9 Ожидалось")
    assert "Qwe" not in summary.model_dump_json()
