"""Each transform on a method that it must make a pair of, exactly, and on ones that it must refuse, with the reason."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.curate.derive.pairs import NO_PLACE, Pair, codes, pair_of
from components.curate.derive.transform import Refusal, all_transforms
from components.shared.bsl import execute, parse
from components.shared.judging import judge_code
from components.shared.template_corpus import template_examples
from tests.curate.derive.samples import (
    BALANCE,
    CHOICE,
    FILE,
    HANDLED,
    ITEMS,
    LOGGED,
    LOOP,
    QUERY,
    STRUCTURE,
    TRANSACTION,
    UNION,
    VALUES,
    function,
    parent,
    procedure,
)

SPOILT = [
    (
        "transaction_begun_inside_try",
        procedure(TRANSACTION),
        [("\tНачатьТранзакцию();\n\tПопытка\n", "\tПопытка\n\t\tНачатьТранзакцию();\n")],
    ),
    ("transaction_without_rollback", procedure(TRANSACTION), [("\t\tОтменитьТранзакцию();\n", "")]),
    ("transaction_without_commit", procedure(TRANSACTION), [("\t\tЗафиксироватьТранзакцию();\n", "")]),
    (
        "transaction_committed_after_try",
        procedure(TRANSACTION),
        [
            ("\t\tЗафиксироватьТранзакцию();\n", ""),
            ("\tКонецПопытки;\n", "\tКонецПопытки;\n\tЗафиксироватьТранзакцию();\n"),
        ],
    ),
    (
        "transaction_without_try",
        procedure(TRANSACTION),
        [
            ("\tПопытка\n", ""),
            ("\t\tОбъект", "\tОбъект"),
            ("\t\tЖурнал", "\tЖурнал"),
            ("\t\tЗафиксировать", "\tЗафиксировать"),
            ("\tИсключение\n\t\tОтменитьТранзакцию();\n\t\tВызватьИсключение;\n\tКонецПопытки;\n", ""),
        ],
    ),
    (
        "rollback_not_first",
        procedure(LOGGED),
        [
            (
                "\t\tОтменитьТранзакцию();\n\t\tЖурнал.Отметить(Ложь);\n",
                "\t\tЖурнал.Отметить(Ложь);\n\t\tОтменитьТранзакцию();\n",
            )
        ],
    ),
    (
        "exception_swallowed",
        procedure(HANDLED),
        [(HANDLED[HANDLED.index("\t\tЗапись") : -len("\tКонецПопытки;\n")], "")],
    ),
    (
        "log_without_details",
        procedure(HANDLED),
        [("ПодробноеПредставлениеОшибки(ИнформацияОбОшибке())", "ОписаниеОшибки()")],
    ),
    (
        "try_around_everything",
        procedure("\tОбъект.Прочитать();\n\tОбъект.Записать();\n"),
        [
            (
                "\tОбъект.Прочитать();\n\tОбъект.Записать();\n",
                "\tПопытка\n\t\tОбъект.Прочитать();\n\t\tОбъект.Записать();\n\tИсключение\n\tКонецПопытки;\n",
            )
        ],
    ),
    ("temporary_file_left", procedure(FILE), [("\tУдалитьФайлы(Имя);\n", "")]),
    (
        "message_by_global_method",
        procedure("\tОбщегоНазначения.СообщитьПользователю(Объект.Текст);\n\tОбъект.Записать();\n"),
        [("ОбщегоНазначения.СообщитьПользователю(", "Сообщить(")],
    ),
    (
        "find_by_deprecated_function",
        function("\tБ = СтрНайти(А, Б);\n\tВозврат Б > 0;\n"),
        [("СтрНайти(А, Б)", "Найти(А, Б)")],
    ),
    (
        "date_of_the_computer",
        procedure("\tОбъект.Дата = ТекущаяДатаСеанса();\n\tОбъект.Записать();\n"),
        [("ТекущаяДатаСеанса()", "ТекущаяДата()")],
    ),
    (
        "attribute_by_dot",
        function('\tКод = ОбщегоНазначения.ЗначениеРеквизитаОбъекта(А, "Код");\n\tВозврат Код;\n'),
        [('ОбщегоНазначения.ЗначениеРеквизитаОбъекта(А, "Код")', "А.Код")],
    ),
    (
        "attributes_read_one_by_one",
        procedure(VALUES, "Ссылки, Таблица"),
        [
            ('\tКоды = ОбщегоНазначения.ЗначениеРеквизитаОбъектов(Ссылки, "Код");\n', ""),
            ("Коды[Ссылка]", 'ОбщегоНазначения.ЗначениеРеквизитаОбъекта(Ссылка, "Код")'),
        ],
    ),
    (
        "compared_with_true",
        procedure("\tЕсли ЗначениеЗаполнено(Объект) Тогда\n\t\tОбъект.Записать();\n\tКонецЕсли;\n"),
        [("ЗначениеЗаполнено(Объект) Тогда", "ЗначениеЗаполнено(Объект) = Истина Тогда")],
    ),
    (
        "choice_between_true_and_false",
        function("\tВозврат А > Б;\n"),
        [("А > Б", "?(А > Б, Истина, Ложь)")],
    ),
    (
        "denied_twice",
        procedure("\tЕсли Объект = 1 Тогда\n\t\tОтметить();\n\tКонецЕсли;\n"),
        [("Если Объект = 1 Тогда", "Если Не Объект <> 1 Тогда")],
    ),
    (
        "nested_choice",
        function(CHOICE + "\tВозврат Скидка;\n", "Сумма"),
        [(CHOICE, "\tСкидка = ?(Сумма > 100, 10, ?(Сумма > 50, 5, 0));\n")],
    ),
    (
        "query_parameter_not_set",
        procedure(QUERY, "Артикул"),
        [('\tЗапрос.УстановитьПараметр("Артикул", Артикул);\n', "")],
    ),
    (
        "query_parameter_in_its_text",
        procedure(QUERY, "Артикул", "// Ищет товар.\n//\n// Параметры:\n//  Артикул - Строка - артикул товара.\n//\n"),
        [
            ("Товары.Артикул = &Артикул\n", 'Товары.Артикул = """ + Артикул + """\n'),
            ('\tЗапрос.УстановитьПараметр("Артикул", Артикул);\n', ""),
        ],
    ),
    ("missing_rows_forgotten", procedure(QUERY, "Артикул"), [("ЕСТЬNULL(Цены.Цена, 0)", "Цены.Цена")]),
    (
        "first_rows_without_order",
        procedure(QUERY, "Артикул"),
        [("\n\t|\n\t|УПОРЯДОЧИТЬ ПО\n\t|\tТовары.Код УБЫВ", "")],
    ),
    ("union_of_disjoint_parts", procedure(UNION), [("ОБЪЕДИНИТЬ ВСЕ", "ОБЪЕДИНИТЬ")]),
    (
        "virtual_table_filtered_later",
        procedure(BALANCE, "Дата, Склад"),
        [("Склад = &Склад)", ")"), (' КАК Остатки"', ' КАК Остатки\n\t|ГДЕ Остатки.Склад = &Склад"')],
    ),
    (
        "query_into_loop",
        procedure(LOOP, "Товары"),
        [
            (LOOP[: LOOP.index("\tДля")], ""),
            (
                "Цикл\n",
                "Цикл\n" + "".join(f"\t{line}\n" for line in LOOP[: LOOP.index("\tДля")].splitlines()),
            ),
        ],
    ),
    (
        "query_per_item",
        procedure(ITEMS),
        [
            ("Т.Ссылка В (&Список)", "Т.Ссылка = &Список"),
            ('\tЗапрос.УстановитьПараметр("Список", Список);\n', ""),
            (
                ITEMS[ITEMS.index("\tВыборка =") :],
                "\tДля Каждого Элемент Из Список Цикл\n"
                '\t\tЗапрос.УстановитьПараметр("Список", Элемент);\n'
                + "".join(f"\t{line}\n" for line in ITEMS[ITEMS.index("\tВыборка =") :].splitlines())
                + "\tКонецЦикла;\n",
            ),
        ],
    ),
    (
        "structure_by_one_constructor",
        procedure(STRUCTURE + "\tОбъект.Принять(Настройки);\n", "Объект, Имя, Цена"),
        [(STRUCTURE, '\tНастройки = Новый Структура("Имя, Код, Цена, Вид",\n\t\tИмя, 5, Цена * 2, "А");\n')],
    ),
]


@pytest.mark.parametrize(("name", "code", "changes"), SPOILT, ids=[name for name, _, _ in SPOILT])
def test_a_good_method_is_spoilt_in_one_way(name: str, code: str, changes: list[tuple[str, str]]) -> None:
    expected = code
    for old, new in changes:
        assert old in expected
        expected = expected.replace(old, new, 1)
    made = pair_of(parent(code), all_transforms()[name])
    assert isinstance(made, Pair), made
    assert made.bad == expected


@pytest.mark.parametrize(("name", "code", "changes"), SPOILT, ids=[name for name, _, _ in SPOILT])
def test_the_judge_sees_the_fault_on_one_side_only(name: str, code: str, changes: object) -> None:
    good, transform = parent(code), all_transforms()[name]
    made = pair_of(good, transform)
    assert isinstance(made, Pair)
    verdict = judge_code(good.record, made.bad)
    assert verdict.parses
    assert verdict.compiles
    assert good.verdict.compiles
    assert transform.shows <= codes(verdict.findings)
    assert not transform.shows & codes(good.verdict.findings)


def test_words_of_another_language_break_the_query_and_nothing_else() -> None:
    made = pair_of(parent(procedure(QUERY, "Артикул")), all_transforms()["words_of_another_language"])
    assert isinstance(made, Pair)
    spoilt = {("УБЫВ", "УБЫВАНИЕ"), ("УПОРЯДОЧИТЬ", "СОРТИРОВАТЬ"), ("ЕСТЬNULL", "IFNULL")}
    assert made.bad in {procedure(QUERY, "Артикул").replace(*words, 1) for words in spoilt}


REFUSED = [
    ("transaction_without_try", procedure(LOGGED), "обработчик делает не только отмену и повторный вызов исключения"),
    ("transaction_begun_inside_try", procedure("\tОбъект.Записать();\n\tА = 1;\n"), NO_PLACE),
    (
        "rollback_not_first",
        procedure(TRANSACTION),
        "после отмены транзакции в обработчике нет вызова",
    ),
    (
        "exception_swallowed",
        procedure("\tПопытка\n\t\tЧитать();\n\tИсключение\n\t\tОчистить();\n\tКонецПопытки;\n"),
        "обработчик делает не только запись в журнал и повторный вызов исключения",
    ),
    (
        "try_around_everything",
        function("\tБ = 1;\n\tВозврат А;\n"),
        "функция после подавленной ошибки вернула бы Неопределено: это уже другая ошибка",
    ),
    ("try_around_everything", procedure(TRANSACTION), "в методе есть своя попытка, транзакция или переход"),
    (
        "message_by_global_method",
        procedure('\tОбщегоНазначения.СообщитьПользователю("А", Объект);\n'),
        "сообщению передано не только текст: поле, ключ или отказ были бы потеряны",
    ),
    (
        "find_by_deprecated_function",
        function("\tВозврат СтрНайти(А, Б, НаправлениеПоиска.СКонца);\n"),
        "направление или начало поиска функция Найти не умеет",
    ),
    (
        "attribute_by_dot",
        function('\tВозврат ОбщегоНазначения.ЗначениеРеквизитаОбъекта(А, "Вид.Код");\n'),
        "имя реквизита вычисляется или составное",
    ),
    (
        "attributes_read_one_by_one",  # the collection is another one by then
        procedure(VALUES.replace("\tДля", "\tСсылки = Другие();\n\tДля", 1), "Ссылки, Таблица"),
        "не доказано, что значения ищутся по переменной цикла по той же коллекции",
    ),
    (
        "compared_with_true",
        procedure("\tЕсли Объект Тогда\n\t\tОбъект.Записать();\n\tКонецЕсли;\n"),
        "не доказано, что значение булево",
    ),
    (
        "nested_choice",
        function(CHOICE.replace("\tИначе\n\t\tСкидка = 0;\n", "") + "\tВозврат Скидка;\n", "Сумма"),
        "ветви делают не только присваивание одной переменной, или нет «Иначе»",
    ),
    (
        "query_parameter_not_set",
        procedure(QUERY.replace('"Артикул", Артикул', '"Артикул", Код'), "Код"),
        "значение параметра называется иначе: его пришлось бы угадывать",
    ),
    ("query_parameter_in_its_text", procedure(QUERY, "Артикул"), "не доказано, что значение — строка"),
    (
        "missing_rows_forgotten",
        procedure(QUERY.replace("Цены.Цена, 0", "Цены.Цена, Товары.Цена"), "Артикул"),
        "проверяется не поле таблицы, или значение по умолчанию вычисляется",
    ),
    (
        "union_of_disjoint_parts",
        procedure(UNION.replace("Приход.Ссылка", "Приход.Склад")),
        "не доказано, что в одной из частей нет повторов",
    ),
    (
        "union_of_disjoint_parts",
        procedure(UNION.replace("Документ.Расход", "Документ.Приход")),
        "не доказано, что части не пересекаются",
    ),
    (
        "virtual_table_filtered_later",
        procedure(BALANCE.replace("Склад = &Склад", "Склад В (&Склад)"), "Дата, Склад"),
        "в отборе не только равенства измерений параметрам",
    ),
    (
        "virtual_table_filtered_later",
        procedure(
            BALANCE.replace("РегистрНакопления.Товары.Остатки", "РегистрСведений.Цены.СрезПоследних"), "Дата, Склад"
        ),
        "таблица — не остатки: у других отбор до расчёта и после него — разные вещи",
    ),
    (
        "query_into_loop",
        procedure(LOOP.replace("\t\tНайденная", "\t\tСтрока.Записать();\n\t\tНайденная"), "Товары"),
        "в цикле вызываются методы, которые могли бы изменить данные",
    ),
    (
        "query_into_loop",
        procedure(LOOP + "\tСохранить(Цены);\n", "Товары"),
        "результат запроса используется не только в цикле",
    ),
    (
        "query_per_item",
        procedure(ITEMS.replace("Итог.Вставить", "Список.Вставить")),
        "цикл по выборке делает не только вставку в соответствие или структуру",
    ),
    (
        "query_per_item",
        procedure(ITEMS.replace('(&Список)"', '(&Список) УПОРЯДОЧИТЬ ПО Т.Код"')),
        "в запросе есть группировка, порядок, итоги, объединение или первые записи",
    ),
    (
        "structure_by_one_constructor",
        procedure(STRUCTURE.replace("Цена * 2", "Настройки.Код"), "Объект, Имя"),
        "имя вставлено дважды, или значение зависит от самой структуры",
    ),
    (
        "temporary_file_left",
        procedure(
            FILE.replace("\tУдалитьФайлы(Имя);\n", "\tЕсли Данные.Есть Тогда\n\t\tУдалитьФайлы(Имя);\n\tКонецЕсли;\n")
        ),
        "удаление файла — не отдельный оператор или стоит внутри другого блока",
    ),
]


@pytest.mark.parametrize(("name", "code", "reason"), REFUSED)
def test_what_is_not_proven_makes_no_pair(name: str, code: str, reason: str) -> None:
    assert pair_of(parent(code), all_transforms()[name]) == Refusal(reason)


def test_there_are_enough_kinds_and_each_says_what_it_proves() -> None:
    assert len(all_transforms()) >= 12
    for transform in all_transforms().values():
        assert "Precondition:" in transform.page or "Fault planted:" in transform.page, transform.name
        for wording in transform.asks:
            wording.format(nom="", gen="", loc="", acc="", told="")


@pytest.mark.parametrize(
    ("name", "code", "calls"),
    [
        ("nested_choice", function(CHOICE + "\tВозврат Скидка;\n", "Сумма"), [[101], [100], [60], [50], [-1]]),
        ("choice_between_true_and_false", function("\tВозврат А > Б;\n"), [[1, 2], [2, 1], [2, 2]]),
        (
            "denied_twice",
            function("\tЕсли А = Б Тогда\n\t\tВозврат 1;\n\tКонецЕсли;\n\tВозврат 2;\n"),
            [[1, 1], [1, 2], ["а", 1], [None, 0]],
        ),
        (
            "compared_with_true",
            function("\tЕсли ПустаяСтрока(А) Тогда\n\t\tВозврат Б;\n\tКонецЕсли;\n\tВозврат 2;\n"),
            [["", 1], [" ", 1], ["а", 1]],
        ),
        (
            "find_by_deprecated_function",
            function("\tМесто = СтрНайти(А, Б);\n\tВозврат Место;\n"),
            [["абв", "б"], ["абв", "г"], ["", "а"], ["абаб", "б"]],
        ),
        (
            "structure_by_one_constructor",
            function(
                STRUCTURE + '\tИтог = "";\n\tДля Каждого КлючИЗначение Из Настройки Цикл\n'
                "\t\tИтог = Итог + КлючИЗначение.Ключ + КлючИЗначение.Значение;\n\tКонецЦикла;\n\tВозврат Итог;\n",
                "Имя, Цена",
            ),
            [["а", 3], ["", 0]],
        ),
    ],
)
def test_both_sides_give_the_same_where_they_can_be_run(name: str, code: str, calls: list[list[Any]]) -> None:
    made = pair_of(parent(code), all_transforms()[name])
    assert isinstance(made, Pair)
    for arguments in calls:
        results = [execute(text, call="Проверка", arguments=arguments) for text in (code, made.bad)]
        assert results[0].error is None
        assert not results[0].outside
        assert results[0].value == results[1].value


@given(st.data())
def test_whatever_is_spoilt_still_parses(data: st.DataObject) -> None:
    """Lines of methods in any order and number: a transform makes code that parses, or nothing."""
    pieces = [TRANSACTION, HANDLED, QUERY, UNION, BALANCE, LOOP, ITEMS, VALUES, STRUCTURE, CHOICE, FILE]
    chosen = data.draw(st.lists(st.sampled_from(pieces), max_size=3))
    lines = "".join(chosen).splitlines(keepends=True)
    dropped = data.draw(st.sets(st.integers(0, max(0, len(lines) - 1)), max_size=3))
    code = procedure("".join(line for number, line in enumerate(lines) if number not in dropped))
    if parse(code).errors:
        return
    good = parent(code)
    for transform in all_transforms().values():
        made = pair_of(good, transform)
        assert isinstance(made, Refusal) or not parse(made.bad).errors


def test_templates_are_spoilt_without_failing() -> None:
    for example in template_examples(60, seed=5):
        if len(parse(example.output).methods) == 1:
            good = parent(example.output)
            for transform in all_transforms().values():
                assert isinstance(pair_of(good, transform), Pair | Refusal)
