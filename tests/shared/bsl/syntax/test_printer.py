"""What is printed parses to the same tree, whatever the tree; and it looks as 1C people write."""

import pytest
from hypothesis import given, settings

from components.shared.bsl import parse
from components.shared.bsl.syntax.comparison import code_of, same_code
from components.shared.bsl.syntax.printer import print_module, print_node
from tests.shared.bsl.syntax.code_strategies import expressions, modules, texts

LAID_OUT = """\
Перем А Экспорт;
Перем Б;

// Считает.
//
//  Подробно.
&НаСервере
Функция Сумма(Знач Таблица, Имя = "Сумма", Знак = -1) Экспорт
	Перем Итог;
	Итог = 0;
	Для Каждого Строка Из Таблица Цикл
		Если Не Строка[Имя] = Неопределено И (Итог > 1) Тогда
			Продолжить;
		ИначеЕсли ?(А, Б, 1) > 2 Тогда
			Прервать;
		Иначе
			Итог = Итог + Строка[Имя] * 2;
		КонецЕсли;
	КонецЦикла;
	Для Номер = 1 По 10 Цикл
		Таблица.Добавить(, Номер, Новый Массив);
	КонецЦикла;
	Попытка
		Выполнить "А = 1";
		ДобавитьОбработчик А.Б, В;
	Исключение
		ВызватьИсключение("а", Б);
		ВызватьИсключение;
	КонецПопытки;
	Пока Истина Цикл
		~Конец:
		Перейти ~Конец;
	КонецЦикла;
	Возврат Итог;
КонецФункции

&Вместо("А")
Асинх Процедура Расш_А()
	Ждать ПродолжитьВызов(Новый Структура("А", 1));
	ВызватьИсключение "а";
КонецПроцедуры

А = Новый("Массив");
Сумма(А);
"""


def test_code_that_is_laid_out_well_is_printed_as_it_is() -> None:
    assert print_module(parse(LAID_OUT)) == LAID_OUT


def test_keywords_are_printed_in_the_language_asked_for() -> None:
    text = "Если А И Не Б Тогда В(Истина); КонецЕсли;"
    (statement,) = parse(text).statements
    assert print_node(statement, "en") == "If А And Not Б Then\n\tВ(Истина);\nEndIf;"
    assert print_node(parse("A = New Array;").statements[0]) == "A = Новый Array;"


@given(modules)
@settings(max_examples=150)
def test_code_that_is_right_parses_to_the_same_tree_after_printing(text: str) -> None:
    module = parse(text)
    assert not module.errors
    printed = print_module(module)
    again = parse(printed)
    assert same_code(module, again)
    assert print_module(again) == printed
    assert same_code(module, parse(print_module(module, "en")))


@given(texts)
@settings(max_examples=300)
def test_what_is_left_of_any_text_is_printed(text: str) -> None:
    module = parse(text.replace("#", ""))
    assert same_code(module, parse(print_module(module)))


@given(expressions)
@settings(max_examples=150)
def test_an_expression_is_printed_alone(text: str) -> None:
    (statement,) = parse(f"Х = {text};").statements
    assert same_code(statement, parse(print_node(statement)).statements[0])


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("А = 1;", "\n  А=1 // да\n;", True),
        ("А = 1;", "А = 2;", False),
        ("А = Б + В;", "А = Б - В;", False),
        ("А = (Б);", "А = Б;", False),
        ("Ф();", "Ф( , );", False),
    ],
)
def test_code_is_compared_without_its_places(one: str, other: str, same: bool) -> None:
    assert same_code(parse(one), parse(other)) is same
    assert (code_of(parse(one).statements) == code_of(parse(other).statements)) is same
