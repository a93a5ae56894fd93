"""The shipped facts about the standard subsystems library."""

import re
from pathlib import Path

import pytest

from components.shared.bsl.configuration import read_configuration
from components.shared.bsl.configuration.model import CommonModule, Configuration, ExportedMethod
from components.shared.bsl.library import VERSIONS, load_library
from components.shared.bsl.library.facts import internal_rows, module_facts, public_rows, written
from components.shared.bsl.platform.model import Side


@pytest.fixture(scope="module")
def library() -> Configuration:
    return load_library()


def module(library: Configuration, name: str) -> CommonModule:
    return library.common_modules[name.lower()]


def test_methods_that_everybody_calls_are_there(library: Configuration) -> None:
    common = module(library, "ОбщегоНазначения")
    value = common.methods["значениереквизитаобъекта"]
    assert (value.name, value.is_function, value.least) == ("ЗначениеРеквизитаОбъекта", True, 2)
    assert value.versions == VERSIONS
    assert Side.SERVER in common.sides
    assert Side.THIN_CLIENT not in common.sides
    assert Side.THIN_CLIENT in module(library, "ОбщегоНазначенияКлиент").sides


def test_counts_are_those_of_the_sources(library: Configuration) -> None:
    methods = [method for each in library.common_modules.values() for method in each.methods.values()]
    assert sum("3.1" in method.versions for method in methods) == 3154
    assert sum("3.2" in method.versions for method in methods) == 3002


def test_a_method_that_a_version_has_removed_is_only_in_the_other() -> None:
    removed = "параметрыадминистрированиякластера"
    old, new = load_library("3.1").common_modules, load_library("3.2").common_modules
    (owner,) = [name for name, each in old.items() if removed in each.methods and each.methods[removed].deprecated]
    assert owner not in new or removed not in new[owner].methods
    assert old[owner].methods[removed].replacement == "АдминистрированиеКластера.ПараметрыАдминистрированияКластера"


def test_every_replacement_is_a_method_of_the_library(library: Configuration) -> None:
    def exists(full_name: str) -> bool:
        owner, _, method = full_name.partition(".")
        return method.lower() in module(library, owner).methods

    named = [m.replacement for each in library.common_modules.values() for m in each.methods.values() if m.replacement]
    assert len(named) > 150
    assert [name for name in named if not exists(name)] == []


def test_internal_names_are_told_apart_from_public_ones(library: Configuration) -> None:
    common = module(library, "ОбщегоНазначения")
    assert common.internal
    assert not common.internal & common.methods.keys()
    assert sum(len(each.internal) for each in library.common_modules.values()) > 7000
    assert "найтиневозможное" not in common.internal


def test_an_unknown_version_is_refused() -> None:
    with pytest.raises(ValueError, match=r"known are 3\.1, 3\.2"):
        load_library("2.4")


def test_the_tables_carry_the_attribution_that_their_licence_asks_for() -> None:
    folder = Path("components/shared/bsl/library")
    for path in [folder / "README.md", *sorted((folder / "data").glob("*.tsv"))]:
        text = path.read_text(encoding="utf-8")
        for word in ("Standard Subsystems Library", "1C-Soft LLC", "CC BY 4.0", "ssl_3_1", "ssl_3_2", "hanged"):
            assert word in text, (path, word)
        assert re.search(r"releases? (named|3\.1\.\d+\.\d+ and 3\.2\.\d+\.\d+)", text), path


SOURCE = """#Область ПрограммныйИнтерфейс
Функция Открытая(А, Б = 1) Экспорт
КонецФункции
#Область УстаревшиеПроцедурыИФункции
// Устарела. Следует использовать Открытая.
Процедура Прежняя() Экспорт
КонецПроцедуры
// Устарела. Следует использовать Нет.Такой.
Процедура Забытая() Экспорт
КонецПроцедуры
#КонецОбласти
#КонецОбласти
#Область СлужебныйПрограммныйИнтерфейс
Процедура Внутренняя() Экспорт
КонецПроцедуры
#КонецОбласти
"""


def checkout(folder: Path, source: str) -> Path:
    for name, text in {
        "Configuration.xml": "<MetaDataObject><Configuration><Properties><Name>Б</Name></Properties>"
        "<ChildObjects><CommonModule>Модуль</CommonModule></ChildObjects></Configuration></MetaDataObject>",
        "CommonModules/Модуль.xml": "<MetaDataObject><CommonModule><Properties><Name>Модуль</Name>"
        "<Server>true</Server><ServerCall>true</ServerCall></Properties></CommonModule></MetaDataObject>",
        "CommonModules/Модуль/Ext/Module.bsl": source,
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert read_configuration(folder).name == "Б"
    return folder


def test_facts_are_taken_from_regions(tmp_path: Path) -> None:
    older = module_facts(checkout(tmp_path / "1", SOURCE))
    newer = module_facts(checkout(tmp_path / "2", SOURCE.replace("Прежняя() Экспорт", "Прежняя()")))
    versions = {"3.1": older, "3.2": newer}
    assert written(["Источник"], public_rows(versions)).splitlines() == [
        "# Источник",
        "Модуль\tSv\t3.1 3.2",
        "\tОткрытая\tf\t1\t2",
        "\tПрежняя\tp\t0\t0\t3.1\t\tdeprecated\tМодуль.Открытая",
        "\tЗабытая\tp\t0\t0\t\t\tdeprecated",
    ]
    assert list(internal_rows(versions)) == [("Модуль", "Sv", "Внутренняя")]
    assert isinstance(older["модуль"].public["открытая"], ExportedMethod)
