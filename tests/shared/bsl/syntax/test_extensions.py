"""Code of extensions: annotations, ``ПродолжитьВызов``, ``#Вставка`` and ``#Удаление``; valid and broken."""

import pytest

from components.shared.bsl import parse

PROCEDURE = "Процедура Расш_А(Б)\n{}\nКонецПроцедуры\n"
FUNCTION = "Функция Расш_А(Б)\n{}\nВозврат 1;\nКонецФункции\n"

VALID = {
    "before": '&Перед("А")\n' + PROCEDURE.format(""),
    "after": '&После("А")\n' + PROCEDURE.format("В();"),
    "around a procedure": '&Вместо("А")\n' + PROCEDURE.format("ПродолжитьВызов(Б);"),
    "around a function": '&Вместо("А")\n' + FUNCTION.format("Х = ПродолжитьВызов(Б);"),
    "call goes on in a condition": '&Вместо("А")\n' + FUNCTION.format("Если Б Тогда ПродолжитьВызов(Б); КонецЕсли;"),
    "call goes on inside an argument": '&Вместо("А")\n' + FUNCTION.format("Х = В(ПродолжитьВызов(Б), 1);"),
    "result of the call has members": '&Вместо("А")\n' + FUNCTION.format("Х = ПродолжитьВызов(Б).Имя;"),
    "around without going on": '&Вместо("А")\n' + FUNCTION.format("В();"),
    "place first, then extension": '&НаКлиенте\n&Вместо("А")\n' + PROCEDURE.format("ПродолжитьВызов(Б);"),
    "extension first, then place": '&Вместо("А")\n&НаСервере\n' + PROCEDURE.format("ПродолжитьВызов(Б);"),
    "english": '&Around("A")\nFunction Ext_A(B)\nReturn ProceedWithCall(B) + 1;\nEndFunction\n',
    "english before and after": '&Before("A")\nProcedure X()\nEndProcedure\n&After("A")\nProcedure Y()\nEndProcedure\n',
    "english with control": '&ChangeAndValidate("A")\nProcedure X()\n#Insert\nB();\n#EndInsert\nEndProcedure\n',
    "any case": '&вмЕсто("А")\n' + PROCEDURE.format("продолжитьвызов(Б);"),
    "blanks in the annotation": '& Вместо ( "А" )\n' + PROCEDURE.format("ПродолжитьВызов(Б);"),
    "comment after the annotation": '&Перед("А") // до\n// ещё\n' + PROCEDURE.format(""),
    "asynchronous around": '&НаКлиенте\n&Вместо("А")\nАсинх ' + FUNCTION.format("Х = Ждать ПродолжитьВызов(Б);"),
    "member of that name anywhere": PROCEDURE.format("Б.ПродолжитьВызов();"),
    "variable of that name anywhere": PROCEDURE.format("ПродолжитьВызов = 1;"),
    "with control, nothing changed": '&ИзменениеИКонтроль("А")\n' + PROCEDURE.format("В();"),
    "insertion": '&ИзменениеИКонтроль("А")\n' + PROCEDURE.format("#Вставка\nВ();\n#КонецВставки"),
    "deletion": '&ИзменениеИКонтроль("А")\n' + PROCEDURE.format("#Удаление\nВ();\n#КонецУдаления"),
    "deletion of what is no code alone": PROCEDURE.format("#Удаление\nКонецЕсли;\n#КонецУдаления"),
    "deleted statement, inserted one": PROCEDURE.format(
        "#Удаление\nВ();\n#КонецУдаления\n#Вставка\nГ();\n#КонецВставки"
    ),
    "condition replaced": PROCEDURE.format(
        "#Удаление\nЕсли А Тогда\n#КонецУдаления\n#Вставка\nЕсли В Тогда\n#КонецВставки\nГ();\nКонецЕсли;"
    ),
    "condition added around": PROCEDURE.format(
        "#Вставка\nЕсли А Тогда\n#КонецВставки\nГ();\n#Вставка\nКонецЕсли;\n#КонецВставки"
    ),
    "argument added": PROCEDURE.format("Г(А\n#Вставка\n, В\n#КонецВставки\n);"),
    "half an expression replaced": PROCEDURE.format(
        "А = 1\n#Удаление\n+ 2\n#КонецУдаления\n#Вставка\n+ 3\n#КонецВставки\n;"
    ),
    "line of a string deleted": PROCEDURE.format('А = "а\n#Удаление\n|б\n#КонецУдаления\n|в";'),
    "line of a string inserted": PROCEDURE.format('А = "а\n#Вставка\n|б\n#КонецВставки\n|в";'),
    "line of a string replaced": PROCEDURE.format(
        'А = "а\n#Удаление\n|б\n#КонецУдаления\n#Вставка\n|в\n#КонецВставки\n|г";'
    ),
    "end of a string replaced": PROCEDURE.format(
        'А = "а\n#Удаление\n|б";\n#КонецУдаления\n#Вставка\n|в";\n#КонецВставки'
    ),
    "several lines of a string deleted": PROCEDURE.format('А = "а\n#Удаление\n|б\n|в\n#КонецУдаления\n|г";'),
    "marks with blanks": PROCEDURE.format("  # Вставка\nВ();\n\t#КонецВставки // да"),
    "marks around a directive": PROCEDURE.format("#Вставка\n#Если Сервер Тогда\nВ();\n#КонецЕсли\n#КонецВставки"),
    "marks inside a branch": PROCEDURE.format("#Если Сервер Тогда\n#Удаление\nВ(;\n#КонецУдаления\n#КонецЕсли"),
    "mark in a comment": PROCEDURE.format("// #Вставка\nВ();"),
    "mark in a string": PROCEDURE.format('А = "#Вставка";'),
    "mark on a further line of a string": PROCEDURE.format('А = "а\n|#Вставка\n|б";'),
}

BROKEN = {
    "unknown annotation": ('&Заместо("А")\n' + PROCEDURE.format(""), "unknown-annotation", 1),
    "annotation of onescript": ("&Пластилин\n" + PROCEDURE.format(""), "unknown-annotation", 1),
    "no name": ("&Перед\n" + PROCEDURE.format(""), "annotation-arguments", 1),
    "empty brackets": ("&После()\n" + PROCEDURE.format(""), "annotation-arguments", 1),
    "empty name": ('&Вместо("")\n' + PROCEDURE.format(""), "annotation-arguments", 1),
    "name without quotes": ("&Вместо(А)\n" + PROCEDURE.format(""), "annotation-arguments", 1),
    "two names": ('&Вместо("А", "Б")\n' + PROCEDURE.format(""), "annotation-arguments", 1),
    "expression for a name": ('&Вместо("А" + "Б")\n' + PROCEDURE.format(""), "annotation-arguments", 1),
    "sentence for a name": ('&Вместо("А Б")\n' + PROCEDURE.format(""), "annotation-arguments", 1),
    "place with a name": ('&НаСервере("А")\n' + PROCEDURE.format(""), "annotation-arguments", 1),
    "bracket not closed": ('&Вместо("А"\n' + PROCEDURE.format(""), "unexpected-token", 2),
    "annotation of a statement": ('&Вместо("А")\nБ = 1;\n', "unexpected-token", 2),
    "annotation of nothing": ('&Вместо("А")\n', "unexpected-token", 2),
    "annotation inside a method": (PROCEDURE.format('&Вместо("А")\nБ = 1;'), "unexpected-token", 2),
    "going on before": ('&Перед("А")\n' + PROCEDURE.format("ПродолжитьВызов(Б);"), "proceed-outside-around", 3),
    "going on after": ('&После("А")\n' + PROCEDURE.format("ПродолжитьВызов(Б);"), "proceed-outside-around", 3),
    "going on with control": (
        '&ИзменениеИКонтроль("А")\n' + PROCEDURE.format("ПродолжитьВызов(Б);"),
        "proceed-outside-around",
        3,
    ),
    "going on in an ordinary method": (PROCEDURE.format("ПродолжитьВызов(Б);"), "proceed-outside-around", 2),
    "going on in an expression": (PROCEDURE.format("А = 1 + ПродолжитьВызов(Б);"), "proceed-outside-around", 2),
    "going on in the next method": (
        '&Вместо("А")\n'
        + PROCEDURE.format("ПродолжитьВызов(Б);")
        + "Процедура В()\nПродолжитьВызов();\nКонецПроцедуры",
        "proceed-outside-around",
        6,
    ),
    "going on in the body": ("ПродолжитьВызов();", "proceed-outside-around", 1),
    "insertion not closed": (PROCEDURE.format("#Вставка\nВ();"), "unclosed-directive", 2),
    "deletion not closed": (PROCEDURE.format("#Удаление\nВ();"), "unclosed-directive", 2),
    "insertion not opened": (PROCEDURE.format("В();\n#КонецВставки"), "unopened-directive", 3),
    "deletion not opened": (PROCEDURE.format("В();\n#КонецУдаления"), "unopened-directive", 3),
    "insertion closed as a deletion": (PROCEDURE.format("#Вставка\nВ();\n#КонецУдаления"), "unclosed-directive", 2),
    "insertion in an insertion": (
        PROCEDURE.format("#Вставка\n#Вставка\nВ();\n#КонецВставки\n#КонецВставки"),
        "unclosed-directive",
        3,
    ),
    "insertion that is no code": (PROCEDURE.format("#Вставка\nВ(;\n#КонецВставки"), "unexpected-token", 3),
    "what is left is no code": (
        PROCEDURE.format("Если А\n#Удаление\nТогда\n#КонецУдаления\nКонецЕсли;"),
        "unexpected-token",
        6,
    ),
    "end of a string deleted": (PROCEDURE.format('А = "а\n#Удаление\n|б";\n#КонецУдаления'), "unclosed-string", 2),
    "mark in the middle of a line": (PROCEDURE.format("В(); #Вставка"), "unknown-directive", 2),
}


@pytest.mark.parametrize("code", VALID.values(), ids=VALID.keys())
def test_code_of_an_extension_is_accepted(code: str) -> None:
    module = parse(code)
    assert not module.errors
    assert module.methods


@pytest.mark.parametrize(("text", "code", "line"), BROKEN.values(), ids=BROKEN.keys())
def test_a_mistake_in_an_extension_is_found_where_it_is(text: str, code: str, line: int) -> None:
    error = parse(text).errors[0]
    assert (error.code, error.line) == (code, line)


def test_what_is_deleted_is_not_in_the_tree_and_what_is_inserted_is() -> None:
    text = PROCEDURE.format("#Удаление\nСтарое();\n#КонецУдаления\n#Вставка\nНовое();\n#КонецВставки")
    (method,) = parse(text).methods
    assert [statement.line for statement in method.body] == [6]
