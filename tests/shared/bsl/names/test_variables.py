"""Which lone words are variables, which mean something else, and which mean nothing."""

from collections.abc import Callable

import pytest

from components.shared.bsl.platform.model import Side

Judge = Callable[..., list[str]]


def procedure(body: str) -> str:
    return f"Процедура Проба(Параметр) Экспорт\n{body}\nКонецПроцедуры"


@pytest.mark.parametrize(
    "body",
    [
        "А = Параметр; Б = А;",
        "Если Параметр Тогда А = 1; КонецЕсли; Б = А;",
        "Б = А; А = 1;",  # assigned anywhere is enough
        "Для А = 1 По 10 Цикл Б = А; КонецЦикла;",
        "Для Каждого А Из Параметр Цикл Б = А; КонецЦикла;",
        "Перем А; Б = А;",
        "А = Символы.ПС + Справочники.Валюты.ПустаяСсылка();",
        "А = ВидСравнения.Равно;",
        "А = ЭтотОбъект;",
        "А = ПараметрыСеанса.ТекущийСотрудник;",
        "А = РасчетСуммКлиентСервер.ПроцентНДС(Параметр);",
        "А = Метаданные.Справочники.Валюты;",
    ],
)
def test_known_words_are_fine(judged: Judge, body: str) -> None:
    assert judged(procedure(body)) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Б = А;", "UndefinedVariable А"),
        ("Б = Параметр + Парметр;", "UndefinedVariable Парметр"),
        ("Сообщить(Текст);", "UndefinedVariable Текст"),
        ("Б = ПродажиСервер.Итог();", "UndefinedVariable ПродажиСервер"),
        ("Б = РегистрНакопления.Продажи;", "UndefinedVariable РегистрНакопления"),
        ("Б = Справочник.Валюты;", "UndefinedVariable Справочник"),
        ("Б = None;", "UndefinedVariable None"),
        ("Б = Новый ОписаниеТипов(Число);", "UndefinedVariable Число"),
        ("Б[Ключ] = 1;", "UndefinedVariable Б"),
        ("ЭтотОбъект = 1;", "AssignToReadOnlyProperty ЭтотОбъект"),
        ("ПроведениеСервер = 1;", "CommonModuleAssign ПроведениеСервер"),
    ],
)
def test_words_that_mean_nothing_are_found(judged: Judge, body: str, expected: str) -> None:
    assert expected in judged(procedure(body), sides=Side.SERVER)


def test_a_common_module_of_the_server_is_an_ordinary_word_on_the_client(judged: Judge) -> None:
    assert judged(procedure("ПроведениеСервер = 1;"), sides=Side.THIN_CLIENT) == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("Б = А;", ["UndefinedVariable А"]),
        ("Б = Число;", ["UndefinedVariable Число"]),
        ("Б = РегистрНакопления.Продажи;", ["UndefinedVariable РегистрНакопления"]),
        ("Б = ПродажиСервер.Итог();", []),  # a common module of whatever configuration this is
        ("Б = ПараметрыПриложения[А]; Если ПараметрыПриложения = 1 Тогда А = 1; КонецЕсли;", []),  # of the application
    ],
)
def test_without_a_configuration_only_what_can_be_nothing_else_is_found(
    alone: Judge, code: str, expected: list[str]
) -> None:
    assert alone(procedure(code)) == expected


@pytest.mark.parametrize("kind", ["object", "form", "record_set", "manager", "unknown"])
def test_without_a_configuration_a_word_may_be_an_attribute(alone: Judge, kind: str) -> None:
    assert alone(procedure("Б = Контрагент;"), kind) == []


def test_a_prompt_may_say_what_there_is(judged: Judge) -> None:
    allowed = frozenset({"продажисервер", "остаток"})
    assert judged(procedure("Б = ПродажиСервер.Итог() + Остаток(1);"), allowed_names=allowed) == []


def test_variables_of_the_module_are_known(judged: Judge) -> None:
    code = "Перем Счетчик;\n" + procedure("Счетчик = Счетчик + 1;")
    assert judged(code, "object", "Document.РеализацияТоваров") == []


def test_a_part_of_an_object_module_may_use_variables_of_the_rest(judged: Judge) -> None:
    code = procedure("Счетчик = Счетчик + Остаток;")
    assert judged(code, "object", "Document.РеализацияТоваров", whole_module=False) == []


def test_onescript_has_other_names(alone: Judge) -> None:
    assert alone("Сообщить(АргументыКоманднойСтроки.Количество());", "script", dialect="onescript") == []
