"""Lines of a schedule as Kubeflow Pipelines reads them: six fields, the seconds first.

The scheduler parses with robfig/cron 1.2. A usual line of five fields is accepted there and shifted by one: its
minutes are taken for seconds, its hours for minutes. That is refused here, and so is a line that never comes due.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import product

from components.shared.errors import BadInput

YEARS_AHEAD = 5  # the scheduler looks to the end of the fifth year after; what does not come by then never runs
MAX_CHARACTERS = 200
MONTHS = dict(
    zip(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), range(1, 13), strict=True)
)
DAYS = dict(zip(("sun", "mon", "tue", "wed", "thu", "fri", "sat"), range(7), strict=True))


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name, its range, the words that stand for numbers."""

    name: str
    lowest: int
    highest: int
    words: dict[str, int]


FIELDS = (
    Field("second", 0, 59, {}),
    Field("minute", 0, 59, {}),
    Field("hour", 0, 23, {}),
    Field("day of the month", 1, 31, {}),
    Field("month", 1, 12, MONTHS),
    Field("day of the week", 0, 6, DAYS),
)


@dataclass(frozen=True, slots=True)
class CronLine:
    """When a schedule comes due, in wall time of the scheduler's zone."""

    text: str
    second: int
    minutes: frozenset[int]
    hours: frozenset[int]
    month_days: frozenset[int]
    months: frozenset[int]
    week_days: frozenset[int]
    either_day: bool  # both kinds of days are restricted: one that fits is enough

    def next_after(self, moment: datetime, zone: tzinfo) -> datetime | None:
        """The first time after a moment, or nothing within the years that a scheduler looks ahead."""
        for day in _days(moment.astimezone(zone).date()):
            due = next((time for time in self._times(day, zone) if time > moment), None)
            if due is not None:
                return due.astimezone(zone)
        return None

    def _times(self, day: date, zone: tzinfo) -> list[datetime]:
        """All times of a day, in UTC: an hour that the clock repeats comes twice, one that it skips not at all."""
        if not self._fits(day):
            return []
        walls = (
            datetime(day.year, day.month, day.day, hour, minute, self.second, tzinfo=zone, fold=fold)
            for hour, minute, fold in product(self.hours, self.minutes, (0, 1))
        )
        pairs = ((wall, wall.astimezone(UTC)) for wall in walls)
        return sorted(
            {time for wall, time in pairs if time.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None)}
        )

    def _fits(self, day: date) -> bool:
        by_month, by_week = day.day in self.month_days, day.isoweekday() % 7 in self.week_days
        return day.month in self.months and (by_month or by_week if self.either_day else by_month and by_week)


def parse_cron(text: str) -> CronLine:
    """Read a line.

    Raises:
        BadInput: It is none, would be read otherwise than meant, or never comes due.
    """
    fields = text.split()
    if len(text) > MAX_CHARACTERS or any(not 32 <= ord(character) < 127 for character in text):
        raise BadInput(f"{text[:MAX_CHARACTERS]!r}: a line of at most {MAX_CHARACTERS} ASCII characters is expected")
    if text.startswith("@"):
        raise BadInput(f"{text!r}: write the six fields; @daily is '0 0 0 * * *', @hourly '0 0 * * * *'")
    if len(fields) != len(FIELDS):
        raise BadInput(f"{text!r}: {len(fields)} fields, not 6: {_advice(fields)}")
    second, *sets = (_set(field, value, text) for field, value in zip(FIELDS, fields, strict=True))
    if len(second) != 1:
        raise BadInput(f"{text!r}: would start a run every few seconds; begin with one number, usually 0")
    minutes, hours, month_days, months, week_days = sets
    either = not any(_is_star(fields[place]) for place in (3, 5))
    line = CronLine(text, min(second), minutes, hours, month_days, months, week_days, either)
    if not any(line._fits(day) for day in _days(date(2023, 3, 1))):  # any five years with a leap day
        raise BadInput(f"{text!r}: never comes due: no such day of the month")
    return line


def _days(first: date) -> Iterator[date]:
    end = date(first.year + YEARS_AHEAD + 1, 1, 1)
    return (first + timedelta(days=ahead) for ahead in range((end - first).days))


def _advice(fields: list[str]) -> str:
    names = ", ".join(field.name for field in FIELDS)
    if len(fields) == 5:
        return f"Kubeflow reads the seconds first ({names}); put a 0 in front: '0 {' '.join(fields)}'"
    return f"they are {names}, such as '0 30 20 * * 5' for Fridays at 20:30"


def _is_star(field: str) -> bool:
    return any(part.split("/")[0] in ("*", "?") for part in field.split(","))


def _set(field: Field, text: str, line: str) -> frozenset[int]:
    return frozenset(number for part in text.split(",") for number in _range(field, part, line))


def _range(field: Field, part: str, line: str) -> range:
    span, slash, step_text = part.partition("/")
    first_text, dash, last_text = span.partition("-")
    if span in ("*", "?"):
        first, last = field.lowest, field.highest
    else:
        first = _number(field, first_text, line)
        # `5/15` means from 5 to the end, as the scheduler has it
        last = _number(field, last_text, line) if dash else field.highest if slash else first
    step = int(step_text) if step_text.isascii() and step_text.isdigit() and len(step_text) < 4 else 0
    if slash and step < 1:
        raise BadInput(f"{line!r}: {field.name} {part!r}: after / a number of at least 1 is expected")
    if first > last:
        raise BadInput(f"{line!r}: {field.name} {part!r}: begins after its end; write two ranges with a comma")
    return range(first, last + 1, step if slash else 1)


def _number(field: Field, text: str, line: str) -> int:
    number = field.words.get(text.lower(), -1)
    if text.isascii() and text.isdigit() and len(text) < 4:
        number = int(text)
    if not field.lowest <= number <= field.highest:
        hint = "; Sunday is 0" if field.name == "day of the week" and text == "7" else ""
        raise BadInput(f"{line!r}: {field.name} {text!r}: not from {field.lowest} to {field.highest}{hint}")
    return number
