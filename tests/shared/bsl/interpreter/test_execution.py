"""Running programs: what comes back, and how they stop."""

import pytest

from components.shared.bsl.interpreter import Limits, execute, to_python

PROGRAM = """
Перем Вызовов;

Функция Сумма(Числа) Экспорт
    Итого = 0;
    Для Каждого Число Из Числа Цикл
        Итого = Итого + Число;
    КонецЦикла;
    Вызовов = Вызовов + 1;
    Сообщить("Сумма: " + Итого);
    Возврат Итого;
КонецФункции

Процедура Поменять(А, Знач Б, В = 5) Экспорт
    Т = А; А = Б; Б = Т; В = В + 1;
КонецПроцедуры

Вызовов = 0;
"""


def test_a_function_is_called_with_values_of_python() -> None:
    result = execute(PROGRAM, "сумма", [[1, 2.5, 3]])
    assert (str(result.value), result.messages, result.error, result.outside) == ("6.5", ("Сумма: 6,5",), None, "")
    assert result.ended
    assert result.counts.statements == result.steps == 1 + 5 + 3 * 2
    assert result.counts.elements == 3


def test_arguments_come_back_as_the_program_left_them() -> None:
    assert execute(PROGRAM, "Поменять", [1, 2]).arguments == (2, 2)
    assert execute(PROGRAM, "Поменять", [1, 2, 3]).arguments == (2, 2, 4)


@pytest.mark.parametrize(
    ("source", "kind", "message", "place"),
    [
        ("А = ;", "syntax", "Ожидалось: выражение, найдено: «;»", (1, 5)),
        ("Б = 1;\nА = В;", "compile", "Переменная не определена (В)", (2, 5)),
        ("Привет();", "compile", "Процедура или функция с указанным именем не определена (Привет)", (1, 1)),
        ("А = Новый Собака;", "compile", "Тип не определен (Собака)", (1, 11)),
        ("А = Лев(1);", "compile", "Недостаточно фактических параметров", (1, 5)),
        ("А = Лев(1, 2, 3);", "compile", "Слишком много фактических параметров", (1, 5)),
        ("А = 1;\n\nБ = А / 0;", "exception", "Деление на 0", (3, 1)),
        ('ВызватьИсключение "Беда";', "exception", "Беда", (1, 1)),
        ("Пока Истина Цикл КонецЦикла;", "limit", "Превышен предел шагов: 1000", (1, 1)),
    ],
)
def test_why_a_program_stopped_is_said_with_its_place(
    source: str, kind: str, message: str, place: tuple[int, int]
) -> None:
    error = execute(source, limits=Limits(steps=1000)).error
    assert error is not None
    assert (error.kind, error.message_ru, (error.line, error.column)) == (kind, message, place)


def test_the_stack_names_the_calls_from_the_innermost_one() -> None:
    source = """
Процедура Внешняя()
    А = 1;
    Внутренняя(А);
КонецПроцедуры
Процедура Внутренняя(А)
    Если Истина Тогда
        А = А.Имя;
    КонецЕсли;
КонецПроцедуры
Внешняя();
"""
    error = execute(source).error
    assert error is not None
    assert error.message_ru == "Значение не является значением объектного типа (Имя)"
    assert [(frame.method, frame.line) for frame in error.stack] == [("Внутренняя", 8), ("Внешняя", 4)]
    assert error.line == 8


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("З = Новый Запрос;", "Запрос"),
        ('З = Новый("Запрос");', "Запрос"),
        ("А = Справочники.Товары.НайтиПоКоду(1);", "Справочники.Товары"),
        ("ОбщегоНазначения.СообщитьПользователю(1);", "ОбщегоНазначения.СообщитьПользователю"),
        ('Выполнить("А = 1");', "Выполнить"),
        ('А = Вычислить("1");', "Вычислить"),
        ("А = ТекущаяДата();", "ТекущаяДата"),
        ("А = Новый УникальныйИдентификатор;", "УникальныйИдентификатор"),
        ('ЗаписьЖурналаРегистрации("А");', "ЗаписьЖурналаРегистрации"),
        ("Попытка А = Новый Запрос; Исключение Сообщить(1); КонецПопытки;", "Запрос"),
        ('А = Тип("СправочникСсылка.Товары");', 'Тип("СправочникСсылка.Товары")'),
        ('А = СтрНайтиПоРегулярномуВыражению("а", "(?<имя>а)");', "регулярное выражение: именованные группы"),
    ],
)
def test_what_is_outside_the_subset_is_named_when_it_is_reached(source: str, name: str) -> None:
    result = execute(f'Сообщить("до");\n{source}')
    assert (result.outside, result.outside_line, result.error) == (name, 2, None)
    assert result.messages == ("до",)
    assert result.outside_message_ru == f"вне подмножества: {name}"


def test_what_is_outside_and_not_reached_does_not_matter() -> None:
    source = "Функция Ф(А) Если А Тогда Возврат Справочники.Товары; КонецЕсли; Возврат 1; КонецФункции"
    assert execute(source, "Ф", [False]).value == 1
    assert execute(source, "Ф", [True]).outside == "Справочники.Товары"


def test_methods_that_parse_can_be_run_beside_broken_ones() -> None:
    source = """Функция А() Возврат Б +; КонецФункции
Функция Ц() Возврат Г; КонецФункции
Функция В() Возврат 1; КонецФункции"""
    assert execute(source, "В").error is not None
    assert execute(source, "В", stop_on_compile_errors=False).value == 1
    reached = execute(source, "Ц", stop_on_compile_errors=False).error
    assert reached is not None
    assert (reached.kind, reached.message_ru, reached.line) == ("compile", "Переменная не определена (Г)", 2)


@pytest.mark.parametrize(
    ("call", "arguments", "message"),
    [
        ("Нет", [], "Процедура или функция с указанным именем не определена (Нет)"),
        ("Сумма", [], "Недостаточно фактических параметров"),
        ("Сумма", [1, 2], "Слишком много фактических параметров"),
        ("Сумма", [{1, 2}], "Значение Python не имеет соответствия во встроенном языке (set)"),
        ("Сумма", [float("inf")], "Переполнение при вычислении числа: слишком много разрядов"),
    ],
)
def test_a_call_that_cannot_be_made_is_an_error(call: str, arguments: list[object], message: str) -> None:
    error = execute(PROGRAM, call, arguments).error
    assert error is not None
    assert error.message_ru == message


def test_only_the_branches_of_a_server_run() -> None:
    source = """
#Если Клиент Тогда
    Сообщить("клиент");
#ИначеЕсли Сервер И Не (ВнешнееСоединение Или ВебКлиент) Тогда
    Сообщить("сервер");
    #Если Не Сервер Тогда
    Сообщить("никогда");
    #Иначе
    Сообщить("всегда");
    #КонецЕсли
#Иначе
    Сообщить("прочее");
#КонецЕсли
#Область Имя
Сообщить(1 / 0);
#КонецОбласти
"""
    result = execute(source)
    assert result.messages == ("сервер", "всегда")
    assert result.error is not None
    assert result.error.line == 15


def test_messages_to_the_user_are_collected() -> None:
    source = 'С = Новый СообщениеПользователю; С.Текст = 5; С.Поле = "Цена"; С.Сообщить(); Сообщить(С.Поле);'
    assert execute(source).messages == ("5", "Цена")


def test_a_sum_of_very_many_operands_is_no_deep_one() -> None:
    result = execute(f'А = 1{" + 1" * 50_000}; Б = "а"{" + 1" * 20}; Сообщить(А); Сообщить(Б);')
    assert result.messages == ("50\u00a0001", "а" + "1" * 20)


def test_values_go_to_python_and_back() -> None:
    source = "Функция Ф(А) Возврат А; КонецФункции"
    value = {"Имя": "Стол", "Цены": [1, None, True], "Вложено": {"1": 2}}
    assert to_python(execute(source, "Ф", [value]).value) == value
