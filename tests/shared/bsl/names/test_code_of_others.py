"""Right code of kinds that were called wrong on checkouts that nobody had fitted the judge on; wrong code beside it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from components.shared.bsl.configuration.model import Attribute, Configuration

Judge = Callable[..., list[str]]

DOCUMENT = "Document.РеализацияТоваров"


def method(body: str, directive: str = "") -> str:
    return f"{directive}\nПроцедура Проба(Параметр)\n{body}\nКонецПроцедуры"


# a method and a property of one name, in either language
NAMESAKES = [
    "А = МоментВремени(); Б = ЭтотОбъект.PointInTime(); В = Ссылка.МоментВремени();",
    "Движения.ТоварыНаСкладах.Записывать = Истина; Движения.ТоварыНаСкладах.БлокироватьДляИзменения = Истина;",
    "Н = РегистрыСведений.КурсыВалют.СоздатьНаборЗаписей(); Н.Write = True; Н.Write(True); Н.Записывать = Ложь;",
]


@pytest.mark.parametrize("body", NAMESAKES)
def test_a_property_and_a_method_may_share_a_name(judged: Judge, body: str) -> None:
    assert judged(method(body), "object", DOCUMENT) == []


def test_an_attribute_may_be_named_like_a_method(sample: Configuration, judged: Judge) -> None:
    catalog = sample.objects["Catalog", "номенклатура"]
    attributes = {**catalog.attributes, "level": Attribute("Level"), "уровень": Attribute("Уровень")}
    objects = {**sample.objects, ("Catalog", "номенклатура"): replace(catalog, attributes=attributes)}
    code = method("О = Справочники.Номенклатура.СоздатьЭлемент(); О.Level = 1; Х = О.Level(); О.Уровень = О.Уровень();")
    assert judged(code, configuration=replace(sample, objects=objects)) == []


@pytest.mark.parametrize(
    "body",
    [
        "#Если Не ТонкийКлиент И Не ВебКлиент Тогда\nА = Метаданные.ОсновнойЯзык;\n#КонецЕсли",
        "#Если ТонкийКлиент Тогда\nА = 1;\n#ИначеЕсли НЕ ВебКлиент Тогда\nУстановитьБезопасныйРежим(1);\n#КонецЕсли",
    ],
)
def test_code_without_thin_and_web_client_is_the_servers(judged: Judge, body: str) -> None:
    assert judged(method(body), "common", "CommonModule.РасчетСуммКлиентСервер") == []


def test_the_server_s_names_are_missing_on_the_client(judged: Judge) -> None:
    body = "#Если Не ВебКлиент Тогда\nА = Метаданные.ОсновнойЯзык;\n#КонецЕсли"
    found = judged(method(body), "common", "CommonModule.РасчетСуммКлиентСервер")
    assert found == ["UnavailableOnThisSide Метаданные"]


@pytest.mark.parametrize(("mode", "found"), [("8.3.6", []), ("8.3.24", ["AssignToReadOnlyProperty ОбработкаОшибок"])])
def test_older_code_may_have_a_variable_of_a_newer_name(
    sample: Configuration, judged: Judge, mode: str, found: list[str]
) -> None:
    code = method("ОбработкаОшибок = Параметр;")
    assert judged(code, configuration=replace(sample, compatibility_mode=mode)) == found


CALLS = method("ЧтоЕстьВКонфигурации(Параметр); Х = 1;")
CHANGED = '&Вместо("Прежняя")\nПроцедура Новая()\nКонецПроцедуры\n'


@pytest.mark.parametrize("kind", ["common", "object", "form"])
def test_an_extension_calls_methods_of_the_module_that_it_changes(judged: Judge, kind: str) -> None:
    owner = {"common": "CommonModule.ПроведениеСервер", "object": DOCUMENT, "form": f"{DOCUMENT}.Form.ФормаДокумента"}
    assert judged(CHANGED + CALLS, kind, owner[kind]) == []
    assert judged(CALLS, kind, owner[kind]) == ["UndefinedMethod ЧтоЕстьВКонфигурации"]


NAMES = [
    "А = Новый Геозона(1, 2, 3); Б = Новый ЗапускПриложенияМобильногоУстройства();",
    "Ф = Новый Файл(Параметр); А = Ф.Exist() Или Ф.Exists() Или Ф.Существует();",
    "А = StrOccurenceCount(Параметр, 1) + StrOccurrenceCount(Параметр, 1);",
    "А = Новый МоментВремени('00010101'); П = Новый ИнтернетПочтовыйПрофиль; П.ВремяОжидания = 1; П.Таймаут = 2;",
    "УстановитьЗаголовокПриложения(ПолучитьЗаголовокПриложения());",
]


@pytest.mark.parametrize("body", NAMES)
def test_names_that_lists_of_the_platform_miss(alone: Judge, body: str) -> None:
    assert alone(method(body)) == []
