"""The words and signs of BSL, and the kind each of them has for the parser.

A kind is a plain string, so that the parser reads like the grammar: a keyword's kind is its English spelling in lower
case, a sign's kind is the sign itself, everything else has one of the names below.
"""

import re
from typing import Final

NAME: Final = "name"
NUMBER: Final = "number"
STRING: Final = "string"
DATE: Final = "date"
DIRECTIVE: Final = "directive"
ANNOTATION: Final = "annotation"
END: Final = "end of text"
UNCLOSED_STRING: Final = "unclosed string"
BAD_DATE: Final = "bad date"
UNKNOWN: Final = "unknown character"

# English spelling: Russian spelling. Асинх and Ждать are words of the language only where the parser says so.
KEYWORDS: Final = {
    "If": "Если",
    "Then": "Тогда",
    "ElsIf": "ИначеЕсли",
    "Else": "Иначе",
    "EndIf": "КонецЕсли",
    "For": "Для",
    "Each": "Каждого",
    "In": "Из",
    "To": "По",
    "While": "Пока",
    "Do": "Цикл",
    "EndDo": "КонецЦикла",
    "Goto": "Перейти",
    "Return": "Возврат",
    "Break": "Прервать",
    "Continue": "Продолжить",
    "Procedure": "Процедура",
    "Function": "Функция",
    "EndProcedure": "КонецПроцедуры",
    "EndFunction": "КонецФункции",
    "Var": "Перем",
    "Export": "Экспорт",
    "Val": "Знач",
    "True": "Истина",
    "False": "Ложь",
    "Undefined": "Неопределено",
    "Null": "Null",
    "Try": "Попытка",
    "Except": "Исключение",
    "EndTry": "КонецПопытки",
    "Raise": "ВызватьИсключение",
    "New": "Новый",
    "AddHandler": "ДобавитьОбработчик",
    "RemoveHandler": "УдалитьОбработчик",
    "And": "И",
    "Or": "Или",
    "Not": "Не",
    "Execute": "Выполнить",
    "Async": "Асинх",
    "Await": "Ждать",
}
CONTEXTUAL: Final = frozenset({"async", "await"})

KIND_OF_KEYWORD: Final = {english.lower(): english.lower() for english in KEYWORDS} | {
    russian.lower(): english.lower() for english, russian in KEYWORDS.items()
}
RUSSIAN_OF_KEYWORD: Final = {english.lower(): russian.lower() for english, russian in KEYWORDS.items()} | {
    russian.lower(): russian.lower() for russian in KEYWORDS.values()
}
SIGNS: Final = frozenset("-+*/%=<>.,;:()[]?~") | {"<>", "<=", ">="}
WORDS: Final = frozenset({NAME}) | frozenset(KIND_OF_KEYWORD.values())

# Every character of any text belongs to one token or to the blanks behind one, so positions are sums of lengths. All
# repetitions are possessive: no text makes the search go back, however broken it is.
_TOKEN = r"""
    [A-Za-zА-Яа-я_][A-Za-zА-Яа-я_0-9]*+\w*+                       # the frequent ones first, in their frequent spelling
  | [-+*%=.,;:()\[\]?~]
  | "[^"\n]*+(?:""[^"\n]*+)*+                                   # a string, and its further lines,
    (?:\n(?:[^\S\n]*+(?://[^\n]*+)?\n)*+[^\S\n]*+               # empty and comment lines may lie between them,
       \|[^"\n]*+(?:""[^"\n]*+)*+)*+"?                          # each starting with a bar
  | <[>=]? | >=? | /
  | [^\W\d]\w*+
  | [0-9]++(?:\.[0-9]*+)?
  | '[^'\n]*+'?
  | \#(?:"[^"\n]*"|(?!//)[^\n"])*+
  | &[^\S\n]*+[^\W\d]\w*+
  | .
"""
_BLANKS = r"\s*+(?://[^\n]*+\s*+)*+"
TOKEN: Final = re.compile(_TOKEN, re.VERBOSE)
BLANKS: Final = re.compile(_BLANKS)
TOKEN_AND_BLANKS: Final = re.compile(f"(?:{_TOKEN}){_BLANKS}", re.VERBOSE)
