"""Calls: does the method exist, how many arguments does it take, does it give a value."""

from collections.abc import Callable

import pytest

Judge = Callable[..., list[str]]

MODULE = """
Процедура Записать(Данные, Режим = Неопределено) Экспорт
КонецПроцедуры

Функция Прочитать(Данные)
    Возврат Данные;
КонецФункции

Асинх Процедура Спросить()
КонецПроцедуры
"""


def with_call(body: str) -> str:
    return f"{MODULE}\nАсинх Процедура Проба(Параметр)\n{body}\nКонецПроцедуры"


@pytest.mark.parametrize(
    "body",
    [
        "Записать(1);",
        "Записать(1, 2);",
        "Записать(, 2);",
        "Прочитать(1);",
        "А = Прочитать(1).Поле;",
        "Ждать Спросить();",
        "А = Спросить();",  # a promise
        "А = СтрШаблон(Параметр, 1, 2, 3);",
        "А = Макс(1, 2, 3, 4);",
        "ПроведениеСервер.ПроверитьОстатки(1, 2, 3);",
        "А = Новый Массив(3);",
        "А = Новый Структура;",
        'А = Новый("Массив");',
    ],
)
def test_right_calls_are_fine(judged: Judge, body: str) -> None:
    assert judged(with_call(body)) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Записать();", "WrongArgumentCount Записать"),
        ("Записать(1, 2, 3);", "WrongArgumentCount Записать"),
        ("А = Записать(1);", "ProcedureUsedAsFunction Записать"),
        ("Сохранить(1);", "UndefinedMethod Сохранить"),
        ("А = Округл(Параметр, 2);", "UndefinedMethod Округл"),
        ("А = СтрДлина();", "WrongArgumentCount СтрДлина"),
        ("А = СтрДлина(1, 2);", "WrongArgumentCount СтрДлина"),
        ("А = Сообщить(Параметр);", "ProcedureUsedAsFunction Сообщить"),
        ("ПроведениеСервер.ПроверитьОстатки(1, 2);", "WrongArgumentCount ПроверитьОстатки"),
        ("А = ПроведениеСервер.ПроверитьОстатки(1, 2, 3);", "ProcedureUsedAsFunction ПроверитьОстатки"),
        ("ПроведениеСервер.ПроверитьОстаток(1, 2, 3);", "MissingCommonModuleMethod ПроверитьОстаток"),
        ("А = Новый Масив;", "UndefinedType Масив"),
        ("А = Новый КвалификацияЧисла(10, 2);", "UndefinedType КвалификацияЧисла"),
        ("А = Новый КвалификаторыЧисла(10, 2, 3, 4, 5, 6);", "WrongArgumentCount КвалификаторыЧисла"),
    ],
)
def test_wrong_calls_are_found(judged: Judge, body: str, expected: str) -> None:
    assert judged(with_call(body)) == [expected]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("А = Округлить(Параметр);", ["UndefinedMethod Округлить"]),  # a name that models invent
        ("А = СтрЗамениь(Параметр, 1, 2);", ["UndefinedMethod СтрЗамениь"]),  # one letter is missing
        ("А = ОстатокТовара(Параметр);", []),  # may be exported by a global module
        ("Записать();", ["WrongArgumentCount Записать"]),
    ],
)
def test_without_a_configuration_an_unknown_function_may_be_global(
    alone: Judge, body: str, expected: list[str]
) -> None:
    assert alone(with_call(body)) == expected


def test_the_nearest_names_are_suggested(sample: object) -> None:
    from components.shared.bsl import parse
    from components.shared.bsl.context import Context
    from components.shared.bsl.names import check_names

    [found] = check_names(parse(with_call("А = СтрЗамениь(Параметр, 1, 2);")), Context(module_kind="common"))
    assert "«СтрЗаменить»" in found.message_ru
    assert "'СтрЗаменить'" in found.message_en


def test_the_rest_of_a_form_may_have_a_method_of_its_own_under_a_name_of_the_form(judged: Judge) -> None:
    code = "&НаКлиенте\nПроцедура Проба()\nПрочитать(1, 2, 3);\nКонецПроцедуры"
    form = ("form", "Document.РеализацияТоваров.Form.ФормаДокумента")
    assert judged(code, *form, whole_module=False) == []


def test_in_a_module_of_unknown_kind_a_method_of_an_object_may_be_meant(judged: Judge) -> None:
    code = "Процедура Проба()\nЗаписать();\nЗначение = Наименование;\nКонецПроцедуры"
    assert judged(code, "unknown", "") == []
