"""What 1C refuses must be refused: every row is one mistake, its code and where it is."""

import pytest

from components.shared.bsl import parse
from components.shared.bsl.syntax.messages import MESSAGES

# in the body of a procedure that starts on line 1; code on line 2
BODIES = {
    "no semicolon": ("А = 1\nБ = 2;", "missing-semicolon", (3, 1)),
    "no semicolon after a block": ("Если А Тогда КонецЕсли\nБ = 2;", "missing-semicolon", (3, 1)),
    "no semicolon after return": ("Возврат\nА();", "value-from-procedure", (2, 1)),
    "value from a procedure": ("Возврат 1;", "value-from-procedure", (2, 1)),
    "variable after statements": ("А = 1;\nПерем Б;", "late-variable", (3, 1)),
    "exported local variable": ("Перем Б Экспорт;", "local-export", (2, 9)),
    "variable twice": ("Перем Б, б;", "duplicate-variable", (2, 10)),
    "variable named like a parameter": ("Перем П;", "duplicate-variable", (2, 7)),
    "break outside a loop": ("Прервать;", "outside-loop", (2, 1)),
    "continue outside a loop": ("Если А Тогда Продолжить; КонецЕсли;", "outside-loop", (2, 14)),
    "break after a loop": ("Пока А Цикл КонецЦикла; Прервать;", "outside-loop", (2, 25)),
    "raise outside a handler": ("Попытка ВызватьИсключение; Исключение КонецПопытки;", "raise-outside-handler", (2, 9)),
    "raise after a handler": ("Попытка Исключение КонецПопытки; ВызватьИсключение;", "raise-outside-handler", (2, 34)),
    "undefined label": ("Перейти ~Нет;", "undefined-label", (2, 10)),
    "label twice": ("~А: Б = 1; ~а: Б = 2;", "duplicate-label", (2, 13)),
    "label without a colon": ("~А Б = 1;", "unexpected-token", (2, 4)),
    "jump without a tilde": ("Перейти А;", "unexpected-token", (2, 9)),
    "await outside async": ("Ждать Ф();", "await-outside-async", (2, 1)),
    "await in an expression": ("А = Ждать Ф();", "await-outside-async", (2, 5)),
    "proceed outside around": ("ПродолжитьВызов();", "proceed-outside-around", (2, 1)),
    "assignment to a call": ("А() = 1;", "call-assigned", (2, 5)),
    "name as a statement": ("А;", "not-a-statement", (2, 2)),
    "member as a statement": ("А.Б;", "not-a-statement", (2, 4)),
    "element as a statement": ("А[0];", "not-a-statement", (2, 5)),
    "sum as a statement": ("А + Б;", "not-a-statement", (2, 3)),
    "number as a statement": ("1;", "unexpected-token", (2, 1)),
    "string as a statement": ('"а";', "unexpected-token", (2, 1)),
    "statement starts with parentheses": ("(А).Б();", "unexpected-token", (2, 1)),
    "statement starts with new": ("Новый Массив;", "unexpected-token", (2, 1)),
    "ternary as a statement": ("?(А, Б(), В());", "unexpected-token", (2, 1)),
    "if without then": ("Если А\nБ = 1; КонецЕсли;", "unexpected-token", (3, 1)),
    "if closed by a loop's end": ("Если А Тогда Б = 1; КонецЦикла;", "unexpected-token", (2, 21)),
    "if not closed": ("Если А Тогда Б = 1;", "unexpected-token", (3, 1)),
    "else twice": ("Если А Тогда Иначе Иначе КонецЕсли;", "unexpected-token", (2, 20)),
    "elsif after else": ("Если А Тогда Иначе ИначеЕсли Б Тогда КонецЕсли;", "unexpected-token", (2, 20)),
    "end without a beginning": ("А = 1; КонецЕсли;", "unexpected-token", (2, 8)),
    "loop without do": ("Пока А Б(); КонецЦикла;", "unexpected-token", (2, 8)),
    "for without to": ("Для А = 1 Цикл КонецЦикла;", "unexpected-token", (2, 11)),
    "for over a member": ("Для А.Б = 1 По 2 Цикл КонецЦикла;", "unexpected-token", (2, 6)),
    "for each without in": ("Для Каждого А В Б Цикл КонецЦикла;", "unexpected-token", (2, 15)),
    "try without except": ("Попытка А(); КонецПопытки;", "unexpected-token", (2, 14)),
    "ternary of two": ("А = ?(Б, В);", "unexpected-token", (2, 11)),
    "ternary without parentheses": ("А = ? Б;", "unexpected-token", (2, 7)),
    "no value": ("А = ;", "unexpected-token", (2, 5)),
    "no right operand": ("А = Б + ;", "unexpected-token", (2, 9)),
    "two operands": ("А = Б В;", "missing-semicolon", (2, 7)),
    "bracket not closed": ("А = (Б + 1;", "unexpected-token", (2, 11)),
    "bracket too many": ("А = Б + 1);", "missing-semicolon", (2, 10)),
    "argument list not closed": ("А(Б, В;", "unexpected-token", (2, 7)),
    "index not closed": ("А[0 = 1;", "unexpected-token", (2, 8)),
    "empty index": ("А[] = 1;", "unexpected-token", (2, 3)),
    "dot without a member": ("А. = 1;", "unexpected-token", (2, 4)),
    "two dots": ("А..Б();", "unexpected-token", (2, 3)),
    "call of a call": ("А()();", "missing-semicolon", (2, 4)),
    "call of an element": ("А[0]();", "not-a-statement", (2, 5)),
    "new without a type": ("А = Новый;", "unexpected-token", (2, 10)),
    "new by nothing": ("А = Новый();", "unexpected-token", (2, 11)),
    "new by three": ("А = Новый(А, Б, В);", "unexpected-token", (2, 18)),
    "member of a new object": ("А = Новый Файл(П).Имя;", "member-of-new", (2, 18)),
    "string not closed": ('А = "бв;\nГ = 1;', "unclosed-string", (2, 5)),
    "string of several lines without bars": ('А = "б\nв";', "unclosed-string", (2, 5)),
    "date of six digits": ("А = '202401';", "bad-date", (2, 5)),
    "month thirteen": ("А = '20241301';", "bad-date", (2, 5)),
    "hour twenty-four": ("А = '20240101240000';", "bad-date", (2, 5)),
    "text in single quotes": ("А = 'текст';", "bad-date", (2, 5)),
    "date not closed": ("А = '20240101;", "bad-date", (2, 5)),
    "keyword as a variable": ("Если = 1;", "unexpected-token", (2, 6)),
    "keyword as a value": ("А = Процедура;", "unexpected-token", (2, 5)),
    "equality of other languages": ("Если А == Б Тогда КонецЕсли;", "unexpected-token", (2, 9)),
    "inequality of other languages": ("Если А != Б Тогда КонецЕсли;", "unknown-character", (2, 8)),
    "and of other languages": ("Если А && Б Тогда КонецЕсли;", "unknown-character", (2, 8)),
    "increment": ("А++;", "not-a-statement", (2, 2)),
    "compound assignment": ("А += 1;", "not-a-statement", (2, 3)),
    "braces": ("Если А { Б(); }", "unknown-character", (2, 8)),
    "list of other languages": ("А = [1, 2];", "unexpected-token", (2, 5)),
    "comment of other languages": ("/* А */", "unexpected-token", (2, 1)),
    "type hint": ("А: Число = 1;", "not-a-statement", (2, 2)),
    "else if in two words": ("Если А Тогда Иначе Если Б Тогда КонецЕсли;", "unexpected-token", (3, 1)),
    "not-equal of none": ("Если А is None Тогда КонецЕсли;", "unexpected-token", (2, 8)),
    "handler without a handler": ("ДобавитьОбработчик А.Б;", "unexpected-token", (2, 23)),
}

MODULES = {
    "prose": ("Вот пример кода для вас", "not-a-statement", (1, 5)),
    "fence": ("```bsl\nА = 1;\n```", "unknown-character", (1, 1)),
    "procedure closed as a function": ("Процедура А()\nКонецФункции", "unexpected-token", (2, 1)),
    "procedure not closed": ("Процедура А()\nБ = 1;", "unexpected-token", (2, 7)),
    "method without brackets": ("Процедура А\nКонецПроцедуры", "unexpected-token", (2, 1)),
    "method without a name": ("Процедура (А)\nКонецПроцедуры", "unexpected-token", (1, 11)),
    "method named like a keyword": ("Процедура Если()\nКонецПроцедуры", "unexpected-token", (1, 11)),
    "parameter twice": ("Процедура А(Б, б)\nКонецПроцедуры", "duplicate-parameter", (1, 16)),
    "comma after the last parameter": ("Процедура А(Б, )\nКонецПроцедуры", "unexpected-token", (1, 16)),
    "default that is no constant": ("Процедура А(Б = В)\nКонецПроцедуры", "unexpected-token", (1, 17)),
    "default with a sign before a string": ('Процедура А(Б = -"в")\nКонецПроцедуры', "unexpected-token", (1, 17)),
    "bare return in a function": ("Функция А()\nВозврат;\nКонецФункции", "no-value-from-function", (2, 1)),
    "method twice": ("Процедура А()\nКонецПроцедуры\nФункция а()\nКонецФункции", "duplicate-method", (3, 9)),
    "module variable twice": ("Перем А;\nПерем а;", "duplicate-variable", (2, 7)),
    "variable without semicolon": ("Перем А\nПерем Б;", "missing-semicolon", (2, 1)),
    "variable after methods": ("Процедура А()\nКонецПроцедуры\nПерем Б;", "late-variable", (3, 1)),
    "variable after the body": ("А = 1;\nПерем Б;", "late-variable", (2, 1)),
    "method after the body": ("А = 1;\nПроцедура Б()\nКонецПроцедуры", "late-method", (2, 1)),
    "variable in a block of the body": ("Если А Тогда\nПерем Б;\nКонецЕсли;", "late-variable", (2, 1)),
    "end without a method": ("КонецПроцедуры", "unexpected-token", (1, 1)),
    "annotation of nothing": ("&НаКлиенте\nА = 1;", "unexpected-token", (2, 1)),
    "unknown annotation": ("&НаКлиент\nПроцедура А()\nКонецПроцедуры", "unknown-annotation", (1, 1)),
    "extension without a name": ("&Вместо\nПроцедура А()\nКонецПроцедуры", "annotation-arguments", (1, 1)),
    "directive with a name": ('&НаКлиенте("А")\nПроцедура А()\nКонецПроцедуры', "annotation-arguments", (1, 1)),
    "annotation not closed": ('&Вместо("А"\nПроцедура А()\nКонецПроцедуры', "unexpected-token", (2, 1)),
    "undefined label in the body": ("Перейти ~Нет;", "undefined-label", (1, 10)),
    "await as a name in async": ("Асинх Процедура А()\nЖдать = 1;\nКонецПроцедуры", "unexpected-token", (2, 7)),
    "async before a statement": ("Асинх А();", "not-a-statement", (1, 7)),
    "unknown instruction": ("#Облость А\nА = 1;", "unknown-directive", (1, 1)),
    "heading of markdown": ("## Решение", "unknown-directive", (1, 1)),
    "use in 1c": ("#Использовать asserts", "unknown-directive", (1, 1)),
    "region without a name": ("#Область\n#КонецОбласти", "unexpected-token", (1, 1)),
    "region of two words": ("#Область Два слова\n#КонецОбласти", "unexpected-token", (1, 1)),
    "region not closed": ("#Область А", "unclosed-directive", (1, 1)),
    "region not opened": ("\n #КонецОбласти", "unopened-directive", (2, 2)),
    "condition not closed": ("#Если Сервер Тогда\nА = 1;", "unclosed-directive", (1, 1)),
    "condition not opened": ("#КонецЕсли", "unopened-directive", (1, 1)),
    "else not opened": ("#Иначе", "unopened-directive", (1, 1)),
    "unknown environment": ("#Если Серверр Тогда\n#КонецЕсли", "bad-condition", (1, 7)),
    "condition without then": ("#Если Сервер\n#КонецЕсли", "bad-condition", (1, 1)),
    "condition with a bracket not closed": ("#Если (Сервер Тогда\n#КонецЕсли", "bad-condition", (1, 1)),
    "empty condition": ("#Если Тогда\n#КонецЕсли", "bad-condition", (1, 1)),
    "else twice": ("#Если Сервер Тогда\n#Иначе\n#Иначе\n#КонецЕсли", "late-branch", (3, 1)),
    "branch after else": (
        "#Если Сервер Тогда\n#Иначе\n#ИначеЕсли Клиент Тогда\n#КонецЕсли",
        "late-branch",
        (3, 1),
    ),
    "code after else": ("#Если Сервер Тогда\n#Иначе А = 1;\n#КонецЕсли", "unexpected-token", (2, 1)),
    "code after then": ("#Если Сервер Тогда А = 1;\n#КонецЕсли", "unexpected-token", (1, 1)),
    "insertion not closed": ("#Вставка\nА = 1;", "unclosed-directive", (1, 1)),
    "deletion not closed": ("А = 1;\n\t#Удаление\nБ = 1;", "unclosed-directive", (2, 2)),
    "insertion not opened": ("А = 1;\n#КонецВставки", "unopened-directive", (2, 1)),
    "insertion closed as a deletion": ("#Вставка\n#КонецУдаления", "unclosed-directive", (1, 1)),
    "error in the second branch": (
        "#Если Сервер Тогда\nА = 1;\n#Иначе\nА = ;\n#КонецЕсли",
        "unexpected-token",
        (4, 5),
    ),
    "error in the middle branch of odd branches": (
        "#Если Сервер Тогда\nЕсли А Тогда\n#ИначеЕсли Клиент Тогда\nЕсли Тогда\n"
        "#Иначе\nЕсли Б Тогда\n#КонецЕсли\nКонецЕсли;",
        "unexpected-token",
        (4, 6),
    ),
    "error in a branch inside another branch": (
        "#Если Сервер Тогда\n#Если Клиент Тогда\nА = 1;\n#Иначе\nА = ;\n#КонецЕсли\n#Иначе\nА = 2;\n#КонецЕсли",
        "unexpected-token",
        (5, 5),
    ),
    "nothing but a quote": ('"', "unclosed-string", (1, 1)),
}


def first_error(code: str) -> tuple[str, tuple[int, int]]:
    error = parse(code).errors[0]
    return error.code, (error.line, error.column)


@pytest.mark.parametrize(("body", "code", "place"), BODIES.values(), ids=BODIES.keys())
def test_a_mistake_in_a_procedure_is_found_where_it_is(body: str, code: str, place: tuple[int, int]) -> None:
    text = f"Процедура Т(П)\n{body}\nКонецПроцедуры"
    assert first_error(text) == (code, place)
    assert not parse(text).methods


@pytest.mark.parametrize(("text", "code", "place"), MODULES.values(), ids=MODULES.keys())
def test_a_mistake_in_a_module_is_found_where_it_is(text: str, code: str, place: tuple[int, int]) -> None:
    assert first_error(text) == (code, place)


def test_every_code_has_a_case_here_or_among_the_deep_ones() -> None:
    tested = {code for _, code, _ in (*BODIES.values(), *MODULES.values())}
    assert set(MESSAGES) - tested == {"too-deep"}


def test_a_message_names_what_was_found_and_expected_in_both_languages() -> None:
    error = parse("Если А Цикл\nКонецЕсли;").errors[0]
    assert str(error) == "1:8 Ожидалось: «Тогда», найдено: «Цикл»"
    assert error.message_en == "Expected 'Then' (Тогда), found 'Цикл'"


def test_a_block_that_is_not_closed_is_named_with_its_line() -> None:
    error = parse("Процедура А()\nЕсли Б Тогда\n  В();\nКонецПроцедуры").errors[0]
    assert error.message_ru == "Ожидалось: «КонецЕсли» (для «Если» в строке 2), найдено: «КонецПроцедуры»"


def test_a_message_shows_no_control_characters() -> None:
    error = parse('А = "\x1b[31m').errors[0]
    assert "\x1b" not in error.message_ru + error.message_en
