"""Functions over dates."""

import calendar
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from components.shared.bsl.interpreter.builtins.registry import function
from components.shared.bsl.interpreter.conversions import make_date, to_date, to_integer
from components.shared.bsl.interpreter.failures import OutsideSubset, wrong_type
from components.shared.bsl.interpreter.machine import Machine
from components.shared.bsl.interpreter.values import LAST_DATE, Value

_SECOND: Final = timedelta(seconds=1)


def _midnight(date: datetime) -> datetime:
    return date.replace(hour=0, minute=0, second=0)


def _monday(date: datetime) -> datetime:
    days = min(date.weekday(), (date - datetime(1, 1, 1)).days)
    return _midnight(date) - timedelta(days=days)


def _first_of_quarter(date: datetime) -> datetime:
    return _midnight(date).replace(month=(date.month - 1) // 3 * 3 + 1, day=1)


def _next(date: datetime, months: int) -> datetime:
    """The first day so many months after the month of a date."""
    number = date.year * 12 + date.month - 1 + months
    return datetime(number // 12, number % 12 + 1, 1)


# Russian and English name of a period: where it begins, and where the next one does
_PERIODS: Final[tuple[tuple[str, str, Callable[[datetime], datetime], Callable[[datetime], datetime]], ...]] = (
    ("Года", "Year", lambda date: datetime(date.year, 1, 1), lambda start: datetime(start.year + 1, 1, 1)),
    ("Квартала", "Quarter", _first_of_quarter, lambda start: _next(start, 3)),
    ("Месяца", "Month", lambda date: datetime(date.year, date.month, 1), lambda start: _next(start, 1)),
    ("Недели", "Week", _monday, lambda start: start + timedelta(days=7)),
    ("Дня", "Day", _midnight, lambda start: start + timedelta(days=1)),
    ("Часа", "Hour", lambda date: date.replace(minute=0, second=0), lambda start: start + timedelta(hours=1)),
    ("Минуты", "Minute", lambda date: date.replace(second=0), lambda start: start + timedelta(minutes=1)),
)


def _beginning(begin: Callable[[datetime], datetime]) -> Callable[[Machine, Value], datetime]:
    return lambda machine, date: begin(to_date(date))


def _end(
    begin: Callable[[datetime], datetime], follow: Callable[[datetime], datetime]
) -> Callable[[Machine, Value], datetime]:
    return lambda machine, date: min(follow(begin(to_date(date))) - _SECOND, LAST_DATE)


for _russian, _english, _begin, _follow in _PERIODS:
    function(f"Начало{_russian}", f"BegOf{_english}", 1)(_beginning(_begin))
    function(f"Конец{_russian}", f"EndOf{_english}", 1)(_end(_begin, _follow))

_PARTS: Final[tuple[tuple[str, str, Callable[[datetime], int]], ...]] = (
    ("Год", "Year", lambda date: date.year),
    ("Месяц", "Month", lambda date: date.month),
    ("День", "Day", lambda date: date.day),
    ("Час", "Hour", lambda date: date.hour),
    ("Минута", "Minute", lambda date: date.minute),
    ("Секунда", "Second", lambda date: date.second),
    ("ДеньГода", "DayOfYear", lambda date: date.timetuple().tm_yday),
    ("ДеньНедели", "WeekDay", lambda date: date.isoweekday()),
    # the week that holds the first of January is the first one
    (
        "НеделяГода",
        "WeekOfYear",
        lambda date: (date.timetuple().tm_yday + datetime(date.year, 1, 1).weekday() - 1) // 7 + 1,
    ),
)


def _part(part: Callable[[datetime], int]) -> Callable[[Machine, Value], int]:
    return lambda machine, date: part(to_date(date))


for _russian, _english, _take in _PARTS:
    function(_russian, _english, 1)(_part(_take))


@function("ДобавитьМесяц", "AddMonth", 2)
def add_months(machine: Machine, date: Value, months: Value) -> Value:
    """The same day so many months later; the last day of a month that is shorter."""
    given = to_date(date)
    number = given.year * 12 + given.month - 1 + to_integer(months)
    year, month = number // 12, number % 12 + 1
    if not 1 <= year <= LAST_DATE.year:
        raise wrong_type("Дата")
    day = min(given.day, calendar.monthrange(year, month)[1])
    return make_date(year, month, day, given.hour, given.minute, given.second)


def current_date(machine: Machine, *_: Value) -> Value:
    """The date that the host gives: the real one would be input.

    Raises:
        OutsideSubset: The host gives none.
    """
    if machine.host.now is None:
        raise OutsideSubset("ТекущаяДата")
    return machine.host.now.replace(microsecond=0)


for _russian, _english in (
    ("ТекущаяДата", "CurrentDate"),
    ("ТекущаяДатаСеанса", "CurrentSessionDate"),
    ("ТекущаяУниверсальнаяДата", "CurrentUniversalDate"),
):
    function(_russian, _english, 0)(current_date)


@function("ТекущаяУниверсальнаяДатаВМиллисекундах", "CurrentUniversalDateInMilliseconds", 0)
def current_milliseconds(machine: Machine) -> Value:
    """Milliseconds from the beginning of year 1 to the date that the host gives."""
    if machine.host.now is None:
        raise OutsideSubset("ТекущаяУниверсальнаяДатаВМиллисекундах")
    return (machine.host.now - datetime(1, 1, 1)) // timedelta(milliseconds=1)
