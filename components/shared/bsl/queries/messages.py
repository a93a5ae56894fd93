"""What is said about broken queries: every code in Russian and in English, and what to write instead."""

from dataclasses import dataclass

from components.shared.bsl.queries import words
from components.shared.bsl.queries.hints import FUNCTION_HINTS, WORD_HINTS
from components.shared.bsl.queries.words import KEYWORDS
from components.shared.bsl.syntax.lexer import column_of, line_of
from components.shared.bsl.syntax.messages import quote


@dataclass(frozen=True, slots=True)
class QueryError:
    """One error: its place, its code, and what is wrong."""

    position: int
    end: int
    code: str
    message_ru: str
    message_en: str

    @property
    def line(self) -> int:
        """Line of the first character, from 1."""
        return line_of(self.position)

    @property
    def column(self) -> int:
        """Column of the first character, from 1."""
        return column_of(self.position)

    def __str__(self) -> str:
        return f"{self.line}:{self.column} {self.message_ru}"


MESSAGES: dict[str, tuple[str, str]] = {
    # code: Russian, English
    "unexpected-token": ("Ожидалось: {expected_ru}, найдено: {found_ru}", "Expected {expected_en}, found {found_en}"),
    "unclosed-string": (
        "Строка не закрыта: ожидалась кавычка после {found_ru}",
        "Unclosed string: expected a quote after {found_en}",
    ),
    "single-quotes": (
        "Одинарные кавычки {found_ru}: ожидалась строка в двойных кавычках, а для даты ДАТАВРЕМЯ(год, месяц, день)",
        "Single quotes {found_en}: expected a string in double quotes, or DATETIME(year, month, day) for a date",
    ),
    "unknown-character": ("Недопустимый символ {found_ru}", "Character {found_en} is not allowed"),
    "empty-query": (
        "Ожидался запрос «ВЫБРАТЬ» или «УНИЧТОЖИТЬ», найден конец текста",
        "Expected a query 'SELECT' or 'DROP', found the end of the text",
    ),
    "not-a-query": (
        "Ожидалось «ВЫБРАТЬ» или «УНИЧТОЖИТЬ», найдено: {found_ru}",
        "Expected 'SELECT' or 'DROP', found {found_en}",
    ),
    "repeated-option": ("{found_ru} указано дважды", "{found_en} is given twice"),
    "unknown-function": (
        "В языке запросов нет функции {found_ru}",
        "The query language has no function {found_en}",
    ),
    "argument-count": (
        "У функции {found_ru} ожидалось параметров: {expected_ru}",
        "Function {found_en}: expected {expected_en} arguments",
    ),
    "unknown-unit": (
        "Ожидалась единица времени ({expected_ru}), найдено: {found_ru}",
        "Expected a unit of time ({expected_en}), found {found_en}",
    ),
    "star-argument": (
        "«*» ожидалась только в КОЛИЧЕСТВО(*), найдена в {found_ru}",
        "'*' was expected only in COUNT(*), found in {found_en}",
    ),
    "distinct-argument": (
        "«РАЗЛИЧНЫЕ» ожидалось только в КОЛИЧЕСТВО(РАЗЛИЧНЫЕ …), найдено в {found_ru}",
        "'DISTINCT' was expected only in COUNT(DISTINCT …), found in {found_en}",
    ),
    "unknown-type": (
        "Ожидался тип (БУЛЕВО, ЧИСЛО, СТРОКА, ДАТА или ссылка, например Справочник.Имя), найдено: {found_ru}",
        "Expected a type (BOOLEAN, NUMBER, STRING, DATE or a reference such as Catalog.Name), found {found_en}",
    ),
    "type-sizes": (
        "У типа {found_ru} ожидалось чисел в скобках не больше {expected_ru}",
        "Type {found_en}: expected at most {expected_en} numbers in parentheses",
    ),
    "top-value": (
        "После «ПЕРВЫЕ» ожидалось целое число, найдено: {found_ru}",
        "Expected a whole number after 'TOP', found {found_en}",
    ),
    "scalar-subquery": (
        "Вложенный запрос ожидался только в «ИЗ» и в «В (…)»: соедините его как таблицу",
        "A subquery was expected only in 'FROM' and 'IN (…)': join it as a table",
    ),
    "in-parentheses": (
        "После «В» ожидались скобки: В ({found}), найдено: {found_ru}",
        "Expected parentheses after 'IN': IN ({found}), found {found_en}",
    ),
    "in-hierarchy-parentheses": (
        "После «В ИЕРАРХИИ» ожидались скобки: В ИЕРАРХИИ ({found}), найдено: {found_ru}",
        "Expected parentheses after 'IN HIERARCHY': IN HIERARCHY ({found}), found {found_en}",
    ),
    "tuple-outside-in": (
        "Несколько выражений в скобках ожидались только слева от «В (…)»",
        "Several expressions in parentheses were expected only on the left of 'IN (…)'",
    ),
    "tuple-in-hierarchy": (
        "Слева от «В ИЕРАРХИИ» ожидалось одно выражение",
        "Expected one expression on the left of 'IN HIERARCHY'",
    ),
    "subquery-allowed": (
        "«РАЗРЕШЕННЫЕ» ожидалось только в запросе верхнего уровня",
        "'ALLOWED' was expected only in a query of the top level",
    ),
    "into-in-subquery": (
        "«ПОМЕСТИТЬ» ожидалось только в запросе верхнего уровня",
        "'INTO' was expected only in a query of the top level",
    ),
    "into-in-union": (
        "«ПОМЕСТИТЬ» ожидалось в первом запросе объединения",
        "'INTO' was expected in the first query of the union",
    ),
    "totals-in-subquery": (
        "«ИТОГИ» ожидались только в запросе верхнего уровня",
        "'TOTALS' were expected only in a query of the top level",
    ),
    "totals-into": (
        "«ИТОГИ» не ожидались в запросе, который помещает результат во временную таблицу",
        "'TOTALS' were not expected in a query that puts its result into a temporary table",
    ),
    "index-without-into": (
        "«ИНДЕКСИРОВАТЬ ПО» ожидалось только вместе с «ПОМЕСТИТЬ»",
        "'INDEX BY' was expected only together with 'INTO'",
    ),
    "too-deep": (
        "Вложенность больше {expected_ru} уровней: разбейте запрос временными таблицами",
        "Nested deeper than {expected_en} levels: split the query with temporary tables",
    ),
    "directive-pairs": (
        "Инструкция {found_ru} без пары: ожидалось #Если … #Тогда … #КонецЕсли",
        "Instruction {found_en} without its pair: expected #If … #Then … #EndIf",
    ),
    "directive-condition": (
        "Условие инструкции: ожидалось: {expected_ru}, найдено: {found_ru}",
        "Condition of an instruction: expected {expected_en}, found {found_en}",
    ),
}

# What is expected where one word does not say it.
PHRASES: dict[str, tuple[str, str]] = {
    words.NAME: ("имя", "a name"),
    words.END: ("конец текста", "the end of the text"),
    words.NUMBER: ("число", "a number"),
    words.PARAMETER: ("параметр", "a parameter"),
    "expression": ("выражение", "an expression"),
    "source": ("таблица, «(ВЫБРАТЬ …)» или параметр", "a table, '(SELECT …)' or a parameter"),
    "end of query": ("«;» или конец текста", "';' or the end of the text"),
    "alias": ("псевдоним", "an alias"),
    "field": ("поле", "a field"),
    "null": ("«NULL» или «НЕ NULL»", "'NULL' or 'NOT NULL'"),
    "composition": (
        "«ВЫБРАТЬ», «ГДЕ», «ИМЕЮЩИЕ», «УПОРЯДОЧИТЬ», «ИТОГИ» или соединение",
        "'SELECT', 'WHERE', 'HAVING', 'ORDER', 'TOTALS' or a join",
    ),
    "restriction": ("условие «ГДЕ …», соединение или шаблон", "a condition 'WHERE …', a join or a template"),
}


def query_error(
    code: str,
    position: int,
    end: int,
    *,
    found: str = "",
    expected: str | tuple[str, str] = "",
    at_end: bool = False,
) -> QueryError:
    """Make an error of a code, with what to write instead where the word found is a known mistake.

    Args:
        code: A key of ``MESSAGES``.
        position: Where it starts.
        end: The position after it.
        found: The text found.
        expected: A kind of token, a key of ``PHRASES``, a text that is the same in both languages, or two texts.
        at_end: Whether the end of the text was found.
    """
    russian, english = MESSAGES[code]
    expected_ru, expected_en = describe_kind(expected) if isinstance(expected, str) else expected
    found_ru, found_en = PHRASES[words.END] if at_end else quote(found)
    hints = FUNCTION_HINTS if code == "unknown-function" else WORD_HINTS
    hint_ru, hint_en = hints.get(found.lower(), ("", ""))
    return QueryError(
        position,
        end,
        code,
        russian.format(found=found, found_ru=found_ru, expected_ru=expected_ru) + (f"; {hint_ru}" if hint_ru else ""),
        english.format(found=found, found_en=found_en, expected_en=expected_en) + (f"; {hint_en}" if hint_en else ""),
    )


def describe_kind(kind: str) -> tuple[str, str]:
    """Name a kind of token in both languages."""
    if kind in PHRASES:
        return PHRASES[kind]
    if kind not in KEYWORDS:
        return (f"«{kind}»", f"'{kind}'") if kind and not kind.isdigit() else (kind, kind)
    russian = KEYWORDS[kind][-1] if KEYWORDS[kind] else kind
    return f"«{russian.upper()}»", f"'{kind.upper()}'"
