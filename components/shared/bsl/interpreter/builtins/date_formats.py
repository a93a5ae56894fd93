"""Dates in ``Формат``: parts like ``дд.ММ.гггг``, ready-made forms, and names of months and days in two languages."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from components.shared.bsl.interpreter.values import EMPTY_DATE

_MONTHS: Final = (
    *("Январь", "Февраль", "Март", "Апрель", "Май", "Июнь"),
    *("Июль", "Август", "Сентябрь", "Октябрь", "Ноябрь", "Декабрь"),
)
_MONTHS_OF: Final = (
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
)
_MONTHS_EN: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MONTHS_SHORT: Final = ("янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_DAYS: Final = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")
_DAYS_SHORT: Final = ("Пн", "Вт", "Ср", "Чт", "Пт", "Сб", "Вс")
_DAYS_EN: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# One part: letters of one kind that stand together, a text in quotes, or any other character
_PART: Final = re.compile(r"(г+|y+|М+|M+|д+|d+|ч+|h+|Ч+|H+|м+|m+|с+|s+|р+|r+|к+|q+|вв|tt)|'([^']*)'|(.)", re.DOTALL)
_LATIN: Final = str.maketrans("гМдчЧмсрк", "yMdhHmsrq")
_LOCAL: Final = {  # Д date, ДД long date, В time, ДВ date and time, ДДВ long date and time
    **dict.fromkeys(("д", "d"), ("дд.ММ.гггг", "M/d/yyyy")),
    **dict.fromkeys(("дд", "dd"), ("д ММММ гггг 'г.'", "MMMM d, yyyy")),
    **dict.fromkeys(("в", "t"), ("Ч:мм:сс", "H:mm:ss")),
    **dict.fromkeys(("дв", "dt"), ("дд.ММ.гггг Ч:мм:сс", "M/d/yyyy H:mm:ss")),
    **dict.fromkeys(("ддв", "ddt"), ("д ММММ гггг 'г.' Ч:мм:сс", "MMMM d, yyyy H:mm:ss")),
}


def format_date(date: datetime, parameters: Mapping[str, str]) -> str:
    """Show a date; the empty one is nothing unless the format says how it is shown."""
    if date == EMPTY_DATE:
        return parameters.get("empty_date", "")
    english = parameters.get("language", "ru").lower().startswith("en")
    pattern = parameters.get("date")
    if not pattern:
        forms = _LOCAL.get(parameters.get("local_date", "").lower(), _LOCAL["дв"])
        pattern = forms[english]
    return format_parts(date, pattern, english)


def format_parts(date: datetime, pattern: str, english: bool) -> str:
    """Replace the parts of a pattern; after a day the name of a month is in the genitive."""
    has_day = re.search(r"(?<!д)д{1,2}(?!д)|(?<!d)d{1,2}(?!d)", pattern) is not None

    def show(match: re.Match[str]) -> str:
        letters, quoted, other = match.groups()
        if quoted is not None:
            return str(quoted)
        return _part(date, letters.translate(_LATIN), english, has_day) if letters else str(other)

    return _PART.sub(show, pattern)


def _part(date: datetime, letters: str, english: bool, has_day: bool) -> str:
    kind, length = letters[0], len(letters)
    if kind == "y":
        return f"{date.year % 100:02}" if length == 2 else f"{date.year:04}" if length > 2 else str(date.year % 100)
    if kind == "M":
        return _month(date, length, english, has_day)
    if kind == "d":
        return _day(date, length, english)
    if kind == "q":
        quarter = (date.month - 1) // 3 + 1
        return f"Q{quarter}" if english and length > 1 else f"{quarter} квартал" if length > 2 else str(quarter)
    if letters in ("вв", "tt"):
        return "AM" if date.hour < 12 else "PM"
    if kind == "r":  # fractions of a second: dates of the platform have none
        return "0" * length
    values = {"h": date.hour if "ч" in letters else (date.hour - 1) % 12 + 1, "H": date.hour}
    number = values.get(kind, date.minute if kind == "m" else date.second)
    return f"{number:02}" if length > 1 else str(number)


def _month(date: datetime, length: int, english: bool, has_day: bool) -> str:
    at = date.month - 1
    if length < 3:
        return f"{date.month:0{length}}"
    if english:
        return _MONTHS_EN[at][:3] if length == 3 else _MONTHS_EN[at]
    if length == 3:
        return _MONTHS_SHORT[at]
    return _MONTHS_OF[at] if has_day else _MONTHS[at]


def _day(date: datetime, length: int, english: bool) -> str:
    at = date.weekday()
    if length < 3:
        return f"{date.day:0{length}}"
    if english:
        return _DAYS_EN[at][:3] if length == 3 else _DAYS_EN[at]
    return _DAYS_SHORT[at] if length == 3 else _DAYS[at]
