"""Names and sentences as words that can be compared: ``ПолучитьИменаРеквизитов`` and «получить имена реквизитов»."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

# XMLСхема: xml, схема; HTTPЗапрос2: http, запрос, 2
_WORD = re.compile(r"[А-ЯЁ]?[а-яё]+|[А-ЯЁ]+(?![а-яё])|[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+|[^\W\d_]+")
_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*){1,2}")
_IDENTIFIER = re.compile(r"[^\W\d]\w*")
# Words that tell nothing of what is asked for
_OF_SENTENCES: Final = """
    в во на и или по с со из для к ко от о об за при до не что как а но если то же ли бы это его ее их
    the of a an to for in on by and or is are with from if
    """
_OF_TASKS: Final = """
    напиши реализуй создай языке функцию процедуру функция процедура которая метод
    параметры возвращаемое значение где тип строка
    """
_EMPTY: Final = frozenset(_OF_SENTENCES.split()) | frozenset(_OF_TASKS.split())


@lru_cache(maxsize=200_000)
def words_of(name: str) -> tuple[str, ...]:
    """The words of one identifier or one word of a text, in lower case, without ё."""
    found = (word.lower().replace("ё", "е") for word in _WORD.findall(name))
    return tuple(word for word in found if word not in _EMPTY)


def words_in(text: str) -> Iterator[str]:
    """The words of a text, identifiers in it taken apart."""
    for name in _IDENTIFIER.findall(text):
        yield from words_of(name)


def identifiers_in(text: str) -> list[str]:
    """All identifiers of a text, as written."""
    return _IDENTIFIER.findall(text)


def dotted_names_in(text: str) -> list[str]:
    """``Модуль.Метод``, ``СправочникСсылка.Товары``, ``Справочники.Товары.Найти``: at most three parts, as written."""
    return _DOTTED.findall(text)
