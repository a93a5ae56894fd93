"""What the parser says about broken code: every code, in Russian and in English."""

from dataclasses import dataclass

from components.shared.bsl.syntax import tokens
from components.shared.bsl.syntax.lexer import column_of, line_of
from components.shared.bsl.syntax.tokens import KEYWORDS

LONGEST_QUOTE = 30


@dataclass(frozen=True, slots=True)
class ParseError:
    """One error: where it is (from 1), its code, and what is wrong."""

    line: int
    column: int
    code: str
    message_ru: str
    message_en: str

    def __str__(self) -> str:
        return f"{self.line}:{self.column} {self.message_ru}"


MESSAGES: dict[str, tuple[str, str]] = {
    # code: Russian, English
    "unexpected-token": ("Ожидалось: {expected_ru}, найдено: {found_ru}", "Expected {expected_en}, found {found_en}"),
    "missing-semicolon": (
        "Пропущена «;»: ожидался конец оператора, найдено: {found_ru}",
        "Missing ';': expected the end of the statement, found {found_en}",
    ),
    "unclosed-string": (
        "Строка не закрыта: ожидалась кавычка, найден конец строки после {found_ru}",
        "Unclosed string: expected a quote, found the end of the line after {found_en}",
    ),
    "bad-date": (
        "Неверная дата {found_ru}: ожидались 8, 12 или 14 цифр существующей даты в кавычках",
        "Bad date {found_en}: expected 8, 12 or 14 digits of an existing date in quotes",
    ),
    "unknown-character": ("Недопустимый символ {found_ru}", "Character {found_en} is not allowed"),
    "not-a-statement": (
        "Ожидалось присваивание или вызов, найдено выражение, а за ним {found_ru}",
        "Expected an assignment or a call, found an expression followed by {found_en}",
    ),
    "call-assigned": (
        "Слева от «=» ожидалась переменная, свойство или элемент, найден вызов",
        "Expected a variable, a property or an element on the left of '=', found a call",
    ),
    "member-of-new": (
        "После «Новый» с типом ожидался конец выражения, найдено: {found_ru}. Сначала присвойте объект переменной",
        "Expected the end of the expression after 'New' and a type, found {found_en}. Assign the object first",
    ),
    "value-from-procedure": (
        "Процедура не возвращает значение: после «Возврат» ожидалась «;», найдено выражение",
        "A procedure returns no value: expected ';' after 'Return', found an expression",
    ),
    "no-value-from-function": (
        "Функция возвращает значение: после «Возврат» ожидалось выражение",
        "A function returns a value: expected an expression after 'Return'",
    ),
    "late-variable": (
        "Объявление «Перем» ожидалось раньше: переменные стоят перед методами и операторами",
        "'Var' was expected earlier: variables come before methods and statements",
    ),
    "late-method": (
        "Метод ожидался раньше: процедуры и функции стоят перед операторами модуля",
        "The method was expected earlier: procedures and functions come before the module's statements",
    ),
    "outside-loop": (
        "{found_ru} вне цикла: ожидалось внутри «Цикл … КонецЦикла»",
        "{found_en} outside a loop: expected inside 'Do … EndDo'",
    ),
    "raise-outside-handler": (
        "«ВызватьИсключение» без значения ожидалось только внутри «Исключение … КонецПопытки»",
        "'Raise' without a value was expected only inside 'Except … EndTry'",
    ),
    "duplicate-parameter": ("Параметр {found_ru} уже объявлен", "Parameter {found_en} is declared already"),
    "duplicate-variable": ("Переменная {found_ru} уже объявлена", "Variable {found_en} is declared already"),
    "duplicate-method": ("Метод {found_ru} уже объявлен", "Method {found_en} is declared already"),
    "duplicate-label": ("Метка {found_ru} уже объявлена", "Label {found_en} is declared already"),
    "undefined-label": ("В этом методе нет метки {found_ru}", "There is no label {found_en} in this method"),
    "local-export": (
        "«Экспорт» ожидался только у переменных модуля, найден у переменной метода",
        "'Export' was expected only for variables of the module, found in a method",
    ),
    "await-outside-async": (
        "«Ждать» в обычном методе: ожидалось только внутри «Асинх» метода",
        "'Await' in an ordinary method: expected only inside an 'Async' one",
    ),
    "proceed-outside-around": (
        "«ПродолжитьВызов» ожидалось только в методе с аннотацией «&Вместо»",
        "'ProceedWithCall' was expected only in a method annotated '&Around'",
    ),
    "unknown-annotation": ("Неизвестная аннотация {found_ru}", "Unknown annotation {found_en}"),
    "annotation-arguments": (
        "У аннотации {found_ru} ожидалось: {expected_ru}",
        "Annotation {found_en}: expected {expected_en}",
    ),
    "unknown-directive": (
        "Неизвестная инструкция препроцессора {found_ru}",
        "Unknown preprocessor instruction {found_en}",
    ),
    "bad-condition": (
        "Условие препроцессора: ожидалось: {expected_ru}, найдено: {found_ru}",
        "Preprocessor condition: expected {expected_en}, found {found_en}",
    ),
    "late-branch": (
        "Инструкция {found_ru} после «#Иначе»: ожидалось «#КонецЕсли»",
        "{found_en} after '#Else': expected '#EndIf'",
    ),
    "unclosed-directive": (
        "Инструкция {found_ru} не закрыта: ожидалось: {expected_ru}",
        "{found_en} is not closed: expected {expected_en}",
    ),
    "unopened-directive": (
        "Найдено {found_ru} без начала: раньше ожидалось {expected_ru}",
        "{found_en} without a beginning: expected {expected_en} before it",
    ),
    "too-deep": (
        "Вложенность больше {expected_ru} уровней: разбейте выражение или метод",
        "Nested deeper than {expected_en} levels: split the expression or the method",
    ),
}

# What is expected where one word does not say it.
PHRASES: dict[str, tuple[str, str]] = {
    tokens.NAME: ("имя", "a name"),
    tokens.END: ("конец текста", "the end of the text"),
    "expression": ("выражение", "an expression"),
    "constant": (
        "значение по умолчанию (число, строка, дата, Истина, Ложь, Неопределено, Null)",
        "a default value (number, string, date, True, False, Undefined, Null)",
    ),
    "type": ("имя типа или «(»", "a type name or '('"),
    "one or two arguments": ("от одного до двух параметров", "one or two arguments"),
    "statement": ("оператор", "a statement"),
    "method": ("«Процедура» или «Функция»", "'Procedure' or 'Function'"),
    "condition": ("имя среды исполнения", "a name of an execution environment"),
    "no arguments": ("без параметров", "no arguments"),
    "one name": ("один параметр: строка с именем метода", "one argument: a string with the method's name"),
}
_ENGLISH_OF_KIND = {english.lower(): english for english in KEYWORDS}


def parse_error(
    code: str, position: int, *, found: tuple[str, str] = ("", ""), expected: str | tuple[str, str] = ""
) -> ParseError:
    """Make an error of a code at a position.

    Args:
        code: A key of ``MESSAGES``.
        position: Where, as the lexer counts.
        found: What was found, in Russian and in English.
        expected: A kind of token, a key of ``PHRASES``, a text that is the same in both languages, or two texts.
    """
    russian, english = MESSAGES[code]
    expected_ru, expected_en = describe_kind(expected) if isinstance(expected, str) else expected
    return ParseError(
        line_of(position),
        column_of(position),
        code,
        russian.format(found_ru=found[0], expected_ru=expected_ru),
        english.format(found_en=found[1], expected_en=expected_en),
    )


def describe_kind(kind: str) -> tuple[str, str]:
    """Name a kind of token in both languages."""
    if kind in PHRASES:
        return PHRASES[kind]
    english = _ENGLISH_OF_KIND.get(kind)
    if english is None:
        return (f"«{kind}»", f"'{kind}'") if kind and not kind.isdigit() else (kind, kind)
    russian = KEYWORDS[english]
    return f"«{russian}»", f"'{english}'" if russian == english else f"'{english}' ({russian})"


def quote(text: str) -> tuple[str, str]:
    """Show a piece of code in both languages: one line, not too long."""
    shown = "".join(character if character.isprintable() else "·" for character in " ".join(text.split()))
    if len(shown) > LONGEST_QUOTE:
        shown = shown[: LONGEST_QUOTE - 1] + "…"
    return f"«{shown}»", f"'{shown}'"


def describe_token(kind: str, text: str) -> tuple[str, str]:
    """Name a token that was found."""
    return PHRASES[kind] if kind == tokens.END else quote(text)
