"""What the director decided and was shown: red states answered, the report shown, versions kept."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from casebook.tables import REPORTS
from tests.kit import broken, empty_casebook, measured, reader_of, utc, value

OCTOBER = "2026-10"


def reported(*rows: dict) -> dict[str, pa.Table]:
    return dict(empty_casebook()) | {"report_log": pa.Table.from_pylist(list(rows), schema=REPORTS)}


@pytest.mark.parametrize(
    ("shown", "level", "state"),
    [
        (utc("2026-10-06T23:59:59"), None, "ok"),  # the fourth working day of October
        (utc("2026-10-07T00:00:00"), "warn", "warn"),
        (utc("2026-11-01T00:00:00"), "breach", "breach"),  # after the period: unknown to it
        (None, "breach", "breach"),
    ],
)
def test_last_months_report_is_shown_by_the_fourth_working_day(shown: object, level: str | None, state: str):
    report = {"period": "2026-09", "kind": "month", "version": "1", "shown_to_director_at": shown}
    reader = reader_of(casebook=reported(report))
    rows = [{"period": "2026-09", "level": level}] if level else []
    assert broken(reader, "2.1.13-01", OCTOBER) == rows
    assert measured(reader, "2.1.13-01", OCTOBER)[0].state == state


def test_nothing_is_asked_before_the_first_report():
    report = {"period": "2026-10", "kind": "month", "version": "1"}
    assert value(reader_of(casebook=reported(report)), "2.1.13-01", OCTOBER) == (0, 0, None)
    assert value(reader_of(), "2.1.13-01", OCTOBER) == (0, 0, None)


def test_the_deadline_has_not_come_yet():
    report = {"period": "2026-09", "kind": "month", "version": "1"}
    reader = reader_of(newest="2026-10-06T12:00:00", casebook=reported(report))
    assert value(reader, "2.1.13-01", OCTOBER) == (0, 0, None)


# --- 2.2-07 -----------------------------------------------------------------------------------------------


def kept(indicator_id: str, figure: float, month: str = "2026-09-01") -> dict:
    return {
        "indicator_id": indicator_id,
        "month": month,
        "numerator": figure,
        "denominator": 10,
        "value": figure,
    }


RED, GREEN, AMBER = kept("6.3-01", 2), kept("2.2-01", 0), kept("6.1-01", 3)


def answered(indicator_id: str, period: str, at: object) -> dict[str, pa.Table]:
    book = dict(empty_casebook())
    schema = book["answers"].schema
    row = {
        "event_id": 1,
        "indicator_id": indicator_id,
        "period": period,
        "decision": "Отменить прежнюю редакцию",
        "deadline": date(2026, 11, 1),
        "person": "Секретарь",
        "who": "director",
        "recorded_at": at,
    }
    return book | {"answers": pa.Table.from_pylist([row], schema=schema)}


@pytest.mark.parametrize(
    ("book", "expected"),
    [
        (None, (1, 1, 1)),
        (answered("6.3-01", "2026-09", utc("2026-10-14T23:00:00")), (0, 1, 0)),  # the tenth working day
        (answered("6.3-01", "2026-09", utc("2026-10-15T00:00:00")), (1, 1, 1)),
        (answered("6.3-01", "2026-08", utc("2026-10-05T12:00:00")), (1, 1, 1)),  # about another month
        (answered("2.2-01", "2026-09", utc("2026-10-05T12:00:00")), (1, 1, 1)),  # about another indicator
    ],
)
def test_red_states_of_last_month_are_answered_in_ten_working_days(book: dict | None, expected: tuple):
    august = kept("6.3-01", 2, "2026-08-01")
    broken_down = RED | {"by_name": "platform", "by_value": "MAX"}
    reader = reader_of(casebook=book, indicator_month=[RED, GREEN, AMBER, august, broken_down])
    assert value(reader, "2.2-07", OCTOBER) == expected


def test_an_unanswered_red_state_is_named():
    assert broken(reader_of(indicator_month=[RED]), "2.2-07", OCTOBER) == [
        {"indicator_id": "6.3-01", "period": "2026-09", "level": "breach"}
    ]


def test_before_the_tenth_working_day_is_over_nothing_is_late():
    reader = reader_of(newest="2026-10-14T12:00:00", indicator_month=[RED])
    assert value(reader, "2.2-07", OCTOBER) == (0, 1, 0)


# --- 6.1-02 -----------------------------------------------------------------------------------------------


def test_share_of_kept_figures_with_a_version():
    rows = [
        kept("6.3-01", 1, "2026-10-01") | {"definition_version": "2026-11-01 · 1a2b3c4d"},
        kept("2.2-01", 0, "2026-10-01"),
        RED,  # another month
    ]
    assert value(reader_of(indicator_month=rows), "6.1-02", OCTOBER) == (1, 2, 0.5)
