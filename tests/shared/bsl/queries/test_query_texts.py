"""Queries in the strings of modules: found, mapped back, judged only where they are whole."""

import pytest

from components.shared.bsl import parse
from components.shared.bsl.configuration.model import Configuration
from components.shared.bsl.queries import find_queries, judge_queries


def module(*lines: str) -> str:
    """A procedure of these lines."""
    return "\n".join(["Процедура Проверка()", *lines, "КонецПроцедуры"])


QUERY = '"ВЫБРАТЬ Т.Код ИЗ Справочник.Склады КАК Т"'

# statements: why the text is not judged; None where no query is found
DYNAMIC = {
    f"Запрос = Новый Запрос({QUERY});": "",
    f"Запрос = Новый Запрос; Запрос.Текст = {QUERY};": "",
    f"Текст = {QUERY}; Запрос = Новый Запрос(Текст);": "",
    f"Возврат1 = Выполнить1({QUERY});": "",
    'Запрос.Текст = "уничтожить ВТ";': "",
    f"Запрос.Текст = {QUERY} + Условие;": "joined",
    f"Текст = СтрЗаменить({QUERY}, Старое, Новое);": "joined",
    f"Текст = {QUERY}; Текст = Текст + Условие;": "extended",
    f"Запрос.Текст = {QUERY}; Запрос.Текст = Запрос.Текст + Условие;": "extended",
    f"Текст = {QUERY}; Запрос.Текст = Текст; Запрос.Текст = Запрос.Текст + Условие;": "extended",
    f"Текст = {QUERY}; Текст = СтрЗаменить(Текст, Старое, Новое);": "replaced",
    f"Текст = {QUERY}; Запрос.Текст = СтрЗаменить(Текст, Старое, Новое);": "replaced",
    f"Текст = {QUERY}; Текст = Модуль.Подставить(Текст, Имена);": "replaced",
    f"Текст = {QUERY}; Запрос.Текст = Подставить(Имена, Текст);": "replaced",
    f"Запрос.Текст = Подставить({QUERY});": "joined",
    f"Текст = {QUERY}; Таблица = Прочитать(Текст);": "",
    f"Запрос.Текст = {QUERY}; Дополнить(Запрос.Текст);": "passed",
    'Запрос.Текст = "ВЫБРАТЬ Т.Код ИЗ #Таблица КАК Т";': "holes",
    'Текст = "ВЫБРАТЬ Т.Код ИЗ %1 КАК Т";': "holes",
    'Текст = "ВЫБРАТЬ Т.Код ИЗ Справочник.[Имя] КАК Т";': "holes",
    'Текст = "ВЫБРАТЬ Т.Код ИЗ";': "unfinished",
    'Запрос.Текст = "ВЫБРАТЬ Т.Код ИЗ";': "",
    'Запрос.Текст = "ВЫБРАТЬ ""#%1"" КАК А // [Имя]";': "",
    'Текст = "Выбрать файл";': None,
    'Запрос = Новый Запрос("ВЫБЕРИ Код ИЗ Справочник.Склады");': "",
    'Запрос = Новый Запрос; Запрос.Текст = "SELECТ 1";': "",
    'Запрос = Новый Запрос; Запрос.Текст = "";': None,
    'Запрос = Новый Запрос; Запрос.Имя = "ВЫБЕРИ";': None,
    'Запрос = Новый HTTPЗапрос("ВЫБЕРИ");': None,
    'Текст = "Выборка данных";': None,
}


@pytest.mark.parametrize("statements", DYNAMIC)
def test_texts_put_together_at_run_time_are_recognised(statements: str) -> None:
    text = module(statements)
    found = [query.dynamic for query in find_queries(parse(text), text)]
    assert found == ([] if DYNAMIC[statements] is None else [DYNAMIC[statements]])


def test_a_text_is_decoded_as_the_platform_does() -> None:
    text = module(
        "\tЗапрос = Новый Запрос;",
        '\tЗапрос.Текст = "ВЫБРАТЬ // поля',
        '\t|\tТ.Имя = ""а"" КАК Флаг',
        "\t// строка модуля, не запроса",
        '\t|ИЗ"',
        '\t" ВТ КАК Т";',
    )
    (query,) = find_queries(parse(text), text)
    assert query.text == 'ВЫБРАТЬ // поля\n\tТ.Имя = "а" КАК Флаг\nИЗ\n ВТ КАК Т'
    assert query.package.errors == ()


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_every_place_of_a_query_leads_back_to_the_module(line_end: str) -> None:
    text = module(
        "\tЗапрос = Новый Запрос;",
        '\tЗапрос.Текст = "ВЫБРАТЬ',
        '\t|\t""а"" + ""б"" КАК А,',
        '\t|\tТ.Ошибка Т2.Ошибка ""в""',
        '\t|ИЗ ВТ КАК Т";',
    ).replace("\n", line_end)
    (query,) = find_queries(parse(text), text)
    lines = text.split("\n")
    (error,) = query.package.errors
    place = query.place(error.position)
    assert lines[(place >> 32) - 1][(place & 0xFFFFFFFF) - 1 :].startswith(".Ошибка")
    found = judge_queries(parse(text), text)
    assert [(item.line, item.column) for item in found] == [(5, 15)]


def test_what_is_no_query_is_refused_where_a_query_must_be() -> None:
    text = module('Запрос = Новый Запрос; Запрос.Текст = "SELECТ 1";')
    (found,) = judge_queries(parse(text), text)
    assert (found.rule.code, found.column) == ("QueryParseError", 40)


def test_findings_of_names_stand_in_the_module(configuration: Configuration) -> None:
    text = module(
        '\tЗапрос = Новый Запрос("ВЫБРАТЬ Т.Название КАК Имя ИЗ Справочник.Склады КАК Т");',
        "\tРезультат = Запрос.Выполнить();",
    )
    (found,) = judge_queries(parse(text), text, configuration)
    assert text.split("\n")[found.line - 1][found.column - 1 :].startswith("Название КАК")


WITH_PARAMETER = '"ВЫБРАТЬ Т.Код ИЗ Справочник.Склады КАК Т ГДЕ Т.Ссылка = &Склад"'
MAKE = f"Запрос = Новый Запрос({WITH_PARAMETER});"
RUN = "Р = Запрос.Выполнить();"

PARAMETERS = {
    f"{MAKE} {RUN}": ["QueryUnboundParameter 'Склад'"],
    f'{MAKE} Запрос.УстановитьПараметр("Склад", С); {RUN}': [],
    f'{MAKE} Запрос.УстановитьПараметр("СКЛАД", С); {RUN}': [],
    f'{MAKE} Запрос.УстановитьПараметр("Товар", С); {RUN}': [
        "QueryUnboundParameter 'Склад'",
        "QueryUnusedParameter 'Товар'",
    ],
    f"{MAKE} Запрос.УстановитьПараметр(Имя, С); {RUN}": [],
    f"{MAKE} Запрос.Параметры.Вставить(Имя, С); {RUN}": [],
    f"{MAKE} Заполнить(Запрос); {RUN}": [],
    f"{MAKE} Другой = Запрос; {RUN}": [],
    f"{MAKE}": [],
    f"Запрос = НовыйЗапрос(); Запрос.Текст = {WITH_PARAMETER}; {RUN}": [],
    f"Запрос = Новый Запрос; Запрос.Текст = {WITH_PARAMETER}; Запрос.Текст = ДругойТекст(); {RUN}": [],
    f"Запрос = Новый Запрос; Текст = {WITH_PARAMETER}; Запрос.Текст = Текст; {RUN}": ["QueryUnboundParameter 'Склад'"],
    f"Запрос = Новый Запрос; Запрос.Текст = {WITH_PARAMETER}; Р = Запрос.ВыполнитьПакет();": [
        "QueryUnboundParameter 'Склад'"
    ],
    f'{MAKE} Запрос.УстановитьПараметр("Склад", С); {RUN} Запрос.Текст = {QUERY}; {RUN}': [],
    'Запрос = Новый Запрос("ВЫБРАТЬ Т.А ИЗ &Таблица КАК Т"); Р = Запрос.Выполнить().Выгрузить();': [
        "QueryUnboundParameter 'Таблица'"
    ],
}


@pytest.mark.parametrize("statements", PARAMETERS)
def test_parameters_are_compared_only_where_all_is_evident(statements: str) -> None:
    text = module(statements)
    found = [f"{item.rule.code} '{item.message_en.split(chr(39))[1]}'" for item in judge_queries(parse(text), text)]
    assert found == PARAMETERS[statements]


def test_variables_of_the_module_are_never_evident() -> None:
    text = f"Перем Запрос;\n{module(f'{MAKE} {RUN}')}"
    assert judge_queries(parse(text), text) == []


NO_TABLE = 'Запрос = Новый Запрос("ВЫБРАТЬ Т.А ИЗ ВТ КАК Т");'
MANAGER = "Запрос.МенеджерВременныхТаблиц = Менеджер;"

TABLES = {
    f"{NO_TABLE} {RUN}": ["ВТ"],
    f"{NO_TABLE} {MANAGER} {RUN}": [],
    f"{NO_TABLE} Заполнить(Запрос); {RUN}": [],
    f"{NO_TABLE}": [],
    f'Запрос = Новый Запрос("ВЫБРАТЬ 1 КАК А ПОМЕСТИТЬ ВТ; ВЫБРАТЬ Т.А ИЗ ВТ КАК Т"); {RUN}': [],
    f'Запрос = Новый Запрос("ВЫБРАТЬ К.ВалютаУчета ИЗ Константы КАК К"); {RUN}': [],
    f'Запрос = Новый Запрос("УНИЧТОЖИТЬ ВТ"); {RUN}': ["ВТ"],
    f'Запрос = Новый Запрос("ВЫБРАТЬ 1 ГДЕ 1 В (ВЫБРАТЬ Т.А ИЗ ВТ2 КАК Т)"); {RUN}': ["ВТ2"],
}


@pytest.mark.parametrize("statements", TABLES)
def test_a_temporary_table_that_nobody_makes_is_found_where_there_is_no_manager(statements: str) -> None:
    text = module(statements)
    found = [item.message_en.split("'")[1] for item in judge_queries(parse(text), text)]
    assert found == TABLES[statements]


def test_statements_of_a_module_hold_queries_too() -> None:
    text = f"Запрос = Новый Запрос({QUERY});"
    (query,) = find_queries(parse(text), text)
    assert query.method is None
