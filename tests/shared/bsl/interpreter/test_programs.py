"""Whole programs as people write them, against the same thing in Python, and how their work grows."""

import math
from collections import Counter, deque
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.shared.bsl.interpreter import execute, to_python

PRIMES = """
Функция ПростыеЧисла(Граница) Экспорт
    Составные = Новый Массив(Граница + 1);
    Простые = Новый Массив;
    Для Число = 2 По Граница Цикл
        Если Составные[Число] = Истина Тогда
            Продолжить;
        КонецЕсли;
        Простые.Добавить(Число);
        Кратное = Число * Число;
        Пока Кратное <= Граница Цикл
            Составные[Кратное] = Истина;
            Кратное = Кратное + Число;
        КонецЦикла;
    КонецЦикла;
    Возврат Простые;
КонецФункции
"""

LEVENSHTEIN = """
Функция Расстояние(Первая, Вторая) Экспорт
    Ширина = СтрДлина(Вторая);
    Предыдущая = Новый Массив;
    Для Столбец = 0 По Ширина Цикл
        Предыдущая.Добавить(Столбец);
    КонецЦикла;
    Для Строка = 1 По СтрДлина(Первая) Цикл
        Текущая = Новый Массив;
        Текущая.Добавить(Строка);
        Для Столбец = 1 По Ширина Цикл
            Цена = ?(Сред(Первая, Строка, 1) = Сред(Вторая, Столбец, 1), 0, 1);
            Текущая.Добавить(Мин(Текущая[Столбец - 1] + 1, Предыдущая[Столбец] + 1, Предыдущая[Столбец - 1] + Цена));
        КонецЦикла;
        Предыдущая = Текущая;
    КонецЦикла;
    Возврат Предыдущая[Ширина];
КонецФункции
"""

FIFO = """
// Себестоимость списания по партиям: сначала самые ранние.
Функция Себестоимость(Движения) Экспорт
    Партии = Новый ТаблицаЗначений;
    Партии.Колонки.Добавить("Дата", Новый ОписаниеТипов("Дата"));
    Партии.Колонки.Добавить("Количество", Новый ОписаниеТипов("Число", Новый КвалификаторыЧисла(15, 3)));
    Партии.Колонки.Добавить("Цена", Новый ОписаниеТипов("Число", Новый КвалификаторыЧисла(15, 2)));
    Итого = 0;
    Для Каждого Движение Из Движения Цикл
        Если Движение.Приход Тогда
            ЗаполнитьЗначенияСвойств(Партии.Добавить(), Движение);
            Партии.Сортировать("Дата");
        Иначе
            Итого = Итого + Списать(Партии, Движение.Количество);
        КонецЕсли;
    КонецЦикла;
    Возврат Итого;
КонецФункции

Функция Списать(Партии, Знач Осталось)
    Сумма = 0;
    Пока Осталось > 0 Цикл
        Если Партии.Количество() = 0 Тогда
            ВызватьИсключение СтрШаблон("Не хватает %1", Осталось);
        КонецЕсли;
        Партия = Партии[0];
        Списано = Мин(Партия.Количество, Осталось);
        Сумма = Сумма + Списано * Партия.Цена;
        Осталось = Осталось - Списано;
        Партия.Количество = Партия.Количество - Списано;
        Если Партия.Количество = 0 Тогда
            Партии.Удалить(Партия);
        КонецЕсли;
    КонецЦикла;
    Возврат Окр(Сумма, 2);
КонецФункции
"""

WORDS = """
Функция ЧастотаСлов(Текст) Экспорт
    Частота = Новый Соответствие;
    Для Каждого Слово Из СтрРазделить(НРег(Текст), " ,.", Ложь) Цикл
        Раз = Частота.Получить(Слово);
        Частота.Вставить(Слово, ?(Раз = Неопределено, 0, Раз) + 1);
    КонецЦикла;
    Возврат Частота;
КонецФункции
"""

BRACKETS = """
Функция СкобкиРасставленыВерно(Текст) Экспорт
    Пары = Новый Соответствие;
    Пары.Вставить(")", "(");
    Пары.Вставить("]", "[");
    Стек = Новый Массив;
    Для Номер = 1 По СтрДлина(Текст) Цикл
        Знак = Сред(Текст, Номер, 1);
        Если СтрНайти("([", Знак) > 0 Тогда
            Стек.Добавить(Знак);
        ИначеЕсли Пары[Знак] <> Неопределено Тогда
            Если Стек.Количество() = 0 Или Стек[Стек.ВГраница()] <> Пары[Знак] Тогда
                Возврат Ложь;
            КонецЕсли;
            Стек.Удалить(Стек.ВГраница());
        КонецЕсли;
    КонецЦикла;
    Возврат Стек.Количество() = 0;
КонецФункции
"""

SCHEDULE = """
Функция ГрафикПлатежей(Знач Сумма, Месяцев, ДатаНачала) Экспорт
    Платежи = Новый Массив;
    Платёж = Окр(Сумма / Месяцев, 2);
    Для Номер = 1 По Месяцев Цикл
        Очередной = ?(Номер = Месяцев, Сумма, Платёж);
        Сумма = Сумма - Очередной;
        Платежи.Добавить(Новый Структура("Дата, Сумма", ДобавитьМесяц(ДатаНачала, Номер), Очередной));
    КонецЦикла;
    Возврат Платежи;
КонецФункции
"""


def called(source: str, name: str, *arguments: object) -> object:
    result = execute(source, name, arguments)
    assert (result.error, result.outside) == (None, "")
    return to_python(result.value)


def test_primes() -> None:
    expected = [number for number in range(2, 200) if all(number % factor for factor in range(2, number))]
    assert called(PRIMES, "ПростыеЧисла", 199) == expected


@given(st.text("абв", max_size=8), st.text("абв", max_size=8))
@settings(max_examples=60)
def test_levenshtein(first: str, second: str) -> None:
    row = list(range(len(second) + 1))
    for number, letter in enumerate(first, start=1):
        above, row = row, [number]
        for at, other in enumerate(second):
            row.append(min(row[at] + 1, above[at + 1] + 1, above[at] + (letter != other)))
    assert called(LEVENSHTEIN, "Расстояние", first, second) == row[-1]


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 500)), min_size=1, max_size=8), st.data())
@settings(max_examples=60)
def test_cost_by_batches(batches: list[tuple[int, int]], data: st.DataObject) -> None:
    sold = data.draw(st.integers(1, sum(amount for amount, _ in batches)))
    moves: list[object] = [
        {"Приход": True, "Дата": datetime(2024, 1, 1 + number), "Количество": amount, "Цена": Decimal(price) / 100}
        for number, (amount, price) in enumerate(batches)
    ]
    queue = deque(Decimal(price) / 100 for amount, price in batches for _ in range(amount))
    expected = sum((queue.popleft() for _ in range(sold)), Decimal(0))
    assert called(FIFO, "Себестоимость", [*moves, {"Приход": False, "Количество": sold}]) == expected


def test_selling_more_than_there_is_is_an_error_of_the_program() -> None:
    error = execute(FIFO, "Себестоимость", [[{"Приход": False, "Количество": 2}]]).error
    assert error is not None
    assert (error.message_ru, [frame.method for frame in error.stack]) == ("Не хватает 2", ["Списать", "Себестоимость"])


@given(st.text("аб ,.", max_size=30))
@settings(max_examples=60)
def test_frequency_of_words(text: str) -> None:
    expected = Counter(text.replace(",", " ").replace(".", " ").split())
    assert called(WORDS, "ЧастотаСлов", text.upper()) == dict(expected)


@pytest.mark.parametrize(
    ("text", "right"), [("([])()", True), ("", True), ("(а[б]в)", True), ("([)]", False), ("(", False)]
)
def test_brackets(text: str, right: bool) -> None:
    assert called(BRACKETS, "СкобкиРасставленыВерно", text) is right


def test_the_last_payment_takes_what_rounding_left() -> None:
    payments = called(SCHEDULE, "ГрафикПлатежей", 1000, 3, datetime(2024, 1, 31))
    assert payments == [
        {"Дата": datetime(2024, 2, 29), "Сумма": Decimal("333.33")},
        {"Дата": datetime(2024, 3, 31), "Сумма": Decimal("333.33")},
        {"Дата": datetime(2024, 4, 30), "Сумма": Decimal("333.34")},
    ]


@pytest.mark.parametrize(
    ("source", "name", "arguments", "low", "high"),
    [
        (PRIMES, "ПростыеЧисла", lambda size: [size], 1.0, 1.2),
        (LEVENSHTEIN, "Расстояние", lambda size: ["а" * size, "б" * size], 1.9, 2.1),
        (WORDS, "ЧастотаСлов", lambda size: [" ".join(map(str, range(size)))], 0.9, 1.1),
        (BRACKETS, "СкобкиРасставленыВерно", lambda size: ["()" * size], 0.9, 1.1),
    ],
)
def test_work_grows_as_the_algorithm_says(source: str, name: str, arguments: object, low: float, high: float) -> None:
    assert callable(arguments)
    totals = [execute(source, name, arguments(size)).counts.total for size in (50, 200)]
    assert low <= math.log(totals[1] / totals[0]) / math.log(4) <= high
