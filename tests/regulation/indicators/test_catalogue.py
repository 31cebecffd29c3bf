"""What holds for every indicator, whoever declared it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from regulation.indicators import INDICATORS, Indicator, State, Unit
from settings import ROOT
from settings import read as read_settings
from tests.kit import measured, reader_of
from warehouse.measure import breaches, figures
from warehouse.periods import month, months_back
from warehouse.tables import BY_NAME, TABLES

OCTOBER = "2026-10"
PAGES = {
    "Сводка",
    "Внедрение",
    "Сверка",
    "Чаты",
    "Правила и нарушения",
    "Модерация",
    "Ссылки и заявки",
    "Каналы и мероприятия",
    "Администрирование",
    "Карта Положения",
    "Отчёты",
    "Качество данных",
}
# One row in every table, of which nothing is known but that it is there; a message makes the month one with messages.
BLANK = {table.name: [{"row_id": "blank"}] for table in TABLES if table.name != "messages"}
MESSAGE = {
    "row_id": "blank",
    "chat_id": "nowhere",
    "month": "2026-10-01",
    "day": "2026-10-05",
    "sent_at": "2026-10-05T05:00",
    "sent_local": "2026-10-05T12:00",
}

every = pytest.mark.parametrize("indicator", INDICATORS, ids=[each.id for each in INDICATORS])


@pytest.fixture(scope="module")
def empty():
    """A warehouse without a row."""
    return reader_of()


@pytest.fixture(scope="module")
def blank():
    """A warehouse with a row that says nothing in every table."""
    return reader_of(messages=[MESSAGE], **BLANK)


@every
def test_without_its_tables_there_is_no_data(indicator: Indicator, empty):
    if not (indicator.requires or indicator.requires_any):
        pytest.skip("needs no table that people bring")
    figure = measured(empty, indicator.id, OCTOBER)[0]
    assert (figure.numerator, figure.denominator, figure.value) == (None, None, None)
    assert figure.state is State.NODATA
    titles = [BY_NAME[name].title for name in (*indicator.requires, *indicator.requires_any)]
    assert indicator.enabled_by or any(title in figure.why for title in titles)
    assert breaches(empty, indicator, month(OCTOBER)) == []


@every
def test_an_empty_denominator_gives_no_value(indicator: Indicator, blank):
    for figure in figures(blank, [indicator], months_back(month(OCTOBER).first_day, 2)):
        if figure.denominator == 0 or (
            figure.denominator is None and indicator.unit is not Unit.COUNT and not indicator.value
        ):
            assert figure.value is None
            assert figure.state in (State.INFO, State.NODATA)


@every
def test_breakdowns_and_rows_behind_can_be_asked_for(indicator: Indicator, blank):
    for by in indicator.by:
        figures(blank, [indicator], [month(OCTOBER)], by=by)
    if indicator.is_check:
        assert indicator.keys
        listed = [row for row in breaches(blank, indicator, month(OCTOBER)) if row["level"] == "breach"]
        figure = figures(blank, [indicator], [month(OCTOBER)])[0]
        assert len(listed) == (figure.n_breaches or 0)


@every
def test_a_declaration_says_everything(indicator: Indicator):
    assert re.fullmatch(r"(\d(\.\d+)+-\d\d[abc]?|B\d)(\.[a-z_0-9]+)?", indicator.id)
    assert indicator.title
    assert indicator.definition.endswith(".")
    assert indicator.page in PAGES
    assert indicator.action
    assert set(indicator.requires) | set(indicator.requires_any) <= set(BY_NAME)
    assert set(indicator.by) <= {"association", "direction", "platform"}
    assert bool(indicator.breach) == (indicator.kind.value == "C" and not indicator.numerator)


def test_every_threshold_belongs_to_an_indicator():
    thresholds = read_settings(ROOT / "settings.toml").thresholds
    known = {each.id for each in INDICATORS} | {each.threshold_of for each in INDICATORS}
    assert set(thresholds) - known == set()


def test_an_indicator_whose_mart_is_not_there_yet_has_no_data(blank):
    later = replace(INDICATORS[0], mart="mart_of_tomorrow", requires=(), requires_any=())
    figure = figures(blank, [later], [month(OCTOBER)])[0]
    assert (figure.value, figure.state) == (None, State.NODATA)
    assert "ещё нет" in figure.why
