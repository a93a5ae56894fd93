"""Restrictions of access: instructions, templates and their places, each reading judged."""

import pytest

from components.shared.bsl.queries import check_query, parse_query
from components.shared.bsl.queries.tree import Restriction

VALID = [
    "",
    "ГДЕ ИСТИНА",
    "ГДЕ Организация = &Организация",
    "Т ГДЕ Т.Организация = &Организация И Код <> 1",
    "Т ЛЕВОЕ СОЕДИНЕНИЕ Справочник.Склады КАК С ПО С.Ссылка = Т.Склад ГДЕ С.Код = 1",
    "Т ИЗ Справочник.Склады КАК Т ГДЕ Т.Код = 1",
    "Т ГДЕ ИСТИНА В (ВЫБРАТЬ ПЕРВЫЕ 1 ИСТИНА ИЗ РегистрСведений.Права КАК П ГДЕ П.Объект = Т.Ссылка)",
    '#ПоЗначениям("Справочник.Склады", "", "")',
    '#Если &Универсально #Тогда\n#ДляОбъекта("")\n#Иначе\nГДЕ ЛОЖЬ\n#КонецЕсли',
    "#Если &А = 1 #Тогда ГДЕ Код = 1 #ИначеЕсли Не &Б #Тогда ГДЕ Код = 2 #КонецЕсли",
    '#Если СтрСодержит(&Список, #ИмяТекущейТаблицы + ";") И #ИмяТекущегоПраваДоступа <> "Чтение" #Тогда\n'
    "ГДЕ ИСТИНА\n#Иначе\nГДЕ ЛОЖЬ\n#КонецЕсли",
    "ГДЕ Код = 1 #Если &А #Тогда И Имя = 2 #КонецЕсли #Если &Б #Тогда ИЛИ Имя = 3 #Иначе И Имя = 4 #КонецЕсли",
    "#Если &А #Тогда #Если &Б #Тогда ГДЕ 1 = 1 #Иначе ГДЕ 2 = 2 #КонецЕсли #Иначе ГДЕ 3 = 3 #КонецЕсли",
    "#Если &А #Тогда Ошибка: обновите шаблон, пожалуйста! #Иначе ГДЕ ИСТИНА #КонецЕсли",
    'Error: template not supported "#Параметр"',
    "#If &A #Then WHERE TRUE #ElseIf &B #Then WHERE FALSE #EndIf",
    # templates: their places may be filled by anything
    "ГДЕ #Параметр(1) = &Значение",
    'Т ГДЕ Т.#Поле = #Параметр(2) #Если "#Параметр(3)" = "" #Тогда И ( #Параметр(4) ) #КонецЕсли #Параметр(5)',
    "ГДЕ %1 = 2",
    "#If &A #Then WHERE Code = 1 #ElsIf &B #Then WHERE TRUE #Else WHERE FALSE #EndIf",
]


@pytest.mark.parametrize("text", VALID)
def test_a_right_restriction_is_taken(text: str) -> None:
    package = parse_query(text, "restriction")
    assert [str(error) for error in package.errors] == []
    assert check_query(package) == []


BROKEN = {
    "#Если &А #Тогда ГДЕ ИСТИНА": ("1:1", "directive-pairs"),
    "ГДЕ ИСТИНА #КонецЕсли": ("1:12", "directive-pairs"),
    "#Если &А ГДЕ ИСТИНА #КонецЕсли": ("1:1", "directive-pairs"),
    "#Если &А #Тогда ГДЕ 1 = 1 #Иначе ГДЕ 2 = 2 #Иначе ГДЕ 3 = 3 #КонецЕсли": ("1:44", "directive-pairs"),
    "#Если &А = #Тогда ГДЕ ИСТИНА #КонецЕсли": ("1:40", "unexpected-token"),
    "#Если &А == 1 #Тогда ГДЕ ИСТИНА #КонецЕсли": ("1:10", "unexpected-token"),
    "#Если Неизвестная(&А) #Тогда ГДЕ ИСТИНА #КонецЕсли": ("1:7", "unknown-function"),
    "#Если &А #Тогда ГДЕ Код = #Иначе ГДЕ ИСТИНА #КонецЕсли": ("1:55", "unexpected-token"),
    "#Если &А #Тогда ГДЕ ИСТИНА #Иначе ГДЕ И ЛОЖЬ #КонецЕсли": ("1:39", "unexpected-token"),
    "ГДЕ": ("1:4", "unexpected-token"),
    "Т": ("1:2", "unexpected-token"),
    "Т Т2 ГДЕ ИСТИНА": ("1:3", "unexpected-token"),
    "ГДЕ Код = 1 УПОРЯДОЧИТЬ ПО Код": ("1:13", "unexpected-token"),
    "#ПоЗначениям(Склады)": ("1:14", "unexpected-token"),
}


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_restriction_is_refused(text: str) -> None:
    first = parse_query(text, "restriction").errors[0]
    assert (f"{first.line}:{first.column}", first.code) == BROKEN[text]


def test_each_way_through_the_instructions_is_a_reading() -> None:
    package = parse_query("#Если &А #Тогда ГДЕ 1 = 1 #ИначеЕсли &Б #Тогда ГДЕ 2 = 2 #КонецЕсли", "restriction")
    wheres = [statement.where for statement in package.statements if isinstance(statement, Restriction)]
    assert len(wheres) == 3
    assert wheres.count(None) == 1


def test_instructions_are_no_part_of_an_ordinary_query() -> None:
    assert parse_query("ВЫБРАТЬ 1 #Если &А #Тогда , 2 #КонецЕсли").errors
