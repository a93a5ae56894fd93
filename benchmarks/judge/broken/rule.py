"""A rule of the language, and how code is broken by it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from benchmarks.judge.broken.method_text import MethodText

_GUIDE = "1C:Enterprise 8.3 Developer's Guide, built-in language"
LEXEMES = f"{_GUIDE}: format of source texts"
DECLARATIONS = f"{_GUIDE}: Процедура, Функция, Перем"
STATEMENTS = f"{_GUIDE}: statements (Если, Для, Пока, Попытка, Возврат, Перейти, ВызватьИсключение)"
EXPRESSIONS = f"{_GUIDE}: expressions, calls, ?(,,), Новый"
PREPROCESSOR = f"{_GUIDE}: instructions of the preprocessor"
ASYNC = f"{_GUIDE}: Асинх and Ждать; tests of OneScript's parser for the word outside Асинх"
EXTENSIONS = "1C:Enterprise 8.3 Developer's Guide, extensions: annotations and ПродолжитьВызов"
MODELS = "no construct of the language; what language models write, as collected in 1C forums and benchmarks"

Break = Callable[[MethodText], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One way in which code is no BSL."""

    kind: str
    says: str  # what the language demands
    source: str
    example: str  # broken by this rule alone
    broken: Break  # a method's text, broken in one place; nothing where the rule has no place in it


def dropped(*kinds: str) -> Break:
    """Leave a token of these kinds out."""
    return put("", *kinds)


def put(text: str, *kinds: str) -> Break:
    """Write something else in the place of a token of these kinds."""
    return lambda method: (method.replaced(token, text) for token in method.of(*kinds))


def put_before(text: str, *kinds: str) -> Break:
    """Write something more before a token of these kinds."""
    return lambda method: (method.before(token, text) for token in method.of(*kinds))


def put_after(text: str, *kinds: str) -> Break:
    """Write something more after a token of these kinds."""
    return lambda method: (method.after(token, text) for token in method.of(*kinds))


def first_statement(*codes: str) -> Break:
    """Write one of these before the first statement of the method, outside all its blocks."""
    return lambda method: (method.first_statement(method.random.choice(codes)) for _ in range(1))


def around(before: str, after: str = "") -> Break:
    """Write something before or after the method."""
    return lambda method: [f"{before}{method.text}{after}"]


def where(broken: Break, holds: Callable[[MethodText], bool]) -> Break:
    """Break only methods of which something holds."""

    def broken_there(method: MethodText) -> Iterator[str]:
        if holds(method):
            yield from broken(method)

    return broken_there
