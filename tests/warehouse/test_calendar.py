"""The production calendar against what the decrees say, and the institution's own rows over it."""

from datetime import date, timedelta

import pytest

from tests.kit import reader_of
from warehouse.calendar import production_calendar

YEARS = range(2020, 2041)


def working_days(year: int, rows=()) -> int:
    calendar = production_calendar(YEARS, rows)
    first = date(year, 1, 1)
    return sum(
        calendar.is_workday(first + timedelta(days=n)) for n in range((date(year + 1, 1, 1) - first).days)
    )


@pytest.mark.parametrize(("year", "days"), [(2023, 247), (2024, 248), (2025, 247), (2026, 247)])
def test_working_days_of_a_decreed_year(year, days):
    assert working_days(year) == days
    assert not production_calendar(YEARS).is_preliminary(year)


def test_days_off_of_2026():
    calendar = production_calendar(YEARS)
    first = date(2026, 1, 1)
    weekdays = [first + timedelta(days=n) for n in range(365) if (first + timedelta(days=n)).weekday() < 5]
    off = [f"{day:%d.%m}" for day in weekdays if not calendar.is_workday(day)]
    new_year = ["01.01", "02.01", "05.01", "06.01", "07.01", "08.01", "09.01"]
    assert off == [*new_year, "23.02", "09.03", "01.05", "11.05", "12.06", "04.11", "31.12"]


def test_a_saturday_may_be_worked():
    assert production_calendar(YEARS).is_workday(date(2025, 11, 1))
    assert not production_calendar(YEARS).is_workday(date(2025, 11, 3))


def test_undecreed_year_is_preliminary():
    assert production_calendar(YEARS).is_preliminary(2035)
    assert not production_calendar(YEARS).is_workday(date(2035, 6, 12))


def test_own_rows_win():
    rows = [
        {"date": date(2026, 11, 24), "is_workday": False, "school_period": "каникулы"},
        {"date": date(2026, 11, 25), "is_workday": None, "school_period": None},
    ]
    assert working_days(2026, rows) == 246


def test_a_year_named_in_full_needs_no_decree():
    first = date(2035, 1, 1)
    days = [first + timedelta(days=n) for n in range(365)]
    rows = [{"date": day, "is_workday": day.weekday() < 5, "school_period": None} for day in days]
    assert not production_calendar(YEARS, rows).is_preliminary(2035)
    assert production_calendar(YEARS, rows).is_workday(date(2035, 6, 12))


def test_own_rows_count_in_sql():
    reader = reader_of(calendar=[{"date": date(2026, 11, 6), "is_workday": False}])
    days = [date(2026, 11, 2), date(2026, 11, 9)]
    # 3, 5 and 9 November: the 4th is a holiday, the 6th the institution's own
    assert reader.scalar("select workdays_between(?::date, ?::date)", days) == 3
