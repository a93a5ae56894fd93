from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.shared.errors import BadInput
from pipelines.publishing.cron import parse_cron

NOW = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)  # a Wednesday
MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.mark.parametrize(
    ("line", "due"),
    [
        ("0 30 20 * * 5", "2026-11-27 20:30:00+03:00"),
        ("0 30 20 * * fri", "2026-11-27 20:30:00+03:00"),
        ("15 0 * * * *", "2026-11-25 21:00:15+03:00"),
        ("0 */20 * * * *", "2026-11-25 21:20:00+03:00"),
        ("0 5/20 * * * ?", "2026-11-25 21:05:00+03:00"),
        ("0 0 9-18/3 * * MON-FRI", "2026-11-26 09:00:00+03:00"),
        ("0 0 0 1 jan,JUL *", "2027-01-01 00:00:00+03:00"),
        ("0 0 0 29 2 *", "2028-02-29 00:00:00+03:00"),
        ("0 0 0 13 * 1", "2026-11-30 00:00:00+03:00"),  # both days restricted: one of them is enough
        ("0 0 0 31 * 0,6", "2026-11-28 00:00:00+03:00"),
    ],
)
def test_a_line_comes_due_when_the_scheduler_says(line: str, due: str) -> None:
    assert str(parse_cron(line).next_after(NOW, MOSCOW)) == due


SCHEDULER = Path(__file__).with_name("scheduler_times.tsv").read_text(encoding="utf-8").splitlines()[1:]


@pytest.mark.parametrize("row", SCHEDULER)
def test_the_next_time_is_that_of_the_schedulers_library(row: str) -> None:
    line, moment, expected = row.split("\t")
    due = parse_cron(line).next_after(datetime.fromtimestamp(int(moment), UTC), ZoneInfo("Europe/Berlin"))
    assert (str(int(due.timestamp())) if due else "NEVER") == expected


def test_an_hour_that_the_clock_skips_does_not_come() -> None:
    spring = datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert str(parse_cron("0 30 2 * * *").next_after(spring, ZoneInfo("Europe/Berlin"))) == "2026-03-30 02:30:00+02:00"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("30 20 * * 5", "Kubeflow reads the seconds first"),
        ("30 20 * * 5", "'0 30 20 * * 5'"),
        ("0 0 0 * *", "put a 0 in front"),
        ("", "0 fields, not 6"),
        ("0 0 0 * * * 2027", "7 fields, not 6"),
        ("@daily", "'0 0 0 * * *'"),
        ("@every 1h", "write the six fields"),
        ("* * * * * *", "every few seconds"),
        ("*/10 * * * * *", "every few seconds"),
        ("0 60 * * * *", "minute '60': not from 0 to 59"),
        ("0 0 24 * * *", "hour '24'"),
        ("0 0 0 0 * *", "day of the month '0'"),
        ("0 0 0 * 13 *", "month '13'"),
        ("0 0 0 * * 7", "Sunday is 0"),
        ("0 0 0 * * пт", "ASCII"),
        ("0 0 0 31 2 *", "never comes due"),
        ("0 0 0 31 4,6,9,11 *", "never comes due"),
        ("0 0/0 * * * *", "at least 1"),
        ("0 0/x * * * *", "at least 1"),
        ("0 30-10 * * * *", "begins after its end"),
        ("0 1,,2 * * * *", "minute ''"),
        ("0 -5 * * * *", "minute ''"),
        ("0 ² * * * *", "ASCII"),
        ("0 0 0 L * *", "day of the month 'L'"),
        ("TZ=UTC 0 0 0 * * *", "7 fields"),
        ("0 " * 150, "at most 200"),
    ],
)
def test_what_would_be_read_otherwise_is_refused(line: str, words: str) -> None:
    with pytest.raises(BadInput, match=r".*") as refused:
        parse_cron(line)
    assert words in str(refused.value)


def test_the_summer_hour_that_comes_twice_starts_two_runs_as_the_scheduler_does() -> None:
    line, berlin = parse_cron("0 30 2 * * *"), ZoneInfo("Europe/Berlin")
    first = line.next_after(datetime(2026, 10, 24, 12, tzinfo=UTC), berlin)
    assert first is not None
    assert [str(first), str(line.next_after(first, berlin))] == [
        "2026-10-25 02:30:00+02:00",
        "2026-10-25 02:30:00+01:00",
    ]


PIECES = ("0", "5", "*", "?", "/", "-", ",", "59", "60", "L", "fri", "jan", "@", "TZ=", "1/2", "3-4")
PART = st.one_of(
    st.just("*"),
    st.integers(0, 59).map(str),
    st.tuples(st.integers(0, 29), st.integers(30, 59)).map("{0[0]}-{0[1]}".format),
)


@given(PART, st.integers(0, 23), st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)))
def test_nothing_is_due_between_now_and_the_next_time(minutes: str, hour: int, now: datetime) -> None:
    line = parse_cron(f"0 {minutes} {hour} * * *")
    due = line.next_after(now.replace(tzinfo=UTC), UTC)
    assert due is not None
    minute = now.replace(tzinfo=UTC, second=0, microsecond=0) + timedelta(minutes=1)
    while not (minute.hour == hour and minute.minute in line.minutes):
        minute += timedelta(minutes=1)
    started = now.second == 0 and now.microsecond == 0
    assert due == minute or (started and due <= minute)


@given(st.text(max_size=40) | st.lists(st.sampled_from(PIECES), max_size=9).map(" ".join))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    try:
        parse_cron(text)
    except BadInput as error:
        told = str(error)
        assert "\n" not in told
