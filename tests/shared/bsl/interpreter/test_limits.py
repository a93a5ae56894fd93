"""No program takes more than it may, and what it took is counted."""

import math
import sys
import threading
import time

import pytest

from components.shared.bsl.interpreter import Counts, Limits, Result, execute

SMALL = Limits(steps=20_000, depth=200, memory=1_000_000, seconds=2, string_length=100_000)


@pytest.mark.parametrize(
    ("source", "limit"),
    [
        ("Пока Истина Цикл КонецЦикла;", "steps"),
        ("~А: Перейти ~А;", "steps"),
        ("Для А = 1 По 1000000 Цикл КонецЦикла;", "steps"),
        ("М = Новый Массив; М.Добавить(1); Для Каждого Э Из М Цикл М.Добавить(1); КонецЦикла;", "steps"),
        ("Пока Истина Цикл Попытка А = 1 / 0; Исключение КонецПопытки; КонецЦикла;", "steps"),
        ("М = Новый Массив(1000); Для А = 1 По 1000 Цикл М.Найти(1); КонецЦикла;", "steps"),
        ("М = Новый Массив(1000000);", "memory"),
        ("М = Новый Массив(1000, 1000, 1000);", "memory"),
        ("М = Новый Массив; М.Вставить(1000000, 1);", "memory"),
        ("С = Новый Соответствие; Для А = 1 По 20000 Цикл С.Вставить(А, А); КонецЦикла;", "steps memory"),
        ('Т = "ааааааааааа"; Пока Истина Цикл Т = Т + Т; КонецЦикла;', "memory"),
        ('Т = "аааааааааа"; Пока Истина Цикл Т = СтрЗаменить(Т, "а", "аа"); КонецЦикла;', "memory"),
        ('Т = "аааааааааа"; Пока Истина Цикл Т = СтрШаблон("%1%1", Т); КонецЦикла;', "memory"),
        (('М = СтрРазделить("а,а", ","); Т = ",,,,,"; Пока Истина Цикл Т = СтрСоединить(М, Т); КонецЦикла;'), "memory"),
        ('Пока Истина Цикл Сообщить("а"); КонецЦикла;', "steps memory"),
        ("А = 3; Пока Истина Цикл А = А * А; КонецЦикла;", "exception"),
        ("Процедура П() П(); КонецПроцедуры\nП();", "depth"),
        ("Процедура П() Попытка П(); Исключение П(); КонецПопытки; КонецПроцедуры\nП();", "depth"),
        ("Функция Ф(А) Возврат Ф(А + 1) + 1; КонецФункции\nА = Ф(1);", "depth"),
    ],
)
def test_a_program_is_stopped(source: str, limit: str) -> None:
    started = time.perf_counter()
    error = execute(source, limits=SMALL).error
    assert time.perf_counter() - started < 3
    assert error is not None
    assert (error.limit or error.kind) in limit.split()
    assert error.line > 0 or error.kind == "exception"


def test_time_is_limited() -> None:
    started = time.perf_counter()
    error = execute("Пока Истина Цикл КонецЦикла;", limits=Limits(steps=10**12, seconds=0.3)).error
    assert error is not None
    assert error.limit == "seconds"
    assert time.perf_counter() - started < 2


def test_calls_may_be_as_deep_as_the_limit_says_and_python_keeps_its_own() -> None:
    source = "Функция Ф(Н) Если Н = 0 Тогда Возврат 0; КонецЕсли; Возврат Ф(Н - 1) + 1; КонецФункции"
    usual = sys.getrecursionlimit()
    assert execute(source, "Ф", [999], Limits(depth=1000)).value == 999
    assert execute(source, "Ф", [1000], Limits(depth=1000)).error is not None
    assert sys.getrecursionlimit() == usual


def test_deep_calls_of_large_methods_do_not_overflow_the_stack_of_python() -> None:
    nested = "Если Истина Тогда " * 28
    body = f"{nested} А = {'(' * 25}Ф(Н + 1){')' * 25}; {'КонецЕсли;' * 28}"
    error = execute(f"Функция Ф(Н) {body} Возврат 1; КонецФункции\nА = Ф(1);", limits=Limits(depth=10**6)).error
    assert error is not None
    assert error.limit == "depth"


def test_executions_in_several_threads_do_not_disturb_one_another() -> None:
    source = "Функция Ф(Н) Если Н = 0 Тогда Возврат 0; КонецЕсли; Возврат Ф(Н - 1) + 1; КонецФункции"
    results: list[Result] = []
    threads = [
        threading.Thread(target=lambda: [results.append(execute(source, "Ф", [400])) for _ in range(10)])  # type: ignore[func-returns-value]
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [result.value for result in results] == [400] * 40


def test_work_of_each_kind_is_counted() -> None:
    source = """
М = Новый Массив;
М.Добавить(1);
М[0] = М[0] + 1;
Если М[0] = 2 И М[0] > 1 Тогда
    Т = "аб" + "в";
КонецЕсли;
"""
    assert execute(source).counts == Counts(
        statements=5, calls=1, comparisons=2, allocations=1, elements=4, characters=3
    )


# How the work of a program grows: an exponent of its input's size

SORTS = """
Функция Пузырёк(М)
    Для А = 0 По М.ВГраница() - 1 Цикл
        Для Б = 0 По М.ВГраница() - 1 - А Цикл
            Если М[Б] > М[Б + 1] Тогда
                Т = М[Б]; М[Б] = М[Б + 1]; М[Б + 1] = Т;
            КонецЕсли;
        КонецЦикла;
    КонецЦикла;
    Возврат М;
КонецФункции

Функция Слияние(М)
    Если М.Количество() < 2 Тогда
        Возврат М;
    КонецЕсли;
    Середина = Цел(М.Количество() / 2);
    Левая = Новый Массив; Правая = Новый Массив;
    Для А = 0 По М.ВГраница() Цикл
        Часть = ?(А < Середина, Левая, Правая);
        Часть.Добавить(М[А]);
    КонецЦикла;
    Возврат Слить(Слияние(Левая), Слияние(Правая));
КонецФункции

Функция Слить(А, Б)
    Итог = Новый Массив; Л = 0; П = 0;
    Пока Л < А.Количество() Или П < Б.Количество() Цикл
        Если П = Б.Количество() Или Л < А.Количество() И А[Л] <= Б[П] Тогда
            Итог.Добавить(А[Л]); Л = Л + 1;
        Иначе
            Итог.Добавить(Б[П]); П = П + 1;
        КонецЕсли;
    КонецЦикла;
    Возврат Итог;
КонецФункции

Функция Таблицей(М)
    Т = Новый ТаблицаЗначений; Т.Колонки.Добавить("Х");
    Для Каждого Э Из М Цикл Т.Добавить().Х = Э; КонецЦикла;
    Т.Сортировать("Х");
    Возврат Т.ВыгрузитьКолонку("Х");
КонецФункции

Функция БезПовторовМедленно(М)
    Итог = Новый Массив;
    Для Каждого Э Из М Цикл
        Если Итог.Найти(Э) = Неопределено Тогда Итог.Добавить(Э); КонецЕсли;
    КонецЦикла;
    Возврат Итог;
КонецФункции

Функция БезПовторовБыстро(М)
    Видели = Новый Соответствие; Итог = Новый Массив;
    Для Каждого Э Из М Цикл
        Если Видели[Э] = Неопределено Тогда Видели[Э] = Истина; Итог.Добавить(Э); КонецЕсли;
    КонецЦикла;
    Возврат Итог;
КонецФункции
"""


@pytest.mark.parametrize(
    ("function", "low", "high"),
    [
        ("Пузырёк", 1.8, 2.2),
        ("Слияние", 1.0, 1.4),
        ("Таблицей", 1.0, 1.4),
        ("БезПовторовМедленно", 1.6, 2.1),
        ("БезПовторовБыстро", 0.9, 1.1),
    ],
)
def test_the_growth_of_work_is_that_of_the_algorithm(function: str, low: float, high: float) -> None:
    totals = []
    for size in (100, 400):
        values = [(number * 7919) % 1009 for number in range(size)]
        result = execute(SORTS, function, [values])
        assert result.ended
        totals.append(result.counts.total)
    assert low <= math.log(totals[1] / totals[0]) / math.log(4) <= high
