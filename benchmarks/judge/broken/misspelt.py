"""Keywords that are written wrong: they are names then, and a name cannot stand where a keyword must."""

from collections.abc import Iterator

from benchmarks.judge.broken.method_text import LITERALS, MethodText
from benchmarks.judge.broken.rule import DECLARATIONS, EXPRESSIONS, LEXEMES, STATEMENTS, Break, Rule, put
from components.shared.bsl.syntax.tokens import KEYWORDS, KIND_OF_KEYWORD, NAME

_BLOCKS = ("if", "then", "elsif", "endif", "for", "each", "in", "to", "while", "do", "enddo", "try", "except", "endtry")
_HEADERS = ("procedure", "function", "endprocedure", "endfunction")
_EXITS = ("break", "continue")
_BEFORE_OPERANDS = ("and", "or", "return", "raise", "new", "not", "val", "var", "execute")
_LOOKALIKES = str.maketrans("aceopxyABCEHKMOPTXаеорсухАВЕКМНОРСТХ", "асеорхуАВСЕНКМОРТХaeopcyxABEKMHOPCTX")


def misspelt(word: str, method: MethodText) -> str:
    """A word with one letter lost, doubled or changed places: no keyword any more."""
    at = method.random.randrange(1, len(word)) if len(word) > 1 else 0
    wrong = method.random.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :],
        )
        if at
        else (word + word, word + "ъ")
    )
    return wrong if wrong.lower() not in KIND_OF_KEYWORD else word + word[-1] * 2


def keyword(*kinds: str, followed_by: frozenset[str] = frozenset()) -> Break:
    """Misspell a keyword of these kinds, if what follows is of the kinds given."""

    def broken(method: MethodText) -> Iterator[str]:
        for token in method.of(*kinds):
            if not followed_by or method.kind(token + 1) in followed_by:
                yield method.replaced(token, misspelt(method.words[token], method))

    return broken


def lookalike(method: MethodText) -> Iterator[str]:
    """One letter of the other alphabet that looks the same."""
    for token in method.of(*_BLOCKS, *_HEADERS):
        word = method.words[token]
        letters = [at for at, letter in enumerate(word) if letter.translate(_LOOKALIKES) != letter]
        if letters:
            at = method.random.choice(letters)
            yield method.replaced(token, word[:at] + word[at].translate(_LOOKALIKES) + word[at + 1 :])


def in_two_words(method: MethodText) -> Iterator[str]:
    """``Конец Если``, ``End If``: a name, and the start of one more block."""
    for token in method.of("endif", "endtry"):
        word = method.words[token]
        cut = 5 if word.lower().startswith("конец") else 3
        yield method.replaced(token, f"{word[:cut]} {word[cut:]}")


def _misspelt(kind: str) -> Rule:
    english = next(word for word in KEYWORDS if word.lower() == kind)
    example = {"endif": "Если А Тогда КонецЕсл;", "break": "Пока А Цикл Прервaть; КонецЦикла;"}
    russian = KEYWORDS[english]
    shown = example.get(kind, f"{russian[:-1]}ъъ А Б;")
    return Rule(f"misspelt {russian}", f"the word is {russian}", STATEMENTS, shown, keyword(kind))


RULES = (
    *(_misspelt(kind) for kind in _BLOCKS),
    Rule(
        "misspelt Процедура, Функция and ends",
        "a method has its words",
        DECLARATIONS,
        "Процедра А() КонецПроцедуры",
        keyword(*_HEADERS),
    ),
    Rule(
        "misspelt Прервать, Продолжить",
        "a name is no statement",
        STATEMENTS,
        "Пока А Цикл Прервать1; КонецЦикла;",
        keyword(*_EXITS),
    ),
    Rule(
        "misspelt word before an operand",
        "two operands are no expression",
        EXPRESSIONS,
        "А = Б Иии В;",
        keyword(*_BEFORE_OPERANDS, followed_by=LITERALS | {NAME, "new"}),
    ),
    Rule(
        "misspelt Экспорт",
        "nothing but Экспорт follows the header",
        DECLARATIONS,
        "Процедура А() Экпорт КонецПроцедуры",
        keyword("export"),
    ),
    Rule(
        "letter of the other alphabet",
        "a keyword has letters of one alphabet",
        LEXEMES,
        "Eсли А Тогда КонецЕсли;",
        lookalike,
    ),
    Rule(
        "ИначеЕсли in two words",
        "one word, else one more КонецЕсли is due",
        STATEMENTS,
        "Если А Тогда Иначе Если Б Тогда КонецЕсли;",
        put("Иначе Если", "elsif"),
    ),
    Rule("КонецЕсли in two words", "one word", STATEMENTS, "Если А Тогда Конец Если;", in_two_words),
    Rule(
        "Для Каждого in one word",
        "two words",
        STATEMENTS,
        "ДляКаждого Э Из А Цикл КонецЦикла;",
        lambda method: (method.replaced(token - 1, "ДляКаждого", token) for token in method.of("each")),
    ),
    Rule("Тогда as То", "a condition is followed by Тогда", STATEMENTS, "Если А То КонецЕсли;", put("То", "then")),
    Rule("Из as В", "Для Каждого has its Из", STATEMENTS, "Для Каждого Э В А Цикл КонецЦикла;", put("В", "in")),
    Rule(
        "По as До", "Для with a first value has its По", STATEMENTS, "Для Н = 1 До 2 Цикл КонецЦикла;", put("До", "to")
    ),
    Rule(
        "КонецЕсли as Конец",
        "an Если ends with КонецЕсли",
        STATEMENTS,
        "Если А Тогда Конец;",
        put("Конец", "endif", "enddo", "endtry"),
    ),
    Rule(
        "Исключение as Ошибка",
        "a Попытка has its Исключение",
        STATEMENTS,
        "Попытка А(); Ошибка Б(); КонецПопытки;",
        put("Ошибка", "except"),
    ),
    Rule(
        "Возврат as Вернуть",
        "the word is Возврат",
        STATEMENTS,
        "Функция А() Вернуть Б; КонецФункции",
        lambda method: (
            method.replaced(token, "Вернуть")
            for token in method.of("return")
            if method.kind(token + 1) in LITERALS | {NAME, "new"}
        ),
    ),
)
