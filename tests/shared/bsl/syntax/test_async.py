"""``Асинх`` and ``Ждать``: words of the language in an asynchronous method, ordinary names elsewhere."""

import pytest

from components.shared.bsl import parse
from components.shared.bsl.syntax import syntax_tree as tree

ASYNC = "Асинх Функция А(Б)\n{}\nВозврат 1;\nКонецФункции\n"
ORDINARY = "Функция А(Б)\n{}\nВозврат 1;\nКонецФункции\n"

VALID = {
    "statement": ASYNC.format("Ждать Б();"),
    "value": ASYNC.format("Х = Ждать Б();"),
    "returned": "Асинх Функция А()\nВозврат Ждать Б();\nКонецФункции\n",
    "procedure": "Асинх Процедура А() Экспорт\nЖдать Б.В();\nКонецПроцедуры\n",
    "directive": "&НаКлиенте\nАсинх Процедура А(Знач Команда)\nКонецПроцедуры\n",
    "english": "&AtClient\nAsync Procedure A(Command)\nAwait B();\nEndProcedure\n",
    "english and russian": "Async Функция А()\nВозврат Ждать Б();\nEndFunction\n",
    "any case": "аСИНХ Процедура А()\nжДАТЬ Б();\nКонецПроцедуры\n",
    "name waited for": ASYNC.format("Обещание = Б(); Х = Ждать Обещание;"),
    "member waited for": ASYNC.format("Х = Ждать Б.Обещание;"),
    "chain waited for": ASYNC.format("Х = Ждать Б.В(1).Г();"),
    "parentheses waited for": ASYNC.format("Х = Ждать (Б());"),
    "member of what was waited for": ASYNC.format("Х = (Ждать Б()).Имя;"),
    "in a sum": ASYNC.format("Х = Ждать Б() + Ждать В();"),
    "in a condition": ASYNC.format("Если Ждать Б() = 1 Тогда КонецЕсли;"),
    "in a negation": ASYNC.format("Если Не Ждать Б() Тогда КонецЕсли;"),
    "in an argument": ASYNC.format("В(Ждать Б(), Ждать Г());"),
    "in a loop's header": ASYNC.format("Для Каждого Х Из Ждать Б() Цикл КонецЦикла;"),
    "in a handler": ASYNC.format("Попытка Ждать Б(); Исключение Ждать В(); КонецПопытки;"),
    "in a ternary": ASYNC.format("Х = ?(Ждать Б(), Ждать В(), 1);"),
    "twice": ASYNC.format("Х = Ждать Ждать Б();"),
    "over two lines": ASYNC.format("Х = Ждать\n    Б();"),
    "member of that name": ASYNC.format("Б.Ждать(); Х = Б.Асинх;"),
    "no waiting at all": ASYNC.format("Б();"),
    "ordinary variable": ORDINARY.format("Ждать = 1;"),
    "ordinary value": ORDINARY.format("Х = Ждать;"),
    "ordinary operand": ORDINARY.format("Х = Ждать + 1 - Ждать;"),
    "ordinary call": ORDINARY.format("Ждать(Б); Х = Ждать(1);"),
    "ordinary call without arguments": ORDINARY.format("Ждать();"),
    "ordinary object": ORDINARY.format("Ждать.Б(); Ждать.В = 1; Ждать[0] = 1;"),
    "ordinary parameter": "Процедура А(Ждать, Асинх)\nКонецПроцедуры\n",
    "ordinary local variable": "Процедура А()\nПерем Ждать, Асинх;\nКонецПроцедуры\n",
    "ordinary method": "Процедура Ждать()\nКонецПроцедуры\nФункция Асинх()\nВозврат 1;\nКонецФункции\n",
    "ordinary variable of a loop": ORDINARY.format("Для Каждого Ждать Из Б Цикл КонецЦикла;"),
    "ordinary variable of the module": "Перем Ждать, Асинх Экспорт;\n",
    "Асинх as a variable": ORDINARY.format("Асинх = 1; Х = Асинх + 1;"),
    "Асинх as a call": ORDINARY.format("Асинх(); Асинх.Б();"),
    "Асинх called in an asynchronous method": ASYNC.format("Асинх();"),
    "method after an asynchronous one": ASYNC.format("Ждать Б();") + "Процедура Г()\nЖдать = 1;\nКонецПроцедуры\n",
    "asynchronous after an ordinary one": "Процедура Г()\nКонецПроцедуры\n" + ASYNC.format("Ждать Б();"),
    "in a branch of the preprocessor": "#Если Клиент Тогда\n" + ASYNC.format("Ждать Б();") + "#КонецЕсли\n",
}

BROKEN = {
    "ordinary method waits": (ORDINARY.format("Ждать Б();"), "await-outside-async", (2, 1)),
    "ordinary method waits for a value": (ORDINARY.format("Х = Ждать Б();"), "await-outside-async", (2, 5)),
    "ordinary method waits for a string": (ORDINARY.format('Х = Ждать "а";'), "await-outside-async", (2, 5)),
    "ordinary method waits for a new object": (ORDINARY.format("Х = Ждать Новый А;"), "await-outside-async", (2, 5)),
    "ordinary method waits in an argument": (ORDINARY.format("В(Ждать Б());"), "await-outside-async", (2, 3)),
    "body of the module waits": ("Ждать Б();", "await-outside-async", (1, 1)),
    "method after an asynchronous one waits": (
        ASYNC.format("") + "Процедура Г()\nЖдать Б();\nКонецПроцедуры\n",
        "await-outside-async",
        (6, 1),
    ),
    "nothing is waited for": (ASYNC.format("Ждать;"), "unexpected-token", (2, 6)),
    "nothing is waited for in a value": (ASYNC.format("Х = Ждать;"), "unexpected-token", (2, 10)),
    "assigned in an asynchronous method": (ASYNC.format("Ждать = 1;"), "unexpected-token", (2, 7)),
    "object in an asynchronous method": (ASYNC.format("Ждать.Б();"), "unexpected-token", (2, 6)),
    "empty brackets are waited for": (ASYNC.format("Ждать();"), "unexpected-token", (2, 7)),
    "operator before the word": (ASYNC.format("Х = Б Ждать В();"), "missing-semicolon", (2, 7)),
    "value waited for and assigned": (ASYNC.format("Ждать Б = 1;"), "missing-semicolon", (2, 9)),
    "word twice": ("Асинх Асинх Процедура А()\nКонецПроцедуры\n", "not-a-statement", (1, 7)),
    "word after the header": ("Процедура А() Асинх\nБ = 1;\nКонецПроцедуры\n", "not-a-statement", (2, 1)),
    "word between word and name": ("Процедура Асинх А()\nКонецПроцедуры\n", "unexpected-token", (1, 17)),
    "word before a variable": ("Асинх Перем А;", "not-a-statement", (1, 7)),
    "word before the directive": ("Асинх &НаКлиенте\nПроцедура А()\nКонецПроцедуры\n", "unexpected-token", (1, 7)),
    "word before an end": ("Процедура А()\nАсинх КонецПроцедуры\n", "not-a-statement", (2, 7)),
    "value from a procedure": (
        "Асинх Процедура А()\nВозврат Ждать Б();\nКонецПроцедуры\n",
        "value-from-procedure",
        (2, 1),
    ),
    "no value from a function": ("Асинх Функция А()\nВозврат;\nКонецФункции\n", "no-value-from-function", (2, 1)),
}


@pytest.mark.parametrize("code", VALID.values(), ids=VALID.keys())
def test_the_words_are_accepted_where_they_may_stand(code: str) -> None:
    assert not parse(code).errors


@pytest.mark.parametrize(("text", "code", "place"), BROKEN.values(), ids=BROKEN.keys())
def test_a_mistake_is_found_where_it_is(text: str, code: str, place: tuple[int, int]) -> None:
    error = parse(text).errors[0]
    assert (error.code, (error.line, error.column)) == (code, place)


def test_the_same_words_are_a_wait_in_one_method_and_a_call_in_another() -> None:
    waiting, calling = parse(
        "Асинх Процедура А()\nЖдать (Б);\nКонецПроцедуры\nПроцедура В()\nЖдать (Б);\nКонецПроцедуры"
    ).methods
    kinds = [
        type(method.body[0].call) for method in (waiting, calling) if isinstance(method.body[0], tree.CallStatement)
    ]
    assert kinds == [tree.Await, tree.Chain]
