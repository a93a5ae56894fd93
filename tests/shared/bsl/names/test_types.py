"""Types that are evident, and the members that values of them have."""

from collections.abc import Callable

import pytest

Judge = Callable[..., list[str]]


def procedure(body: str) -> str:
    return f"Процедура Проба(Параметр)\n{body}\nКонецПроцедуры"


@pytest.mark.parametrize(
    "body",
    [
        "А = Новый Массив; А.Добавить(1); Б = А.ВГраница();",
        "А = Новый Структура; А.Вставить(1, 2); Б = А.Имя;",
        "А = Новый ТаблицаЗначений; С = А.Добавить(); С.Колонка = 1; А.Сортировать(1);",
        "З = Новый Запрос; В = З.Выполнить().Выбрать(); Пока В.Следующий() Цикл А = В.Поле; КонецЦикла;",
        "А = Новый Массив; А = Новый Структура; А.Ключ = 1;",  # of two types: unknown
        "А = Новый Массив; Если Параметр Тогда А = Параметр; КонецЕсли; А.Что = 1;",
        "А = Неопределено; А = Новый Массив; А.Добавить(1);",
        'А = ""; ЗаполнитьЧем(А); А.Поле = 1;',  # a call may change it
        "А = А.Следующий; Б = А.Член;",  # a type that asks for itself
        "А = Параметр; А.Сортировать();",
        "Для Каждого Э Из Новый Структура Цикл А = Э.Ключ; КонецЦикла;",
    ],
)
def test_members_that_are_there_or_unknown_are_fine(alone: Judge, body: str) -> None:
    assert alone(procedure(body)) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("А = Новый Массив; А.Сортировать();", "UnknownMember Сортировать"),
        ("А = Новый Массив; Если А.Содержит(1) Тогда Б = 1; КонецЕсли;", "UnknownMember Содержит"),
        ("А = Новый Структура; Если А.СодержитКлюч(1) Тогда Б = 1; КонецЕсли;", "UnknownMember СодержитКлюч"),
        ("А = Новый Соответствие; А.Добавить(1, 2);", "UnknownMember Добавить"),
        ("А = Новый FTPСоединение(1); А.ЗаписатьФайл(1, 2);", "UnknownMember ЗаписатьФайл"),
        ("А = Новый Массив; Б = А; Б.Сортировать();", "UnknownMember Сортировать"),
        ("А = Новый Запрос; Б = А.Выполнить().ВТаблицу();", "UnknownMember ВТаблицу"),
        ("А = Новый Запрос; Б = А.Выполнить().Выгрузить().Отсортировать(1);", "UnknownMember Отсортировать"),
        ("А = Новый ТаблицаЗначений; А.Колонки.ДобавитьКолонку(1);", "UnknownMember ДобавитьКолонку"),
        ('А = "строка"; Б = А.Длина;', "UnknownMember Длина"),
        ("А = Новый Массив; А.Добавить(1, 2, 3);", "WrongArgumentCount Добавить"),
        ("А = Новый Массив; Б = А.Очистить();", "ProcedureUsedAsFunction Очистить"),
        ("А = Новый HTTPЗапрос; А.УстановитьЗаголовок(1, 2);", "UnknownMember УстановитьЗаголовок"),
        ("А = ВидСравнения.Равняется;", "UnknownEnumerationValue Равняется"),
        ("А = (Новый Массив).Сортировать();", "UnknownMember Сортировать"),
        ('А = Новый("Массив"); А.Сортировать();', "UnknownMember Сортировать"),
    ],
)
def test_invented_members_are_found(alone: Judge, body: str, expected: str) -> None:
    assert alone(procedure(body)) == [expected]


def test_in_a_form_an_assigned_word_may_be_an_attribute(alone: Judge) -> None:
    assert alone(procedure('Текст = ""; Текст.УстановитьТекст(1);'), "form") == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("А = Новый ТаблицаЗначений; Б = А.Колонки().Количество();", "PropertyCalled Колонки"),
        ("А = Новый ТаблицаЗначений; Б = А.Количество + 1;", "UnknownMember Количество"),
    ],
)
def test_brackets_belong_to_methods_and_to_nothing_else(alone: Judge, body: str, expected: str) -> None:
    assert alone(procedure(body)) == [expected]
