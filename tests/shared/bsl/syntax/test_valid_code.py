"""What 1C and OneScript accept must be accepted: every row is one construct."""

import pytest

from components.shared.bsl import parse

STATEMENTS = {
    "assignment": "А = 1;",
    "last semicolon left out": "А = 1",
    "empty statements": "А = 1;; ; Б = 2;",
    "no statement": "",
    "member assignment": "А.Б.В = 1;",
    "element assignment": "А[0].Б[А + 1] = 1;",
    "call": "Сообщить(А);",
    "skipped arguments": "Ф(, , А, );",
    "call of a member": "А.Б().В(1)[2].Г();",
    "member of a value in parentheses": "Х = (А + Б).В();",
    "member of a ternary": "Х = ?(А, Б, В).Имя;",
    "ternary with a space": "Х = ? (А, 1, 2);",
    "nested ternaries": "Х = ?(А, ?(Б, 1, 2), ?(В, 3, 4));",
    "parentheses": "Х = (А + 1) * 2;",
    "signs one after another": "Х = А++1 - -2;",
    "negation of a comparison": "Х = Не А = Б И Не В;",
    "negation after an operator": "Х = А И Не Б;",
    "chain of comparisons": "Х = А = Б <> В;",
    "remainder": "Х = А % 2;",
    "all comparisons": "Х = А < 1 Или А > 1 Или А <= 1 Или А >= 1 Или А <> 1;",
    "number with a fraction": "Х = 1.25;",
    "adjacent strings": 'Х = "а" "б"\n"в";',
    "quotes in a string": 'Х = "а ""б"" в";',
    "string of quotes": 'Х = """";',
    "string of several lines": 'Х = "а\n|б\n  |в";',
    "comment between lines of a string": 'Х = "а\n// пояснение\n|б";',
    "comment with a quote between lines of a string": 'Х = "а\n// пояснение "" и "\n|б";',
    "blank line between lines of a string": 'Х = "а\n\n|б";',
    "string with comment marks": 'Х = "http://адрес";',
    "string of several lines with windows ends": 'Х = "а\r\n\t|б\r\n\t|в";\r\n',
    "date": "Х = '20240131';",
    "date with time": "Х = '20240131235959';",
    "date with hours and minutes": "Х = '202401312359';",
    "date with separators": "Х = '2024.01.31 12:00:00';",
    "empty date": "Х = '00000000';",
    "first date": "Х = '00010101000000';",
    "named values": "Х = Истина; Х = Ложь; Х = Неопределено; Х = Null; Х = NULL;",
    "new": "Х = Новый Массив;",
    "new with brackets": "Х = Новый Массив();",
    "new with arguments": 'Х = Новый Структура("А, Б", 1, );',
    "new by name": 'Х = Новый("Структура");',
    "new by name with parameters": 'Х = Новый("Структура", Параметры);',
    "if": "Если А Тогда Б = 1; КонецЕсли;",
    "if without semicolon at the end of blocks": "Если А Тогда Б = 1 Иначе Б = 2 КонецЕсли",
    "elsif": "Если А Тогда ИначеЕсли Б Тогда В = 1; Иначе КонецЕсли;",
    "while": "Пока А Цикл Прервать; КонецЦикла;",
    "for": "Для Н = 1 По 10 Цикл Продолжить; КонецЦикла;",
    "for each": "Для Каждого Э Из А Цикл Э.Б(); КонецЦикла;",
    "keyword of a loop in two words": "Для  каждого Э Из А.Б() Цикл КонецЦикла",
    "break inside a condition": "Пока Истина Цикл Если А Тогда Прервать; КонецЕсли; КонецЦикла;",
    "break inside a try": "Пока А Цикл Попытка Прервать; Исключение Продолжить; КонецПопытки; КонецЦикла;",
    "try": "Попытка А(); Исключение Б(); КонецПопытки;",
    "raise without a value": "Попытка А(); Исключение ВызватьИсключение; КонецПопытки;",
    "raise without a value deep in a handler": (
        "Попытка А(); Исключение Если Б Тогда Попытка В(); Исключение КонецПопытки; ВызватьИсключение; КонецЕсли;"
        " КонецПопытки;"
    ),
    "raise": 'ВызватьИсключение "текст";',
    "raise in parentheses": 'ВызватьИсключение("текст");',
    "raise of a sum that starts with parentheses": 'ВызватьИсключение (А) + Б(В, Г) + "текст";',
    "raise with several values": 'ВызватьИсключение("текст", КатегорияОшибки.ОшибкаКонфигурации, , Б);',
    "return": "Возврат;",
    "return without semicolon": "Если А Тогда Возврат КонецЕсли;",
    "execute": 'Выполнить("А = 1");',
    "execute without brackets": "Выполнить А + Б;",
    "handlers": "ДобавитьОбработчик А.Б, В.Г; УдалитьОбработчик А.Б, В.Г;",
    "handler of a method": "ДобавитьОбработчик А.Б, МетодОбработчик;",
    "label": "~Метка: А = 1; Перейти ~Метка;",
    "label after the jump": "Перейти ~Конец; А = 1; ~Конец:",
    "jump out of a block": "Пока А Цикл Если Б Тогда Перейти ~Конец; КонецЕсли; КонецЦикла; ~Конец:",
    "jump back to the start of its block": "Если А Тогда ~М: Пока Б Цикл Перейти ~М; КонецЦикла; КонецЕсли;",
    "label at the end of a block": "Если А Тогда Перейти ~М; ~М: КонецЕсли;",
    "members named like keywords": "Х = А.Прервать + А.Если.Выполнить(Б).Процедура; А.Новый = 1;",
    "english": (
        "If A Then B = 1; ElsIf C Then Else EndIf; For Each E In A Do Break; EndDo; While True Do Continue; EndDo;"
    ),
    "english try": "Try A(); Except Raise; EndTry; For N = 1 To 2 Do EndDo;",
    "english words of values": "X = New Array; X = Not True And False Or Undefined = Null; X = ?(A, 1, 2);",
    "english and russian mixed": "If А Тогда Б = New Массив; КонецЕсли; Пока А Do EndDo;",
    "any case": "еСЛИ А тОГДА б = 1; КОНЕЦЕСЛИ; вОЗВРАТ;",
    "letter yo": "Счётчик = Ёлка.Её();",
    "underscores and digits": "_А1 = А_1 + _;",
    "no-break spaces": "А\u00a0=\u00a01;\u00a0Б = 2;",
    "comments everywhere": "А // а\n = // б\n 1 // в\n; // г",
    "await as a name": "Ждать = 1; Х = Ждать + 1; Ждать(А); Х = Ждать.Б; Ждать.В();",
    "async as a name": "Асинх = 1; Х = Асинх; Асинх.А();",
    "if of the preprocessor": "#Если Сервер Тогда\nА = 1;\n#Иначе\nА = 2;\n#КонецЕсли",
    "conditions of the preprocessor": "#Если Не (Клиент Или ВебКлиент) И Сервер Тогда // да\nА = 1;\n#КонецЕсли // всё",
    "three branches of the preprocessor": (
        "#Если Сервер Тогда\nА=1;\n#ИначеЕсли Клиент Тогда\nА=2;\n#Иначе\nА=3;\n#КонецЕсли"
    ),
    "spaced instruction": "# Если Сервер Тогда\nА = 1;\n# КонецЕсли",
    "english instruction": "#If Server Or ThickClientOrdinaryApplication Or ExternalConnection Then\nA = 1;\n#EndIf",
    "preprocessor inside an expression": "А = 1\n#Если Сервер Тогда\n + 2\n#КонецЕсли\n;",
    "preprocessor chooses a value": "А =\n#Если Сервер Тогда\n 1\n#Иначе\n 2\n#КонецЕсли\n;",
    "preprocessor inside arguments": "Ф(А,\n#Если Сервер Тогда\nБ\n#Иначе\nВ\n#КонецЕсли\n);",
    "preprocessor chooses a condition": (
        "#Если Сервер Тогда\nЕсли А Тогда\n#Иначе\nЕсли Б Тогда\n#КонецЕсли\nВ = 1;\nКонецЕсли;"
    ),
    "region inside a method": "#Область Имя\nА = 1;\n#КонецОбласти",
    "insertion": "#Вставка\nА = 1;\n#КонецВставки\nБ = 1;",
    "deletion": "#Удаление\nА = 1;\n#КонецУдаления\nБ = 1;",
    "deletion of half a statement": (
        "Если А\n#Удаление\nИ Б Тогда\n#КонецУдаления\n#Вставка\nТогда\n#КонецВставки\nКонецЕсли;"
    ),
    "deletion inside a string": 'Х = "а\n#Удаление\n|б\n#КонецУдаления\n#Вставка\n|в\n#КонецВставки\n|г";',
    "deletion of the end of a string": 'Х = "а\n#Удаление\n|б";\n#КонецУдаления\n#Вставка\n|в";\n#КонецВставки',
}

MODULES = {
    "nothing": "",
    "blanks and comments": "\n // только комментарий\n\t",
    "byte order mark": "\ufeffПроцедура А() КонецПроцедуры",
    "semicolon after the header": "Процедура А();\nКонецПроцедуры",
    "semicolon after the end": "Процедура А()\nКонецПроцедуры;\nПроцедура Б()\nКонецПроцедуры",
    "export": "Процедура А() Экспорт\nКонецПроцедуры",
    "parameters": "Функция А(Знач Б, В = 1, Знач Г = Неопределено)\nВозврат 1;\nКонецФункции",
    "defaults": (
        'Процедура А(Б = -1, В = +2.5, Г = "а", Д = \'20240101\', Е = Истина, Ж = Null, З = "а" "б")\nКонецПроцедуры'
    ),
    "local variables": "Процедура А()\nПерем Б, В;\nПерем Г;\nБ = 1;\nКонецПроцедуры",
    "module variables": "Перем А Экспорт, Б;\nПерем В;",
    "variable of a client": "&НаКлиенте\nПерем А;\n&НаКлиенте\nПроцедура Б()\nКонецПроцедуры",
    "directive with a space": "& НаКлиенте\nПроцедура А()\nКонецПроцедуры",
    "english directive": "&AtServerNoContext\nFunction A(Val B)\nReturn B;\nEndFunction",
    "extension before": '&НаСервере\n&Перед("А")\nПроцедура Расш_А()\nКонецПроцедуры',
    "extension after": '&После("А")\nПроцедура Расш_А()\nКонецПроцедуры',
    "extension around": '&Вместо("А")\nФункция Расш_А(Б)\nВозврат ПродолжитьВызов(Б) + 1;\nКонецФункции',
    "extension with control": (
        '&ИзменениеИКонтроль("А")\nПроцедура Расш_А()\n#Вставка\nБ();\n#КонецВставки\nКонецПроцедуры'
    ),
    "async": "Асинх Функция А()\nВозврат Ждать Б();\nКонецФункции",
    "async statement": "Асинх Процедура А()\nЖдать Б();\nХ = Ждать В() + Ждать Г.Д();\nКонецПроцедуры",
    "async directive and export": "&НаКлиенте\nАсинх Процедура А() Экспорт\nКонецПроцедуры",
    "english async": "Async Procedure A()\nAwait B();\nEndProcedure",
    "mixed ends": "Процедура А()\nEndProcedure\nFunction Б()\nReturn 1;\nКонецФункции",
    "body of a module": "Процедура А()\nКонецПроцедуры\nА();\nБ = 1;",
    "bare statements": "А = 1;\nБ = А + 1;",
    "return from a module": "Если А Тогда Возврат; КонецЕсли;",
    "module in a condition": "#Если Сервер Тогда\nПроцедура А()\nКонецПроцедуры\n#КонецЕсли",
    "one method twice by condition": (
        "#Если Сервер Тогда\nПроцедура А()\nКонецПроцедуры\n#Иначе\nПроцедура А()\nКонецПроцедуры\n#КонецЕсли"
    ),
    "headers by condition": (
        "#Если Сервер Тогда\nПроцедура А(Б)\n#Иначе\nПроцедура А()\n#КонецЕсли\nВ = 1;\nКонецПроцедуры"
    ),
    "nested regions": "#Область А\n#Область Б\nПроцедура В()\nКонецПроцедуры\n#КонецОбласти // Б\n#КонецОбласти",
    "labels of two methods": "Процедура А()\n~М:\nКонецПроцедуры\nПроцедура Б()\n~М:\nКонецПроцедуры",
    "function without return": "Функция А()\nКонецФункции",
}

ONESCRIPT = {
    "use": '#Использовать "../src"\n#Использовать asserts\nА = 1;',
    "shebang": "#!/usr/bin/oscript\nА = 1;",
    "member of a new object": "Х = Новый Файл(П).Имя;",
    "custom annotation": '&Пластилин\n&Желудь(Имя = "а", Значение = 1)\nПроцедура А()\nКонецПроцедуры',
    "annotated parameter": 'Процедура А(&Пластилин Б, &Имя("в") Знач В)\nКонецПроцедуры',
    "environment of its own": "#Если OneScript И Не Windows Тогда\nА = 1;\n#КонецЕсли",
}


@pytest.mark.parametrize("code", STATEMENTS.values(), ids=STATEMENTS.keys())
def test_a_statement_of_the_language_is_accepted(code: str) -> None:
    module = parse(f"Процедура Т(Б, В)\n{code}\nКонецПроцедуры")
    assert not module.errors
    assert [method.name for method in module.methods] == ["Т"]


@pytest.mark.parametrize("code", MODULES.values(), ids=MODULES.keys())
def test_a_module_of_the_language_is_accepted(code: str) -> None:
    assert not parse(code).errors


@pytest.mark.parametrize("code", ONESCRIPT.values(), ids=ONESCRIPT.keys())
def test_onescript_is_accepted_in_its_dialect_only(code: str) -> None:
    assert not parse(code, "onescript").errors
    assert parse(code, "1c").errors
