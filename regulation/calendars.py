"""Three calendars that must not be mixed: working days, the school year, and the daily 07–21 clock.

Working days carry the deadlines of the administration, the school calendar what may be expected of chats, the daily
clock (every day, holidays too) how long a removal or an answer took. All functions are pure; which days are
off comes in as plain values, see `warehouse.calendar`.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

DAY = timedelta(days=1)

# Labour Code, article 112: (month, day). The first eight are the New Year's days, which the law does not move by itself.
NEW_YEAR = tuple((1, day) for day in range(1, 9))
FIXED_HOLIDAYS = (*NEW_YEAR, (2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4))


# --- working days ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ProductionCalendar:
    """The five-day production calendar.

    `exceptions` holds the days that differ from «Monday to Friday is worked» (True: worked, False: off).
    A year outside `decreed` is computed from the fixed holidays of the Labour Code and is preliminary.
    """

    exceptions: Mapping[date, bool] = field(default_factory=dict)
    decreed: frozenset[int] = frozenset()

    def is_workday(self, day: date) -> bool:
        """Whether deadlines count this day."""
        if day in self.exceptions:
            return self.exceptions[day]
        if day.weekday() >= 5:
            return False
        return day.year in self.decreed or not _is_holiday_by_law(day)

    def is_preliminary(self, day: date | int) -> bool:
        """Whether the year of the day has no decree yet: what is counted there says «предварительно»."""
        return (day if isinstance(day, int) else day.year) not in self.decreed


def _is_holiday_by_law(day: date) -> bool:
    """Fixed holiday, or the working day to which one that fell on a weekend moves (article 112, part 2)."""
    if (day.month, day.day) in FIXED_HOLIDAYS:
        return True
    earlier = day - DAY
    while earlier.weekday() >= 5:
        if (earlier.month, earlier.day) in FIXED_HOLIDAYS and (earlier.month, earlier.day) not in NEW_YEAR:
            return True
        earlier -= DAY
    return False


def add_working_days(day: date, n: int, calendar: ProductionCalendar) -> date:
    """The last day of «within `n` working days»: counting starts on the day after the event."""
    found = day
    while n > 0:
        found += DAY
        n -= calendar.is_workday(found)
    return found


def working_days_between(start: date, end: date, calendar: ProductionCalendar) -> int:
    """Working days after `start` up to and with `end`; negative if `end` is earlier."""
    if end < start:
        return -working_days_between(end, start, calendar)
    return sum(calendar.is_workday(start + DAY * n) for n in range(1, (end - start).days + 1))


def one_month_later(moment: datetime, months: int = 1) -> datetime:
    """The same clock time a calendar month later; a day that the month lacks is its last one (31.01 → 28.02).

    Clause: 4.5 («на срок до одного месяца»).
    """
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))


# --- the daily clock -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DayClock:
    """A clock that runs only between two hours, every day of the year: 07–21 unless told otherwise.

    Clause: 4.2, 5.3. Moments are local; a minute of the night weighs nothing.
    """

    opens: time = time(7, 0)
    closes: time = time(21, 0)

    @property
    def day_length(self) -> timedelta:
        """How much of a day the clock runs."""
        return _since_midnight(self.closes) - _since_midnight(self.opens)

    def opened(self, moment: datetime) -> datetime:
        """The moment itself by day, else the nearest opening after it: where a deadline starts to run."""
        if moment.time() >= self.closes:
            return datetime.combine(moment.date() + DAY, self.opens, moment.tzinfo)
        return max(moment, datetime.combine(moment.date(), self.opens, moment.tzinfo))

    def add(self, moment: datetime, span: timedelta) -> datetime:
        """The moment when the clock has run for `span`; a deadline may fall on the closing hour itself."""
        if span <= timedelta():
            return self.opened(moment)
        days, rest = divmod(self._reading(moment) + span, self.day_length)
        if not rest:
            days, rest = days - 1, self.day_length
        opening = datetime.combine(date.fromordinal(days), self.opens, moment.tzinfo)
        return opening + rest

    def add_hours(self, moment: datetime, hours: float) -> datetime:
        """`add` in hours."""
        return self.add(moment, timedelta(hours=hours))

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How long the clock ran from `start` to `end` (negative if `end` is earlier)."""
        return self._reading(end) - self._reading(start)

    def hours_between(self, start: datetime, end: datetime) -> float:
        """`between` in hours."""
        return self.between(start, end) / timedelta(hours=1)

    def _reading(self, moment: datetime) -> timedelta:
        run_today = datetime.combine(date.min, moment.time()) - datetime.combine(date.min, self.opens)
        return self.day_length * moment.toordinal() + min(max(run_today, timedelta()), self.day_length)


def _since_midnight(clock: time) -> timedelta:
    return datetime.combine(date.min, clock) - datetime.combine(date.min, time())


# --- the school year -------------------------------------------------------------------------------------


def school_year(day: date, starts: tuple[int, int] = (9, 1)) -> tuple[date, date]:
    """First and last day of the school year of a day: 01.09–31.08."""
    first = date(day.year, *starts)
    if day < first:
        first = date(day.year - 1, *starts)
    return first, date(first.year + 1, *starts) - DAY
