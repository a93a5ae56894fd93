"""Where code runs, and which names are there."""

from collections.abc import Callable

import pytest

from components.shared.bsl.platform.model import Side

Judge = Callable[..., list[str]]
FORM = ("form", "Document.РеализацияТоваров.Form.ФормаДокумента")


def procedure(body: str, directive: str = "") -> str:
    return f"{directive}\nПроцедура Проба(Параметр)\n{body}\nКонецПроцедуры"


@pytest.mark.parametrize(
    ("directive", "body"),
    [
        ("&НаКлиенте", 'ОткрытьФорму("Справочник.Валюты.ФормаВыбора");'),
        ("&НаСервере", "А = Новый Запрос;"),
        ("&НаКлиенте", "А = ТорговляВызовСервера.ДанныеНоменклатуры(1, 2);"),
        ("&НаКлиенте", "А = РасчетСуммКлиентСервер.ПроцентНДС(1);"),
        ("&НаСервере", "А = ПроведениеСервер.ДобавитьПроводку(1, 2, 3, 4);"),
        ("&НаКлиенте", "#Если ТолстыйКлиентОбычноеПриложение Тогда\nА = Новый Запрос;\n#КонецЕсли"),
        ("&НаСервереБезКонтекста", "А = Справочники.Валюты.ПустаяСсылка();"),
        ("&НаСервереБезКонтекста", "Объект = Параметр; А = Объект.Дата;"),  # a variable of its own
        ("&AtClient", 'А = ПредопределенноеЗначение("Перечисление.СтавкиНДС.НДС20");'),
    ],
)
def test_names_are_fine_where_they_are(judged: Judge, directive: str, body: str) -> None:
    assert judged(procedure(body, directive), *FORM) == []


@pytest.mark.parametrize(
    ("directive", "body", "expected"),
    [
        ("&НаКлиенте", "А = Новый Запрос;", "UnavailableOnThisSide Запрос"),
        ("&НаКлиенте", "А = Справочники.Валюты.ПустаяСсылка();", "UnavailableOnThisSide Справочники"),
        ("&НаКлиенте", "А = ПроведениеСервер.ДобавитьПроводку(1, 2, 3, 4);", "UnavailableOnThisSide ПроведениеСервер"),
        ("&НаКлиенте", "ЗаписьЖурналаРегистрации(1);", "UnavailableOnThisSide ЗаписьЖурналаРегистрации"),
        ("&НаСервере", 'ОткрытьФорму("Справочник.Валюты.ФормаВыбора");', "UnavailableOnThisSide ОткрытьФорму"),
        ("&НаСервере", "ТорговляКлиент.ДобавитьПодобранныйТовар(1, 2);", "UnavailableOnThisSide ТорговляКлиент"),
        ("&НаСервереБезКонтекста", "А = Объект.Дата;", "FormContextUnavailable Объект"),
        ("&НаСервереБезКонтекста", "Элементы.Товары.Видимость = Ложь;", "FormContextUnavailable Элементы"),
        ("&НаКлиентеНаСервереБезКонтекста", "А = Новый Запрос;", "UnavailableOnThisSide Запрос"),
    ],
)
def test_names_of_the_other_side_are_found(judged: Judge, directive: str, body: str, expected: str) -> None:
    assert judged(procedure(body, directive), *FORM) == [expected]


METHODS = """
&НаКлиенте
Процедура НаКлиентеМетод() Экспорт
КонецПроцедуры
&НаСервере
Процедура НаСервереМетод() Экспорт
КонецПроцедуры
&НаСервереБезКонтекста
Процедура БезКонтекстаМетод() Экспорт
КонецПроцедуры
"""


@pytest.mark.parametrize(
    ("directive", "called", "expected"),
    [
        ("&НаКлиенте", "НаСервереМетод", []),
        ("&НаКлиенте", "БезКонтекстаМетод", []),
        ("&НаСервере", "БезКонтекстаМетод", []),
        ("&НаСервере", "НаКлиентеМетод", ["UnavailableOnThisSide НаКлиентеМетод"]),
        ("&НаСервереБезКонтекста", "НаСервереМетод", ["FormContextUnavailable НаСервереМетод"]),
    ],
)
def test_methods_of_a_form_call_one_another_in_one_direction(
    judged: Judge, directive: str, called: str, expected: list[str]
) -> None:
    assert judged(METHODS + procedure(f"{called}();", directive), *FORM) == expected


@pytest.mark.parametrize(
    ("sides", "body", "expected"),
    [
        (Side.SERVER, "А = Новый Запрос;", []),
        (Side.CLIENT, "А = Новый Запрос;", ["UnavailableOnThisSide Запрос"]),
        (Side.CLIENT | Side.SERVER, "А = Новый Запрос;", ["UnavailableOnThisSide Запрос"]),
        (Side.CLIENT | Side.SERVER, "#Если Сервер Тогда\nА = Новый Запрос;\n#КонецЕсли", []),
        (Side.CLIENT | Side.SERVER, "#Если Клиент Тогда\nА = 1;\n#Иначе\nА = Новый Запрос;\n#КонецЕсли", []),
        (Side.CLIENT, "#Если Не ВебКлиент Тогда\nА = Новый Запрос;\n#КонецЕсли", ["UnavailableOnThisSide Запрос"]),
        (None, "А = Новый Запрос; ОткрытьФорму(1);", []),
    ],
)
def test_common_modules_run_where_their_flags_say(
    judged: Judge, sides: Side | None, body: str, expected: list[str]
) -> None:
    assert judged(procedure(body), sides=sides) == expected


def test_without_a_configuration_an_object_module_may_run_on_the_thick_client(alone: Judge) -> None:
    sides = Side.SERVER | Side.EXTERNAL_CONNECTION | Side.THICK_CLIENT
    assert alone(procedure("ОткрытьФорму(Параметр);"), "object", sides=sides) == []
    assert alone(procedure("ОткрытьФорму(Параметр);", "&НаСервере"), "form", sides=sides) != []


@pytest.mark.parametrize(("version", "is_there"), [("8.3.27", True), ("8.3.20", False), ("", True)])
def test_a_name_may_be_newer_than_the_compatibility_mode(alone: Judge, version: str, is_there: bool) -> None:
    code = procedure('А = СтрПодобнаПоРегулярномуВыражению(Параметр, "А");')
    expected = [] if is_there else ["UnavailableMemberCall СтрПодобнаПоРегулярномуВыражению"]
    assert alone(code, platform_version=version) == expected
