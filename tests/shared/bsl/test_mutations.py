"""Good code that is damaged in a way that no 1C accepts must be refused, wherever the damage is."""

import re
from collections.abc import Callable, Iterator

import pytest

from components.shared.bsl import parse
from components.shared.bsl.syntax.lexer import column_of, lex, line_of

CODE = """\
Перем ОбщийСчетчик Экспорт, Кеш;

#Область ПрограммныйИнтерфейс

// Возвращает остатки.
&НаСервере
Функция Остатки(Знач Склад, Дата = '20240101', Пустые = Ложь) Экспорт
    Перем Итог, Строка;
    Запрос = Новый Запрос("ВЫБРАТЬ
    |   Остатки.Товар
    |ИЗ
    |   РегистрНакопления.Остатки КАК Остатки");
    Запрос.УстановитьПараметр("Склад", Склад);
    Итог = Новый Массив;
    Попытка
        Выборка = Запрос.Выполнить().Выбрать();
        Пока Выборка.Следующий() Цикл
            Если Не ЗначениеЗаполнено(Выборка.Товар) Тогда
                Продолжить;
            ИначеЕсли Выборка.Остаток > 100 * (1 + Пустые) Тогда
                Прервать;
            Иначе
                Итог.Добавить(?(Пустые, Неопределено, Выборка.Товар));
            КонецЕсли;
        КонецЦикла;
    Исключение
        ВызватьИсключение;
    КонецПопытки;
    Для Номер = 0 По Итог.Количество() - 1 Цикл
        Строка = Итог[Номер];
        ОбщийСчетчик = ОбщийСчетчик + Строка.Количество;
    КонецЦикла;
    Для Каждого Строка Из Итог Цикл
        Обработать(Строка, , "x");
    КонецЦикла;
    Возврат Итог;
КонецФункции

Асинх Процедура Обработать(Строка, Число, Текст)
    Ждать Строка.Записать(Число, Текст);
    Перейти ~Конец;
    ~Конец:
КонецПроцедуры

#КонецОбласти
"""


def dropped(pattern: str) -> Callable[[], Iterator[str]]:
    """The code without one match of a pattern, once for each match."""

    def damaged() -> Iterator[str]:
        for match in re.finditer(pattern, CODE):
            yield CODE[: match.start()] + CODE[match.end() :]

    return damaged


def replaced(pattern: str, replacement: str) -> Callable[[], Iterator[str]]:
    """The code with one match of a pattern replaced, once for each match."""

    def damaged() -> Iterator[str]:
        for match in re.finditer(pattern, CODE):
            yield CODE[: match.start()] + match.expand(replacement) + CODE[match.end() :]

    return damaged


def inserted_after(pattern: str, addition: str) -> Callable[[], Iterator[str]]:
    """The code with something after one match of a pattern, once for each match."""
    return replaced(f"({pattern})", rf"\g<1>{addition}")


STATEMENT_END = r"(?<=[\w)\]]);(?=\n +[А-Яа-я~])(?!\n +(?:Конец|Исключение|Иначе))"
MUTATIONS = {
    "word of a block dropped": dropped(
        r"(?<!\.)\b(?:Тогда|Цикл|Попытка|Исключение|Каждого|Из|По|Если|Пока|Для)\b(?! *\()"
    ),
    "end of a block dropped": dropped(r"\bКонец(?:Если|Цикла|Попытки);"),
    "end of a method dropped": dropped(r"\bКонец(?:Функции|Процедуры)"),
    "end of a method of the other kind": lambda: iter(
        [CODE.replace("КонецФункции", "КонецПроцедуры"), CODE.replace("КонецПроцедуры", "КонецФункции")]
    ),
    "semicolon dropped": dropped(STATEMENT_END),
    "opening bracket dropped": dropped(r"\((?=[^)])"),
    "closing bracket dropped": dropped(r"\)"),
    "index bracket dropped": dropped(r"[\[\]]"),
    "quote dropped": dropped(r'"'),
    "bar dropped": dropped(r"\|"),
    "quote of a date dropped": dropped(r"'"),
    "operand dropped": dropped(r"(?<=[=+*>-] )[\w.()\[\]]+(?=;| \*|\) Тогда| Тогда)"),
    "equality doubled": replaced(r" = ", " == "),
    "assignment of other languages": replaced(r" = ", " := "),
    "plus and equals": replaced(r" = (?=\w+[;.(])", " += "),
    "not of other languages": replaced(r"\bНе ", "!"),
    "comment of other languages": replaced(r"// ([^\n]+)", r"/* \g<1> */"),
    "comment of python": replaced(r"// ([^\n]+)", r"# \g<1>"),
    "braces": replaced(r" Тогда\n", " {\n"),
    "then misspelt": replaced(r"\bТогда\b", "То"),
    "else if in two words": replaced(r"\bИначеЕсли\b", "Иначе Если"),
    "for each in": replaced(r" Из (?=Итог)", " В "),
    "to as until": replaced(r" По (?=Итог)", " До "),
    "value returned from a procedure": replaced(r"(~Конец:)", r"\g<1>\nВозврат 1;"),
    "bare return in a function": replaced(r"Возврат Итог", "Возврат"),
    "break outside a loop": inserted_after(r"Итог = Новый Массив;|Кеш;|Текст\);", " Прервать;"),
    "variable after statements": inserted_after(r"Итог = Новый Массив;|Текст\);", " Перем Новая;"),
    "method in a method": inserted_after(r"Итог = Новый Массив;", "\nФункция Ф() Возврат 1; КонецФункции\n"),
    "parameter twice": inserted_after(r"Строка, Число", ", Строка"),
    "method twice": lambda: iter([CODE + "Процедура Остатки()\nКонецПроцедуры\n"]),
    "await without async": dropped(r"Асинх "),
    "label renamed": replaced(r"~Конец:", "~Начало:"),
    "code before a method": replaced(r"(// Возвращает)", r"А = 1;\n\g<1>"),
    "name of two words": replaced(r"\bИтог = ", "Мой Итог = "),
    "lambda": replaced(r"= Итог\[Номер\]", "= (Х) => Х"),
    "type hint": replaced(r"Знач Склад", "Склад: Строка"),
    "format string": replaced(r'"Склад"', 'f"Склад"'),
    "unknown sign": inserted_after(r"(?<=\w)(?= = )", "$"),
    "region's end dropped": dropped("#КонецОбласти"),
    "region's name dropped": dropped(" ПрограммныйИнтерфейс"),
    "fence": lambda: iter([f"```bsl\n{CODE}```\n"]),
    "sentence before": lambda: iter([f"Вот ваш код:\n{CODE}"]),
    "sentence after": lambda: iter([f"{CODE}\nЭтот код делает всё."]),
}


def test_the_code_that_is_damaged_here_is_good() -> None:
    module = parse(CODE)
    assert not module.errors
    assert len(module.methods) == 2


@pytest.mark.parametrize("mutation", MUTATIONS.values(), ids=MUTATIONS.keys())
def test_damaged_code_is_refused(mutation: Callable[[], Iterator[str]]) -> None:
    damaged = list(mutation())
    assert damaged
    assert [text for text in damaged if not parse(text).errors] == []


def test_code_that_ends_too_early_is_refused() -> None:
    tokens = lex(CODE)
    starts = [sum(map(len, CODE.splitlines(True)[: line_of(p) - 1])) + column_of(p) - 1 for p in tokens.positions]
    method_starts = {CODE.index(word) for word in ("&НаСервере", "Асинх")}
    early = [start for start in starts if CODE.index("#Область") < start < CODE.rindex("#КонецОбласти")]
    assert len(early) > 150
    accepted = [start for start in early if not parse(CODE[:start] + "\n#КонецОбласти").errors]
    assert [start for start in accepted if start not in method_starts] == []
