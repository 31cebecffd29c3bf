"""Numbers, dates and words as people read them in Russian: one place for screens and files alike.

Conventions: NBSP between thousands and before «%», decimal comma, minus U+2212, arithmetic rounding (half up).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from regulation.indicators import State, Unit

NBSP, MINUS = "\u00a0", "\u2212"
MONTHS = [
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
]
MONTHS_OF = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]
STATES = {
    State.OK: "Норма",
    State.WARN: "Внимание",
    State.BREACH: "Нарушение",
    State.NODATA: "Нет данных",
    State.INFO: "Справочно",
}
# State as colour, shape and word: legible in black and white.
SIGNS = {State.OK: "●", State.WARN: "▲", State.BREACH: "■", State.NODATA: "○", State.INFO: "◇"}
HIDDEN = "×"
PRELIMINARY = "предварительно"
# What must not be torn from its neighbour at the end of a line.
_GLUED = re.compile(
    r"(?<=[№§]) | (?=—)|(?<=\bп\.) (?=\d)|(?<=\d) (?=\d{3}\b|%|[а-яё]{1,4}\.)|(?<=\b[авикосуАВИКОСУ]) (?=\w)"
)


def glued(text: str) -> str:
    """A sentence with unbreakable spaces where a line must not end: «п. 4.3», «№ 2», «1 000», « —», «в чате»."""
    return _GLUED.sub(NBSP, text)


def rounded(value: float, digits: int = 0) -> Decimal:
    """Arithmetic rounding, half up (not banker's)."""
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def number(value: float | None, digits: int = 0) -> str:
    """«3 245 758», «12,5», «−4»; «—» for a missing value. Trailing zeros after the comma are dropped."""
    if value is None or value != value:
        return "—"
    text = f"{abs(rounded(value, digits)):,f}".replace(",", NBSP).replace(".", ",")
    if "," in text:
        text = text.rstrip("0").rstrip(",")
    return (MINUS if rounded(value, digits) < 0 else "") + text


def share(value: float | None) -> str:
    """A share 0…1 as percent with one decimal: «91,5 %»."""
    if value is None or value != value:
        return "—"
    return f"{rounded(value * 100, 1):f}".replace(".", ",").replace("-", MINUS) + f"{NBSP}%"


def plural(n: float, one: str, two: str, five: str) -> str:
    """The word that agrees with a number: 1 чат, 2 чата, 5 чатов, 11 чатов, 21 чат."""
    whole = abs(int(n))
    if whole % 100 in range(11, 15):
        return five
    return {1: one, 2: two, 3: two, 4: two}.get(whole % 10, five)


def counted(n: float, one: str, two: str, five: str) -> str:
    """«5 чатов» with an unbreakable space."""
    return f"{number(n)}{NBSP}{plural(n, one, two, five)}"


def hours(value: float | None) -> str:
    """«2,5 ч»."""
    return "—" if value is None else f"{number(value, 1)}{NBSP}ч"


def days(value: float | None) -> str:
    """«3 дня»."""
    return "—" if value is None else f"{number(value, 1)}{NBSP}дн."


def figure(value: float | None, unit: Unit) -> str:
    """A value in its unit."""
    if value is None:
        return "—"
    return {
        Unit.SHARE: share,
        Unit.HOURS: hours,
        Unit.DAYS: days,
        Unit.COUNT: number,
        Unit.PER_1000: lambda each: number(each, 2),
        Unit.INDEX: lambda each: number(each, 2),
    }[unit](value)


def change(now: float | None, before: float | None, unit: Unit) -> str:
    """The change against another period: «+2,5 п. п.», «−3», «без изменений»; '' where either is missing."""
    if now is None or before is None:
        return ""
    digits, times, tail = (
        (1, 100, f"{NBSP}п.{NBSP}п.") if unit is Unit.SHARE else (1 if unit is not Unit.COUNT else 0, 1, "")
    )
    difference = rounded(now * times, digits) - rounded(before * times, digits)
    if difference == 0:
        return "без изменений"
    return ("+" if difference > 0 else "") + number(float(difference), digits) + tail


def month_name(of: date | str) -> str:
    """«октябрь 2026»."""
    day = datetime.strptime(of, "%Y-%m").date() if isinstance(of, str) else of
    return f"{MONTHS[day.month - 1]}{NBSP}{day.year}"


def month_short(of: date) -> str:
    """«10.2026» for axes."""
    return f"{of:%m.%Y}"


def day_text(of: date | None) -> str:
    """«01.10.2026» in tables."""
    return "—" if of is None else f"{of:%d.%m.%Y}"


def preliminary(years: Sequence[int]) -> str:
    """«предварительно: производственный календарь на 2029 год не утверждён»; '' where every year is decreed."""
    if not years:
        return ""
    said = " и ".join(map(str, years))
    return f"{PRELIMINARY}: производственный календарь на {said}{NBSP}{plural(len(years), 'год', 'годы', 'годы')} не утверждён"


def day_long(of: date) -> str:
    """«1 октября 2026 г.» in text."""
    return f"{of.day}{NBSP}{MONTHS_OF[of.month - 1]} {of.year}{NBSP}г."


def moment_long(of: datetime) -> str:
    """«1 октября 2026 г., 21:05» in text."""
    return f"{day_long(of.date())}, {of:%H:%M}"


def moment_text(of: datetime | None) -> str:
    """«01.10.2026 21:05»."""
    return "—" if of is None else f"{of:%d.%m.%Y %H:%M}"
