"""The words and signs of the query language, and the kind each of them has for the parser.

A kind is a plain string, as in the grammar of modules: a keyword's kind is its English spelling in lower case, a
sign's kind is the sign itself, everything else has one of the names below. Names of functions and of units of time are
ordinary names: the platform allows fields of the same name.
"""

import re
from typing import Final

NAME: Final = "name"
NUMBER: Final = "number"
STRING: Final = "string"
PARAMETER: Final = "parameter"
HASH: Final = "hash"  # #Если, #ИмяТекущейТаблицы, #Шаблон: only in restrictions
END: Final = "end of text"
UNCLOSED_STRING: Final = "unclosed string"
QUOTED: Final = "text in single quotes"
UNKNOWN: Final = "unknown character"
TRIVIA: Final = ""

# English spelling: Russian spellings. ПО is both BY and ON.
KEYWORDS: Final[dict[str, tuple[str, ...]]] = {
    "select": ("выбрать",),
    "allowed": ("разрешенные",),
    "distinct": ("различные",),
    "top": ("первые",),
    "into": ("поместить",),
    "add": ("добавить",),
    "from": ("из",),
    "where": ("где",),
    "group": ("сгруппировать",),
    "grouping": ("группирующим",),
    "sets": ("наборам",),
    "by": ("по",),
    "on": (),
    "having": ("имеющие",),
    "order": ("упорядочить",),
    "totals": ("итоги",),
    "autoorder": ("автоупорядочивание",),
    "union": ("объединить",),
    "all": ("все",),
    "left": ("левое",),
    "right": ("правое",),
    "full": ("полное",),
    "inner": ("внутреннее",),
    "outer": ("внешнее",),
    "join": ("соединение",),
    "as": ("как",),
    "and": ("и",),
    "or": ("или",),
    "not": ("не",),
    "in": ("в",),
    "hierarchy": ("иерархия", "иерархии"),
    "between": ("между",),
    "like": ("подобно",),
    "escape": ("спецсимвол",),
    "is": ("есть",),
    "refs": ("ссылка",),
    "case": ("выбор",),
    "when": ("когда",),
    "then": ("тогда",),
    "else": ("иначе",),
    "end": ("конец",),
    "desc": ("убыв",),
    "asc": ("возр",),
    "drop": ("уничтожить",),
    "index": ("индексировать",),
    "unique": ("уникально",),
    "for": ("для",),
    "update": ("изменения",),
    "overall": ("общие",),
    "only": ("только",),
    "periods": ("периодами",),
    "emptytable": ("пустаятаблица",),
    "true": ("истина",),
    "false": ("ложь",),
    "undefined": ("неопределено",),
    "null": (),
}
KIND_OF_KEYWORD: Final = {english: english for english in KEYWORDS} | {
    russian: english for english, spellings in KEYWORDS.items() for russian in spellings
}
WORDS: Final = frozenset({NAME, *KEYWORDS})

# Words that cannot be a name where a value is expected: they end, join or start something else. The others
# (ССЫЛКА, ОБЩИЕ, ПЕРВЫЕ, …) are names of fields in real queries; GROUP and ORDER are where no BY follows.
NEVER_A_VALUE: Final = frozenset(
    {"select", "from", "where", "by", "on", "having", "union", "join", "as", "and", "or", "in"}
    | {"between", "like", "is", "when", "then", "else", "end", "into"}
)
# Words that cannot be an alias even after КАК: the alias is missing there. Any other word can (AS Order, AS Group in
# shipped queries).
NEVER_AN_ALIAS: Final = frozenset({"from", "where", "by", "on", "having", "as", "and", "or", "union", "into"})
# After a dot any word is a name (Т.Выбрать), unless blanks stand between: then the name is missing (``Т. КАК Код``).
NEVER_A_MEMBER: Final = NEVER_A_VALUE | {
    "not",
    "desc",
    "asc",
    "left",
    "right",
    "full",
    "inner",
    "group",
    "order",
    "for",
}
SIGNS: Final = frozenset("-+*/=<>.,;(){}") | {"<>", "<=", ">="}

# Every character of any text belongs to exactly one match, so positions are sums of lengths. All repetitions are
# possessive: no text makes the search go back, however broken it is.
TOKEN: Final = re.compile(
    r"""
    [\s\ufeff]++
  | [^\W\d]\w*+
  | [!=]= | [-+*=.,;(){}]
  | //[^\n]*+
  | "[^"]*+(?:""[^"]*+)*+"?
  | &[^\S\n]*+[^\W\d]\w*+
  | <[>=]? | >=? | /
  | [0-9]++(?:\.[0-9]++)?
  | \#[^\S\n]*+[^\W\d]\w*+
  | '[^'\n]*+'?
  | .
    """,
    re.VERBOSE,
)
