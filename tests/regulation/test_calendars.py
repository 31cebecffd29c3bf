"""Working days, the 07–21 clock and the school year, on the edges that decide a deadline."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulation.calendars import (
    DayClock,
    ProductionCalendar,
    add_working_days,
    one_month_later,
    school_year,
    working_days_between,
)

PLAIN = ProductionCalendar({date(2026, 11, 4): False, date(2025, 11, 1): True}, frozenset({2025, 2026}))
CLOCK = DayClock()


def at(text: str) -> datetime:
    return datetime.strptime(
        f"2026.{text}", "%Y.%d.%m %H:%M:%S" if text.count(":") == 2 else "%Y.%d.%m %H:%M"
    )


@pytest.mark.parametrize(
    ("event", "n", "deadline"),
    [
        ("2026-11-02", 1, "2026-11-03"),  # counting starts the day after
        ("2026-11-03", 1, "2026-11-05"),  # the 4th is a holiday
        ("2026-11-06", 1, "2026-11-09"),  # a Friday
        ("2026-11-07", 1, "2026-11-09"),  # a Saturday
        ("2026-11-02", 0, "2026-11-02"),
        ("2026-10-30", 3, "2026-11-05"),
        ("2025-10-31", 1, "2025-11-01"),  # a Saturday made a working day
    ],
)
def test_working_deadline(event, n, deadline):
    assert add_working_days(date.fromisoformat(event), n, PLAIN) == date.fromisoformat(deadline)


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(0, 40))
def test_deadline_and_count_are_inverse(day, n):
    assert working_days_between(day, add_working_days(day, n, PLAIN), PLAIN) == n


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2028-02-23", False),
        ("2028-01-08", False),
        ("2028-01-10", True),  # the New Year's days aren't moved by the law itself
        ("2028-11-04", False),  # a Saturday …
        ("2028-11-06", False),  # … whose day off moves to Monday
        ("2028-11-07", True),
        ("2028-11-03", True),
    ],
)
def test_year_without_a_decree_is_computed(day, works):
    day = date.fromisoformat(day)
    assert PLAIN.is_workday(day) is works
    assert PLAIN.is_preliminary(day)
    assert not PLAIN.is_preliminary(2026)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-01-31T10:15", "2026-02-28T10:15"),
        ("2028-01-31T10:15", "2028-02-29T10:15"),
        ("2026-03-30T00:00", "2026-04-30T00:00"),
        ("2026-12-15T23:59", "2027-01-15T23:59"),
        ("2026-05-31T12:00", "2026-06-30T12:00"),
    ],
)
def test_one_month_later(start, end):
    assert one_month_later(datetime.fromisoformat(start)) == datetime.fromisoformat(end)


@pytest.mark.parametrize(
    ("moment", "hours", "deadline"),
    [
        ("10.11 12:00", 2, "10.11 14:00"),
        ("10.11 06:59", 2, "10.11 09:00"),
        ("10.11 07:00", 2, "10.11 09:00"),
        ("10.11 19:00", 2, "10.11 21:00"),  # the closing hour itself
        ("10.11 19:01", 2, "11.11 07:01"),
        ("10.11 21:00", 2, "11.11 09:00"),
        ("10.11 23:30", 2, "11.11 09:00"),
        ("10.11 12:00", 14, "11.11 12:00"),  # one day of the clock
        ("10.11 07:00", 14, "10.11 21:00"),
        ("10.11 22:00", 14, "11.11 21:00"),
        ("10.11 22:00", 0, "11.11 07:00"),
        ("30.11 20:00", 2, "01.12 08:00"),
    ],
)
def test_deadline_on_the_day_clock(moment, hours, deadline):
    assert CLOCK.add_hours(at(moment), hours) == at(deadline)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("10.11 12:00", "10.11 14:00", 2),
        ("10.11 22:00", "11.11 06:00", 0),
        ("10.11 20:00", "11.11 08:00", 2),
        ("10.11 05:00", "12.11 23:00", 42),
        ("10.11 14:00", "10.11 12:00", -2),
    ],
)
def test_hours_on_the_day_clock(start, end, hours):
    assert CLOCK.hours_between(at(start), at(end)) == hours


moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1)).map(lambda m: m.replace(microsecond=0))


@given(moments, st.integers(0, 400_000))
def test_clock_adds_what_it_measures(moment, seconds):
    span = timedelta(seconds=seconds)
    deadline = CLOCK.add(moment, span)
    assert CLOCK.between(moment, deadline) == span
    assert time(7) <= deadline.time() <= time(21)


@given(moments, st.integers(0, 5000))
def test_clock_agrees_with_counting_minutes(moment, minutes):
    moment = moment.replace(second=0)
    counted = sum(7 <= (moment + timedelta(minutes=n)).hour < 21 for n in range(minutes))
    assert CLOCK.between(moment, moment + timedelta(minutes=minutes)) == timedelta(minutes=counted)


@pytest.mark.parametrize(
    ("day", "first"),
    [("2026-08-31", "2025-09-01"), ("2026-09-01", "2026-09-01"), ("2027-01-10", "2026-09-01")],
)
def test_school_year(day, first):
    start, end = school_year(date.fromisoformat(day))
    assert start == date.fromisoformat(first)
    assert end == date(start.year + 1, 8, 31)
