"""«Предварительно»: what working days of a year decide whose production calendar nobody has decreed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from regulation.indicators import BY_ID, INDICATORS
from reports import closing, russian
from reports.monthly import monthly
from tests.kit import reader_of
from ui.cards import preliminary_text
from warehouse.calendar import first_undecreed, undecreed
from warehouse.measure import MARTS, figures, needs
from warehouse.periods import month
from warehouse.place import Place

IN_TIME, TOPICS = "2.1.11-01", "2.1.11-02"  # by working days, and not
FAR, WHOLE_FAR = (
    "2035-03",
    [
        {
            "date": date(2035, 1, 1) + timedelta(days=n),
            "is_workday": (date(2035, 1, 1) + timedelta(days=n)).weekday() < 5,
        }
        for n in range(365)
    ],
)


def helped(text: str, **tables: list[dict]):
    """A reader of a month in which one call for help came and was settled the next day."""
    first = month(text).first_day
    opened = datetime(first.year, first.month, 5, 3)
    ticket = {"ticket_id": "t1", "row_id": "t1", "level": "внутреннее", "topic": "вход", "opened_at": opened, "closed_at": opened + timedelta(days=1), "result": "решено"}  # fmt: skip
    return reader_of(newest=month(text).end - timedelta(seconds=1), tickets=[ticket], **tables)


@pytest.mark.parametrize(
    ("first", "last", "years"),
    [
        ("2026-01-01", "2026-12-31", ()),
        ("2034-12-31", "2034-12-31", (2034,)),
        ("2034-12-31", "2035-01-01", (2034, 2035)),
    ],
)
def test_years_that_nobody_decreed(first, last, years):
    assert undecreed(reader_of(), date.fromisoformat(first), date.fromisoformat(last)) == years


def test_the_institution_s_own_calendar_decrees_a_year():
    reader = reader_of(calendar=WHOLE_FAR)
    assert undecreed(reader, date(2034, 6, 1), date(2036, 6, 1)) == (2034, 2036)
    assert first_undecreed(reader, date(2035, 1, 1)) == 2036


@pytest.mark.parametrize(
    ("text", "indicator", "calendar", "years"),
    [
        (FAR, IN_TIME, [], (2035,)),
        (FAR, IN_TIME, WHOLE_FAR, ()),
        (FAR, TOPICS, [], ()),
        ("2026-03", IN_TIME, [], ()),
    ],
)
def test_a_figure_that_working_days_decide_is_preliminary(text, indicator, calendar, years):
    (figure,) = figures(helped(text, calendar=calendar), [BY_ID[indicator]], [month(text)])
    assert figure.value is not None
    assert figure.undecreed == years
    assert preliminary_text(figure) == russian.preliminary(years)


@pytest.mark.parametrize(
    ("years", "said"),
    [
        ((), ""),
        ((2035,), "предварительно: производственный календарь на 2035\u00a0год не утверждён"),
        ((2035, 2036), "предварительно: производственный календарь на 2035 и 2036\u00a0годы не утверждён"),
    ],
)
def test_in_words(years, said):
    assert russian.preliminary(years) == said


def test_the_report_says_so_where_the_year_is_not_decreed_and_only_there():
    report = monthly(helped(FAR), FAR)
    (said,) = [each for each in report.explanations if russian.PRELIMINARY in each]
    assert "2035" in said
    assert IN_TIME in said
    assert TOPICS not in said
    notes = {row.indicator: row.note for row in report.indicators}
    assert russian.PRELIMINARY in notes[IN_TIME]
    assert russian.PRELIMINARY not in notes[TOPICS]
    decreed = monthly(helped("2026-03"), "2026-03")
    assert russian.PRELIMINARY not in str((decreed.explanations, decreed.rows, decreed.indicators))


@pytest.mark.parametrize(
    ("text", "calendar", "due"),
    [
        ("2026-09", [], [f"{day}.10.2026" for day in ("01", "02", "05", "06", "07")]),
        ("2034-05", [], [f"{day}.06.2034, предварительно" for day in ("01", "02", "05", "06", "07")]),
        # the deadlines of December fall in the year after: the one that its own calendar decrees works from 1 January
        ("2034-12", WHOLE_FAR, [f"{day}.01.2035" for day in ("01", "02", "03", "04", "05")]),
        ("2035-12", WHOLE_FAR, [f"{day}.01.2036, предварительно" for day in ("09", "10", "11", "14", "15")]),
    ],
)
def test_the_checklist_marks_its_days(tmp_path: Path, text, calendar, due):
    reader = helped(text, calendar=calendar)
    reader.place = Place(tmp_path)
    assert [step.due_text for step in closing.checklist(reader, text)] == due


def _texts(mart: str) -> str:
    path = next(each for each in MARTS.iterdir() if each.stem == mart)
    return path.read_text(encoding="utf-8") + "".join(map(_texts, needs(mart)))


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda each: each.id)
def test_who_counts_in_working_days_says_so(indicator):
    if "рабоч" in indicator.definition:
        assert indicator.in_workdays
    if indicator.in_workdays:
        assert "workday" in _texts(indicator.mart) or "_grace_days" in _texts(indicator.mart)
