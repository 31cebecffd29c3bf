"""Periods that figures are counted for: months, ISO weeks, days, each with its own «now»."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from warehouse.connect import Reader

Grain = Literal["month", "week", "day"]
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Period:
    """One period in the institution's zone: [first_day 00:00; the day after last_day 00:00)."""

    grain: Grain
    first_day: date
    last_day: date

    @property
    def start(self) -> datetime:
        """Local start."""
        return datetime.combine(self.first_day, time())

    @property
    def end(self) -> datetime:
        """Local end, exclusive."""
        return datetime.combine(self.last_day + timedelta(days=1), time())

    def __str__(self) -> str:
        return self.first_day.strftime("%Y-%m" if self.grain == "month" else "%Y-%m-%d")


def month(of: date | str) -> Period:
    """The calendar month of a day or of «YYYY-MM».

    Raises: ValueError for text that is no month.
    """
    first = datetime.strptime(of, "%Y-%m").date() if isinstance(of, str) else of.replace(day=1)
    return Period("month", first, next_month(first) - timedelta(days=1))


def next_month(first: date) -> date:
    """The first day of the month after."""
    return (first.replace(day=1) + timedelta(days=32)).replace(day=1)


def months_back(of: date, n: int) -> list[Period]:
    """`n` months up to and with the month of `of`, oldest first."""
    found, first = [], of.replace(day=1)
    for _ in range(n):
        found.append(month(first))
        first = (first - timedelta(days=1)).replace(day=1)
    return found[::-1]


def week(of: date) -> Period:
    """The ISO week of a day."""
    monday = of - timedelta(days=of.weekday())
    return Period("week", monday, monday + timedelta(days=6))


def day(of: date) -> Period:
    """One day."""
    return Period("day", of, of)


def school_year_start(of: date) -> date:
    """1 September on or before a day."""
    return date(of.year if of.month >= 9 else of.year - 1, 9, 1)


def newest_fact(reader: Reader) -> datetime | None:
    """Local time of the newest fact loaded (or of the newest state list), or the reader's own as-of if later."""
    question = "select max(value) from facts where name = 'newest_fact_local'"
    loaded = reader.once("newest_fact", lambda: reader.scalar(question))
    moments = [datetime.fromisoformat(loaded)] if loaded else []
    return max([*moments, reader.as_of], default=None) if reader.as_of else (moments[0] if moments else None)


def now_of(reader: Reader, period: Period) -> datetime:
    """«На дату»: the period's last second or the newest fact, whichever is earlier."""
    newest = newest_fact(reader)
    return min(period.end - SECOND, newest) if newest else period.end - SECOND


def register(reader: Reader, periods: list[Period]) -> None:
    """The temporary table `period` that every mart reads (columns: see the rows below)."""
    zone = reader.settings.zone
    connection = reader.connection
    connection.execute("""create or replace temp table period (
        period date, grain varchar, first_day date, last_day date, start_local timestamp, end_local timestamp,
        start_utc timestamp, end_utc timestamp, now_local timestamp, now_day date, now_utc timestamp,
        is_complete boolean, is_summer boolean, school_year_start date)""")
    rows = []
    for each in periods:
        now = now_of(reader, each)
        rows.append(
            [
                each.first_day,
                each.grain,
                each.first_day,
                each.last_day,
                each.start,
                each.end,
                utc(each.start, zone),
                utc(each.end, zone),
                now,
                now.date(),
                utc(now, zone),
                now >= each.end - SECOND,
                each.first_day.month in (6, 7, 8),
                school_year_start(each.last_day),
            ]
        )
    connection.executemany(f"insert into period values ({', '.join('?' * 14)})", rows)
    # The institution's own calendar may call other days summer (or classes): it wins for a period it covers.
    connection.execute("""update period set is_summer = own.is_summer from (
        select p.period, count(*) filter (school_period = 'лето') * 2 > count(*) as is_summer
        from calendar c join period p on c.date between p.first_day and p.last_day
        where c.school_period is not null group by all) own where own.period = period.period""")


def utc(local: datetime, zone: ZoneInfo) -> datetime:
    """A naive UTC instant of a naive local time."""
    return local.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)
