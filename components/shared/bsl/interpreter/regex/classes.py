r"""Tests of one character: ``\d``, ``\w``, ``\p{L}``, ``[а-яё]``."""

import unicodedata
from functools import lru_cache
from typing import Final

from components.shared.bsl.interpreter.failures import Failure, OutsideSubset
from components.shared.bsl.interpreter.regex.nodes import Test

_HORIZONTAL: Final = frozenset("\t \u00a0\u1680\u202f\u205f\u3000") | {chr(code) for code in range(0x2000, 0x200B)}
_VERTICAL: Final = frozenset("\n\v\f\r\u0085\u2028\u2029")
LINE_ENDS: Final = frozenset("\n\r\u0085\u2028\u2029\v\f")


def is_word(character: str) -> bool:
    """Whether a character belongs to words."""
    return character.isalnum() or character == "_" or unicodedata.category(character)[0] == "M"


_ESCAPES: Final[dict[str, Test]] = {
    "d": str.isdecimal,
    "w": is_word,
    "s": str.isspace,
    "h": _HORIZONTAL.__contains__,
    "v": _VERTICAL.__contains__,
}
_SCRIPTS: Final = ("CYRILLIC", "LATIN", "GREEK", "HEBREW", "ARABIC", "HIRAGANA", "KATAKANA", "ARMENIAN", "GEORGIAN")
_POSIX: Final[dict[str, Test]] = {
    "alpha": str.isalpha,
    "digit": str.isdecimal,
    "alnum": str.isalnum,
    "upper": str.isupper,
    "lower": str.islower,
    "space": str.isspace,
    "punct": lambda character: unicodedata.category(character)[0] == "P",
    "word": is_word,
}
_LONG_CATEGORIES: Final = {
    "letter": "L",
    "uppercase_letter": "Lu",
    "lowercase_letter": "Ll",
    "number": "N",
    "punctuation": "P",
    "symbol": "S",
    "separator": "Z",
    "mark": "M",
}


def escape_class(letter: str) -> Test | None:
    r"""The test of ``\d`` or ``\D``; None where the letter is no class."""
    test = _ESCAPES.get(letter.lower())
    if test is None:
        return None
    return test if letter.islower() else opposite(test)


def opposite(test: Test) -> Test:
    """All other characters."""
    return lambda character: not test(character)


def either(tests: list[Test]) -> Test:
    """Characters that pass one of the tests."""
    return lambda character: any(test(character) for test in tests)


def both(first: Test, second: Test) -> Test:
    """Characters that pass both tests."""
    return lambda character: first(character) and second(character)


def between(first: str, last: str) -> Test:
    """Characters of a range.

    Raises:
        Failure: It ends before it begins.
    """
    if last < first:
        raise Failure("Ошибка в регулярном выражении: неверный диапазон символов")
    return lambda character: first <= character <= last


def one_of(characters: str) -> Test:
    """Given characters."""
    return frozenset(characters).__contains__


def any_case(test: Test) -> Test:
    """Characters that pass a test in either case."""
    return lambda character: test(character) or test(character.upper()) or test(character.lower())


def named_class(name: str) -> Test:
    r"""The test of ``\p{Lu}``, ``\p{Cyrillic}``, ``[:alpha:]``.

    Raises:
        OutsideSubset: The name is not known here.
    """
    plain = name.strip().lower()
    for prefix in ("script=", "sc=", "is", "in", "general_category=", "gc="):
        if plain.startswith(prefix) and len(plain) > len(prefix) + 2:
            plain = plain.removeprefix(prefix)
            break
    if plain in _POSIX:
        return _POSIX[plain]
    if plain.upper() in _SCRIPTS:
        return _script(plain.upper())
    category = _LONG_CATEGORIES.get(plain, plain[:1].upper() + plain[1:])
    if len(category) not in (1, 2) or category[0] not in "LMNPSZC":
        raise OutsideSubset(f"регулярное выражение: \\p{{{name[:40]}}}")
    return lambda character: unicodedata.category(character).startswith(category)


@lru_cache(maxsize=64)
def _script(name: str) -> Test:
    start = name + " "
    return lambda character: unicodedata.name(character, "").startswith(start)
