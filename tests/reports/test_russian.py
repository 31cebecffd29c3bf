"""Numbers, dates and words as people read them."""

from datetime import date, datetime

import pytest

from regulation.indicators import Unit
from reports import russian


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (3245758, 0, "3\u00a0245\u00a0758"),
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (-4, 0, "\u22124"),
        (12.50, 1, "12,5"),
        (12.0, 1, "12"),
        (None, 0, "—"),
        (float("nan"), 0, "—"),
        (-0.2, 0, "0"),
    ],
)
def test_number(value, digits, text):
    assert russian.number(value, digits) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.915, "91,5\u00a0%"),
        (1, "100,0\u00a0%"),
        (0, "0,0\u00a0%"),
        (0.0005, "0,1\u00a0%"),
        (2 / 3, "66,7\u00a0%"),
    ],
)
def test_share(value, text):
    assert russian.share(value) == text


@pytest.mark.parametrize(
    ("n", "word"),
    [(1, "чат"), (2, "чата"), (5, "чатов"), (11, "чатов"), (21, "чат"), (112, "чатов"), (0, "чатов")],
)
def test_plural(n, word):
    assert russian.plural(n, "чат", "чата", "чатов") == word


@pytest.mark.parametrize(
    ("now", "before", "unit", "text"),
    [
        (0.915, 0.890, Unit.SHARE, "+2,5\u00a0п.\u00a0п."),
        (0.5, 0.5, Unit.SHARE, "без изменений"),
        (3, 7, Unit.COUNT, "\u22124"),
        (None, 7, Unit.COUNT, ""),
    ],
)
def test_change(now, before, unit, text):
    assert russian.change(now, before, unit) == text


def test_dates():
    assert russian.moment_long(datetime(2026, 10, 1, 9, 5)) == "1\u00a0октября 2026\u00a0г., 09:05"
    assert russian.day_long(date(2026, 10, 1)) == "1\u00a0октября 2026\u00a0г."
    assert russian.month_name("2026-10") == "октябрь\u00a02026"
    assert russian.day_text(date(2026, 10, 1)) == "01.10.2026"


@pytest.mark.parametrize(
    ("text", "glued"),
    [
        ("по п. 4.3 Положения", "по п.\u00a04.3 Положения"),
        ("уточнённый № 2", "уточнённый №\u00a02"),
        ("на 1 000 сообщений", "на 1\u00a0000 сообщений"),
        ("дети — все", "дети\u00a0— все"),
        ("дети в чате и родители", "дети в\u00a0чате и\u00a0родители"),
        ("91,5 %", "91,5\u00a0%"),
        ("октябрь 2026 года", "октябрь 2026 года"),
    ],
)
def test_what_must_not_be_torn_is_glued(text, glued):
    assert russian.glued(text) == glued
