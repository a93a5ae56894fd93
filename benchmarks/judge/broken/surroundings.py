"""Code that is not all there, or not alone: cut, wrapped in prose and fences, between wrong instructions."""

from collections.abc import Iterator

from benchmarks.judge.broken.method_text import MethodText
from benchmarks.judge.broken.rule import (
    DECLARATIONS,
    LEXEMES,
    MODELS,
    PREPROCESSOR,
    Break,
    Rule,
    around,
    first_statement,
)


def cut_between_tokens(method: MethodText) -> Iterator[str]:
    """After any token but the last: the method's end is missing."""
    yield method.text[: method.ends[method.random.randrange(method.end)]]


def cut_inside_a_token(method: MethodText) -> Iterator[str]:
    """Inside a string or a name; what is left is no longer a whole method."""
    for token in method.of("string", "name"):
        if len(method.words[token]) > 1:
            yield method.text[: method.starts[token] + len(method.words[token]) // 2]


def without_its_beginning(method: MethodText) -> Iterator[str]:
    """From any token after the word Процедура on: the last word ends nothing."""
    first = method.token_at(method.method.name_position)
    yield method.text[method.starts[method.random.randrange(first, method.end + 1)] :]


def without_its_middle(method: MethodText) -> Iterator[str]:
    """An ellipsis instead of the first lines of the body."""
    return (
        method.first_statement(code) for code in method.random.sample(("...", "…", "< остальной код >", "<...>"), 1)
    )


def with_line_numbers(method: MethodText) -> Iterator[str]:
    """``1: Процедура``."""
    separator = method.random.choice((": ", "| ", ". ", "  "))
    yield "\n".join(f"{number}{separator}{line}" for number, line in enumerate(method.text.split("\n"), start=1))


def as_difference(method: MethodText) -> Iterator[str]:
    """A plus or a minus before every line, as in the difference of two versions."""
    sign = method.random.choice("+-")
    yield "\n".join(f"{sign}{line}" for line in method.text.split("\n"))


def fence_inside(method: MethodText) -> Iterator[str]:
    """A fence between two statements."""
    yield method.before(method.body, "\n```\n")


def inside_condition(opening: str, closing: str) -> Break:
    """The method between two instructions of the preprocessor."""
    return around(f"{opening}\n", f"\n{closing}")


def _wrapped(kind: str, says: str, *pairs: tuple[str, str], source: str = MODELS) -> Rule:
    before, after = pairs[0]

    def broken(method: MethodText) -> Iterator[str]:
        opening, closing = method.random.choice(pairs)
        yield f"{opening}{method.text}{closing}"

    return Rule(kind, says, source, f"{before}Процедура А()\nКонецПроцедуры{after}", broken)


TRUNCATED = (
    Rule("cut between tokens", "a method has its end", DECLARATIONS, "Процедура А() Б = ", cut_between_tokens),
    Rule("cut inside a token", "a method has its end", DECLARATIONS, 'Процедура А() Б = "в', cut_inside_a_token),
    Rule(
        "cut at the start",
        "a method has its beginning",
        DECLARATIONS,
        "А() Б = 1; КонецПроцедуры",
        without_its_beginning,
    ),
    Rule("ellipsis", "dots join members only", LEXEMES, "...", without_its_middle),
)
PROSE = (
    _wrapped(
        "prose before",
        "two words are no statement",
        ("Вот исправленный код:\n", ""),
        ("Конечно! Ниже пример метода.\n\n", ""),
        ("Here is the code:\n", ""),
    ),
    _wrapped(
        "prose after",
        "two words are no statement",
        ("", "\n\nЭтот метод возвращает остатки."),
        ("", "\nОбратите внимание: метод не проверен"),
        ("", "\nNote that this code is untested."),
    ),
    _wrapped(
        "fences",
        "no such character",
        ("```bsl\n", "\n```"),
        ("```1c\n", "\n```\n"),
        ("```\n", "\n```"),
        ("~~~\n", "\n~~~"),
    ),
    _wrapped("closing fence", "no such character", ("", "\n```"), ("", "\n```\nГотово.")),
    _wrapped(
        "heading of Markdown",
        "# starts an instruction",
        ("## Решение\n", ""),
        ("### Код\n\n", ""),
        ("", "\n# Пояснение"),
    ),
    _wrapped(
        "list of Markdown",
        "a sign or a number is no statement",
        ("- Функция готова\n", ""),
        ("1. Код метода:\n", ""),
        ("", "\n* выполняет запрос"),
    ),
    _wrapped("bold text", "a sign is no statement", ("**Код модуля**\n", ""), ("", "\n**Итог:** готово")),
    _wrapped(
        "tags", "a sign is no statement", ("<code>\n", "\n</code>"), ("<think>надо</think>\n", ""), ("", "\n<br>")
    ),
    _wrapped("JSON around", "no such character", ('{"code": "\n', '\n"}'), ("{\n", "\n}")),
    Rule("fence inside", "no such character", MODELS, "```", fence_inside),
    Rule("line numbers", "a number is no statement", MODELS, "1: А = 1;", with_line_numbers),
    Rule("signs of a difference", "a sign is no statement", MODELS, "+А = 1;", as_difference),
    _wrapped(
        "marks of a conflict",
        "a sign is no statement",
        ("<<<<<<< HEAD\n", ""),
        ("", "\n=======\n"),
        ("", "\n>>>>>>> main"),
    ),
)
INSTRUCTIONS = (
    _wrapped("#Если not closed", "#Если has its #КонецЕсли", ("#Если Сервер Тогда\n", ""), source=PREPROCESSOR),
    _wrapped(
        "#КонецЕсли not opened", "#КонецЕсли ends an #Если", ("", "\n#КонецЕсли"), ("", "\n#Иначе"), source=PREPROCESSOR
    ),
    _wrapped(
        "#Если of an unknown symbol",
        "the symbols are known",
        ("#Если Серверр Тогда\n", "\n#КонецЕсли"),
        ("#Если Сервер Или Браузер Тогда\n", "\n#КонецЕсли"),
        source=PREPROCESSOR,
    ),
    _wrapped(
        "#Если without Тогда",
        "the condition is followed by Тогда",
        ("#Если Сервер\n", "\n#КонецЕсли"),
        ("#Если Не Клиент И\n", "\n#КонецЕсли"),
        source=PREPROCESSOR,
    ),
    _wrapped("#Область not closed", "#Область has its #КонецОбласти", ("#Область Имя\n", ""), source=PREPROCESSOR),
    _wrapped(
        "#КонецОбласти not opened", "#КонецОбласти ends an #Область", ("", "\n#КонецОбласти"), source=PREPROCESSOR
    ),
    _wrapped(
        "#Область without a name",
        "a region has one name",
        ("#Область\n", "\n#КонецОбласти"),
        ("#Область Два слова\n", "\n#КонецОбласти"),
        source=PREPROCESSOR,
    ),
    _wrapped(
        "unknown instruction",
        "the instructions are known",
        ("#Облость Имя\n", ""),
        ("#region Имя\n#pragma once\n", "\n#endregion"),
        ("#include <stdio.h>\n", ""),
        source=PREPROCESSOR,
    ),
    _wrapped(
        "#Если with two #Иначе",
        "an #Если has one #Иначе, its last branch",
        ("#Если Сервер Тогда\n#Иначе\n#Иначе\n", "\n#КонецЕсли"),
        ("#Если Сервер Тогда\n#Иначе\n#ИначеЕсли Клиент Тогда\n", "\n#КонецЕсли"),
        source=PREPROCESSOR,
    ),
    Rule(
        "#Вставка not closed",
        "#Вставка has its end",
        PREPROCESSOR,
        "#Вставка\nА = 1;",
        first_statement("#Вставка\n", "#Удаление\n", "#КонецВставки\n", "#Вставка\n#КонецУдаления\n"),
    ),
    Rule(
        "wrong code in a branch",
        "every branch is compiled somewhere",
        PREPROCESSOR,
        "#Если Сервер Тогда\nА = ;\n#КонецЕсли",
        first_statement(
            "#Если Сервер Тогда\nА = ;\n#КонецЕсли",
            "#Если Клиент Тогда\nА = 1;\n#Иначе\nА = 1 2;\n#КонецЕсли",
            "#Если Клиент Тогда\n#Если Сервер Тогда\nА = 1;\n#Иначе\nА = ;\n#КонецЕсли\n#КонецЕсли",
        ),
    ),
)
RULES = (*TRUNCATED, *PROSE, *INSTRUCTIONS)
