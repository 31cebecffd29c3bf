"""Every line of the department's form and of «Сводка»: the product's figure is the recount's, on the whole sample."""

from __future__ import annotations

from datetime import datetime

import pytest

from reports.figures import indicators_document
from settings import settings
from tests.independent.recount import NODATA, Recount
from warehouse.place import Place
from warehouse.private import private_reader

pytestmark = pytest.mark.slow

CANONICAL = (
    "members",
    "students",
    "guardians",
    "staff",
    "groups",
    "chats",
    "chat_members",
    "messages",
    "reactions",
    "violations",
    "measures",
    "broadcasts",
    "channel_posts",
    "tickets",
    "exceptions",
    "chat_moderators",
    "coverage",
    "calendar",
)
MONTHS = ("2025-10", "2025-11", "2025-12", "2026-02", "2026-03", "2026-07", "2026-09", "2026-10")


@pytest.fixture(scope="module")
def reader(sample_place: Place):
    """Both files of the loaded sample."""
    return private_reader(sample_place, "tests", "independent")


@pytest.fixture(scope="module")
def rows(reader) -> dict[str, list[dict]]:
    """Canonical rows as loading resolved them."""
    return {name: reader.rows(f"select * from published.{name}") for name in CANONICAL}


def recount(reader, rows, month: str) -> Recount:
    """A recount of one month."""
    newest = reader.rows("select value from facts where name = 'newest_fact_local'")[0]["value"]
    return Recount(rows, month, datetime.fromisoformat(newest))


@pytest.mark.parametrize("month", MONTHS)
def test_the_form_is_what_the_rows_say(reader, rows, month):
    lines = recount(reader, rows, month).lines()
    figures = {each["id"]: each for each in indicators_document(reader, month)["indicators"]}
    assert set(settings().summary.indicators) <= set(lines)
    differing = {
        indicator_id: (told(figures[indicator_id], counted), counted)
        for indicator_id, counted in lines.items()
        if told(figures[indicator_id], counted) != shape(counted)
    }
    assert differing == {}


def told(figure: dict, counted: object) -> object:
    """What the product tells, in the shape the recount has."""
    if counted is NODATA:
        return figure["value"], figure["state"]
    if isinstance(counted, int):
        return figure["value"]
    expected = (figure["numerator"], figure["denominator"], figure["value"])
    return tuple(None if each is None else round(each, 9) for each in expected)


def shape(counted: object) -> object:
    """The recount's figure with its value."""
    if counted is NODATA:
        return None, "nodata"
    if isinstance(counted, int):
        return counted
    numerator, denominator, *value = counted
    share = value[0] if value else numerator / denominator if denominator else None
    return tuple(None if each is None else round(each, 9) for each in (numerator, denominator, share))
