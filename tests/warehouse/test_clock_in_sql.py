"""The daily clock and working days say the same in SQL, where figures are counted, as in Python, where rules are judged."""

from datetime import date, datetime, timedelta

import pytest

from regulation.calendars import DayClock, add_working_days, working_days_between
from tests.kit import reader_of
from warehouse.calendar import production_calendar

MOMENTS = [
    datetime(2026, 11, day, hour, minute)
    for day in (9, 10, 30)
    for hour, minute in (
        (0, 0),
        (6, 59),
        (7, 0),
        (7, 1),
        (12, 30),
        (19, 0),
        (20, 59),
        (21, 0),
        (21, 1),
        (23, 59),
    )
]
DAYS = [date(2025, 10, 28) + timedelta(days=n) for n in range(12)] + [
    date(2026, 12, 25) + timedelta(days=n) for n in range(20)
]


@pytest.fixture(scope="module")
def reader():
    with reader_of() as opened:
        yield opened


@pytest.mark.parametrize("hours", [1, 2, 14])
def test_clock_deadlines(reader, hours):
    in_sql = [reader.scalar("select clock_add(?::timestamp, ?)", [moment, hours]) for moment in MOMENTS]
    assert in_sql == [DayClock().add_hours(moment, hours) for moment in MOMENTS]


def test_clock_hours(reader):
    pairs = [(start, end) for start in MOMENTS for end in MOMENTS[::3]]
    in_sql = [reader.scalar("select clock_hours(?::timestamp, ?::timestamp)", list(pair)) for pair in pairs]
    assert in_sql == pytest.approx([DayClock().hours_between(*pair) for pair in pairs])


def test_working_days(reader):
    calendar = production_calendar(range(2020, 2031))
    pairs = [(start, end) for start in DAYS for end in DAYS[::4]]
    in_sql = [reader.scalar("select workdays_between(?::date, ?::date)", list(pair)) for pair in pairs]
    assert in_sql == [working_days_between(*pair, calendar) for pair in pairs]
    in_sql = [reader.scalar("select add_workdays(?::date, ?)", [day, 3]) for day in DAYS]
    assert in_sql == [add_working_days(day, 3, calendar) for day in DAYS]
