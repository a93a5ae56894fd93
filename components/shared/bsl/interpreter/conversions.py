"""Conversions between types, implicit ones and those of ``Число()``, ``Строка()``, ``Булево()`` and ``Дата()``."""

import re
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from components.shared.bsl.interpreter.failures import Failure, wrong_type
from components.shared.bsl.interpreter.numbers import MOST_DIGITS, digits_of, normal
from components.shared.bsl.interpreter.values import (
    EMPTY_DATE,
    LAST_DATE,
    EnumerationValue,
    Null,
    Number,
    TypeValue,
    UniqueIdentifier,
    Value,
)

NO_BREAK_SPACE: Final = "\u00a0"
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]++(?:[.,][0-9]*+)?|[.,][0-9]++)")
_BLANKS: Final = re.compile(r"[\s\u00a0]++")
_TRUE: Final = frozenset({"истина", "true", "да", "yes"})
_FALSE: Final = frozenset({"ложь", "false", "нет", "no"})
_NOT_DIGITS: Final = re.compile(r"[^0-9]+")
_LENGTHS_OF_DATES: Final = (8, 12, 14)


def to_number(value: Value) -> Number:
    """Convert to a number, as arithmetic does.

    Raises:
        Failure: The value is neither a number, nor a Boolean, nor a string that shows a number.
    """
    kind = value.__class__
    if kind is int or kind is Decimal:
        return value  # type: ignore[return-value]
    if kind is bool:
        return int(value)  # type: ignore[call-overload,no-any-return]
    if isinstance(value, str):
        return parse_number(value)
    raise wrong_type("Число")


def parse_number(text: str) -> Number:
    """Read a number; blanks between digits and a comma for the point are allowed.

    Raises:
        Failure: The text shows no number.
    """
    if len(text) > 4 * MOST_DIGITS:
        raise wrong_type("Число")
    digits = _BLANKS.sub("", text)
    if not _NUMBER.fullmatch(digits):
        raise wrong_type("Число")
    return normal(Decimal(digits.replace(",", ".")))


def to_integer(value: Value) -> int:
    """Convert to a whole number, as functions do with positions and counts: the fraction is cut."""
    return int(to_number(value))


def to_boolean(value: Value) -> bool:
    """Convert to a Boolean, as conditions do.

    Raises:
        Failure: The value is neither a Boolean, nor a number, nor a string that shows a Boolean.
    """
    if value is True or value is False:
        return bool(value)
    if isinstance(value, int | Decimal):
        return bool(value)
    if isinstance(value, str):
        word = value.strip().lower()
        if word in _TRUE:
            return True
        if word in _FALSE:
            return False
    raise wrong_type("Булево")


def to_date(value: Value) -> datetime:
    """Convert to a date: a date itself, or a string of 8, 12 or 14 digits.

    Raises:
        Failure: The value is neither of them.
    """
    if isinstance(value, datetime):
        return value
    if isinstance(value, str):
        return parse_date(value)
    raise wrong_type("Дата")


def parse_date(text: str) -> datetime:
    """Read ``ггггММдд``, ``ггггММддЧЧмм`` or ``ггггММддЧЧммсс``; all zeros are the empty date.

    Raises:
        Failure: The digits are no date.
    """
    if not (text.isascii() and text.isdigit()) or len(text) not in _LENGTHS_OF_DATES:
        raise wrong_type("Дата")
    if not text.strip("0"):
        return EMPTY_DATE
    padded = text.ljust(14, "0")
    parts = [int(padded[:4])] + [int(padded[at : at + 2]) for at in range(4, 14, 2)]
    return make_date(*parts)


def date_of_literal(text: str) -> datetime:
    """Value of ``'2024.01.31 12:00'``."""
    return parse_date(_NOT_DIGITS.sub("", text))


def make_date(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    """Make a date of its parts.

    Raises:
        Failure: There is no such date.
    """
    try:
        date = datetime(year, month, day, hour, minute, second)
    except (ValueError, OverflowError) as error:
        raise wrong_type("Дата") from error
    if date > LAST_DATE:
        raise wrong_type("Дата")
    return date


def shift_date(date: datetime, seconds: Number) -> datetime:
    """``Дата + Число``: whole seconds; the fraction is cut.

    Raises:
        Failure: The result is before year 1 or after year 3999.
    """
    whole = int(seconds)
    if abs(whole) > 10**12:
        raise wrong_type("Дата")
    try:
        result = date + timedelta(seconds=whole)
    except OverflowError as error:
        raise wrong_type("Дата") from error
    if result > LAST_DATE:
        raise wrong_type("Дата")
    return result


def seconds_between(later: datetime, earlier: datetime) -> int:
    """``Дата - Дата`` in seconds."""
    difference = later - earlier
    return difference.days * 86_400 + difference.seconds


def number_to_text(number: Number) -> str:
    """Show a number as the platform does: groups of three with a no-break space, a comma for the point."""
    if number.__class__ is int and -1000 < number < 1000:
        return str(number)
    whole, fraction, negative = digits_of(number)
    grouped = group_digits(whole)
    return f"{'-' if negative else ''}{grouped}{',' + fraction if fraction else ''}"


def group_digits(digits: str, separator: str = NO_BREAK_SPACE) -> str:
    """Separate groups of three digits from the right."""
    start = len(digits) % 3
    groups = [digits[at : at + 3] for at in range(start, len(digits), 3)]
    return separator.join([digits[:start], *groups] if start else groups)


def plain_number(number: Number) -> str:
    """Show a number without groups and with a point, as XML does."""
    return format(number, "f") if isinstance(number, Decimal) else str(number)


def date_to_text(date: datetime) -> str:
    """Show a date as the platform does; the empty one is an empty string only for ``Формат``."""
    return f"{date.day:02}.{date.month:02}.{date.year:04} {date.hour}:{date.minute:02}:{date.second:02}"


def to_text(value: Value) -> str:
    """Show any value, as ``Строка()`` and the ``+`` of strings do."""
    kind = value.__class__
    if kind is str:
        return value  # type: ignore[return-value]
    if kind is int or kind is Decimal:
        return number_to_text(value)  # type: ignore[arg-type]
    if value is None or isinstance(value, Null):
        return ""
    if kind is bool:
        return "Да" if value else "Нет"
    if isinstance(value, datetime):
        return date_to_text(value)
    return _object_to_text(value)


def simple_text(value: Value) -> str:
    """Show a value that other values may hold: of objects the type alone, for they may hold one another."""
    return str(value.type_name) if callable(getattr(value, "presentation", None)) else to_text(value)  # type: ignore[attr-defined]


def _object_to_text(value: Value) -> str:
    if isinstance(value, TypeValue):
        return PRESENTATIONS_OF_TYPES.get(value.name, value.name)
    if isinstance(value, UniqueIdentifier):
        return value.text
    if isinstance(value, EnumerationValue):
        return value.name
    presentation = getattr(value, "presentation", None)
    if callable(presentation):
        return str(presentation())
    return str(getattr(value, "type_name", ""))


# Строка(Тип("…")) shows types of two words with a blank; these are the types whose values exist here.
PRESENTATIONS_OF_TYPES: Final = {
    "ТаблицаЗначений": "Таблица значений",
    "СтрокаТаблицыЗначений": "Строка таблицы значений",
    "ДеревоЗначений": "Дерево значений",
    "СтрокаДереваЗначений": "Строка дерева значений",
    "СписокЗначений": "Список значений",
    "ЭлементСпискаЗначений": "Элемент списка значений",
    "ФиксированныйМассив": "Фиксированный массив",
    "ФиксированнаяСтруктура": "Фиксированная структура",
    "ФиксированноеСоответствие": "Фиксированное соответствие",
    "КлючИЗначение": "Ключ и значение",
    "ОписаниеТипов": "Описание типов",
    "УникальныйИдентификатор": "Уникальный идентификатор",
    "ДвоичныеДанные": "Двоичные данные",
    "ХранилищеЗначения": "Хранилище значения",
}


def require_text(value: Value, number: int) -> str:
    """An argument that must be a string; other values are shown, as the platform's functions do.

    Raises:
        Failure: The value is an object that has no text of its own.
    """
    if value.__class__ is str:
        return value
    if value is None or isinstance(value, str | int | Decimal | datetime | UniqueIdentifier | TypeValue | Null):
        return to_text(value)
    if isinstance(value, EnumerationValue):
        return value.name
    raise Failure(f"Несоответствие типов (параметр номер '{number}')")
