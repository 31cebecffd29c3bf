"""Calendars for the years at hand: the decreed production calendar, corrected by the institution's own table.

Source: `holidays` (articles 112 of the Labour Code and the yearly decrees on moved days off), then the canonical table
`calendar`, whose rows win. A year without a decree is computed and marked «предварительно».
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

import pyarrow as pa
from holidays.countries import Russia

from regulation.calendars import ProductionCalendar

if TYPE_CHECKING:
    from warehouse.connect import Reader


@cache
def decreed(years: tuple[int, ...]) -> ProductionCalendar:
    """The production calendar of those years that the library has a decree for."""
    moved = Russia().special_public_holidays  # year → days off moved by that year's decree
    known = tuple(year for year in years if year in moved)
    holidays = Russia(years=known)
    exceptions = dict.fromkeys(holidays, False) | dict.fromkeys(holidays.weekend_workdays, True)
    return ProductionCalendar(exceptions, frozenset(known))


def production_calendar(years: Iterable[int], rows: Iterable[Mapping] = ()) -> ProductionCalendar:
    """The production calendar of `years` with the institution's own days on top.

    A year that the table names in full needs no decree.

    Rows: of the table `calendar` (date, is_workday); an empty is_workday says nothing.
    """
    base = decreed(tuple(years))
    own = {row["date"]: bool(row["is_workday"]) for row in rows if row["is_workday"] is not None}
    named = Counter(day.year for day in own)
    full = {year for year, days in named.items() if days >= 365}
    return ProductionCalendar(base.exceptions | own, base.decreed | full)


@lru_cache(maxsize=4)
def day_table(first: date, last: date, own: tuple[tuple[date, bool | None], ...]) -> pa.Table:
    """The production calendar as a table, for SQL: working days after a up to b are n(b) − n(a).

    `own`: the institution's days and whether each is worked.
    Rows: one per day from `first` to `last`. Columns: day, is_workday, n (working days since `first`, this one included),
    is_preliminary (of a year without a decree).
    """
    rows = [{"date": day, "is_workday": works} for day, works in own]
    calendar = production_calendar(range(first.year, last.year + 1), rows)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    flags = [calendar.is_workday(day) for day in days]
    return pa.table(
        {
            "day": pa.array(days, pa.date32()),
            "is_workday": pa.array(flags, pa.bool_()),
            "n": pa.array(list(accumulate(map(int, flags))), pa.int64()),
            "is_preliminary": pa.array(map(calendar.is_preliminary, days), pa.bool_()),
        }
    )


def undecreed(reader: Reader, first: date, last: date) -> tuple[int, ...]:
    """Years of these days whose production calendar nobody has decreed: what is counted there is «предварительно».

    Clause: 2.1 (deadlines in working days).
    """
    question = "select distinct year(day)::integer as year from workdays where is_preliminary and day between ? and ? order by 1"
    return reader.once(
        ("undecreed", first, last),
        lambda: tuple(row["year"] for row in reader.rows(question, [first, last])),
    )


def first_undecreed(reader: Reader, since: date) -> int | None:
    """The first year from this day on whose production calendar nobody has decreed."""
    return reader.scalar(
        "select min(year(day))::integer from workdays where is_preliminary and day >= ?", [since]
    )
