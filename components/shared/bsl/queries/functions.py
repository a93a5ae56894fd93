"""Functions of the query language: names in both languages, how many arguments each takes.

Sources: the grammar of bsl-parser (SDBLParser.g4, names and arities read, nothing copied) and the platform's
documentation of the query language; string and mathematical functions came with 8.3.20.
"""

from dataclasses import dataclass
from typing import Literal

# A word in place of an expression: units of time in date functions.
Unit = Literal["", "period", "addition", "difference"]


@dataclass(frozen=True, slots=True)
class QueryFunction:
    """One function; ``unit_at`` is the index of the argument that is a unit of time, or -1."""

    russian: str
    english: str
    least: int
    most: int
    unit_at: int = -1


_TABLE = """
ПОДСТРОКА SUBSTRING 3 3 -
ГОД YEAR 1 1 -
КВАРТАЛ QUARTER 1 1 -
МЕСЯЦ MONTH 1 1 -
ДЕНЬГОДА DAYOFYEAR 1 1 -
ДЕНЬ DAY 1 1 -
НЕДЕЛЯ WEEK 1 1 -
ДЕНЬНЕДЕЛИ WEEKDAY 1 1 -
ЧАС HOUR 1 1 -
МИНУТА MINUTE 1 1 -
СЕКУНДА SECOND 1 1 -
НАЧАЛОПЕРИОДА BEGINOFPERIOD 2 2 1
КОНЕЦПЕРИОДА ENDOFPERIOD 2 2 1
ДОБАВИТЬКДАТЕ DATEADD 3 3 1
РАЗНОСТЬДАТ DATEDIFF 3 3 2
ДАТАВРЕМЯ DATETIME 3 6 -
ЕСТЬNULL ISNULL 2 2 -
ТИПЗНАЧЕНИЯ VALUETYPE 1 1 -
ПРЕДСТАВЛЕНИЕ PRESENTATION 1 1 -
ПРЕДСТАВЛЕНИЕССЫЛКИ REFPRESENTATION 1 1 -
СГРУППИРОВАНОПО GROUPEDBY 1 1 -
АВТОНОМЕРЗАПИСИ RECORDAUTONUMBER 0 0 -
УНИКАЛЬНЫЙИДЕНТИФИКАТОР UUID 1 1 -
РАЗМЕРХРАНИМЫХДАННЫХ STOREDDATASIZE 1 1 -
СТРОКА STRING 1 1 -
ДЛИНАСТРОКИ STRINGLENGTH 1 1 -
СОКРЛ TRIML 1 1 -
СОКРП TRIMR 1 1 -
СОКРЛП TRIMALL 1 1 -
ЛЕВ LEFT 2 2 -
ПРАВ RIGHT 2 2 -
СТРНАЙТИ STRFIND 2 2 -
СТРЗАМЕНИТЬ STRREPLACE 3 3 -
ВРЕГ UPPER 1 1 -
НРЕГ LOWER 1 1 -
ACOS ACOS 1 1 -
ASIN ASIN 1 1 -
ATAN ATAN 1 1 -
COS COS 1 1 -
SIN SIN 1 1 -
TAN TAN 1 1 -
EXP EXP 1 1 -
LOG LOG 1 1 -
LOG10 LOG10 1 1 -
POW POW 2 2 -
SQRT SQRT 1 1 -
ОКР ROUND 1 2 -
ЦЕЛ INT 1 1 -
"""


def _read_table() -> dict[str, QueryFunction]:
    functions: dict[str, QueryFunction] = {}
    for row in _TABLE.split("\n"):
        if row:
            russian, english, least, most, unit_at = row.split()
            function = QueryFunction(russian, english, int(least), int(most), -1 if unit_at == "-" else int(unit_at))
            functions[russian.lower()] = functions[english.lower()] = function
    return functions


FUNCTIONS = _read_table()
# only in the conditions of instructions in restrictions
RESTRICTION_FUNCTIONS = dict.fromkeys(("стрсодержит", "strcontains"), QueryFunction("СТРСОДЕРЖИТ", "STRCONTAINS", 2, 2))
AGGREGATES = {
    "сумма": "sum",
    "sum": "sum",
    "среднее": "avg",
    "avg": "avg",
    "минимум": "min",
    "min": "min",
    "максимум": "max",
    "max": "max",
    "количество": "count",
    "count": "count",
}
VALUE_WORDS = frozenset({"значение", "value"})
TYPE_WORDS = frozenset({"тип", "type"})
CAST_WORDS = frozenset({"выразить", "cast"})
DATE_WORDS = frozenset({"датавремя", "datetime"})

# Units of time: Russian, English. Which of them a function takes is said below.
UNITS = {
    "секунда": "second",
    "минута": "minute",
    "час": "hour",
    "день": "day",
    "неделя": "week",
    "декада": "tendays",
    "месяц": "month",
    "квартал": "quarter",
    "полугодие": "halfyear",
    "год": "year",
}
UNIT_OF_WORD = UNITS | {english: english for english in UNITS.values()}
_ALL_UNITS = frozenset(UNITS.values())
UNITS_OF_FUNCTION = {
    "BEGINOFPERIOD": _ALL_UNITS - {"second"},
    "ENDOFPERIOD": _ALL_UNITS - {"second"},
    "DATEADD": _ALL_UNITS,
    "DATEDIFF": _ALL_UNITS - {"week", "tendays", "halfyear"},
}

# Simple types of ВЫРАЗИТЬ and ТИП, with the greatest number of sizes in parentheses.
SIMPLE_TYPES = {
    "булево": ("boolean", 0),
    "boolean": ("boolean", 0),
    "число": ("number", 2),
    "number": ("number", 2),
    "строка": ("string", 1),
    "string": ("string", 1),
    "дата": ("date", 0),
    "date": ("date", 0),
}
# a type only for ТИП
TYPES_WITHOUT_CAST = frozenset({"уникальныйидентификатор", "uuid", "null", "неопределено", "undefined"})
