"""Every line of the department's form and of «Сводка»: the product's figure is the recount's, on the whole sample."""

from __future__ import annotations

import shutil
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from casebook import Casebook
from reports.figures import indicators_document
from settings import ROOT, settings
from tests.independent.recount import NODATA, Recount
from warehouse.connect import Reader, open_reader
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
    "findings",
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


DECIDED_AT = datetime(2026, 11, 2, 3, tzinfo=UTC)


@dataclass(frozen=True)
class Case:
    """The sample with or without what people decided, open for reading."""

    reader: Reader
    rows: dict[str, list[dict]]
    decided: dict[str, str]


@pytest.fixture(scope="module", params=["nothing decided", "confirmed and dismissed"])
def case(
    request: pytest.FixtureRequest, sample_place: Place, tmp_path_factory: pytest.TempPathFactory
) -> Case:
    """The loaded sample before and after people went through its findings."""
    place, decided = sample_place, {}
    if request.param != "nothing decided":
        folder = tmp_path_factory.mktemp("decided") / "home"
        shutil.copytree(sample_place.home, folder, ignore=shutil.ignore_patterns("raw", "casebook.sqlite*"))
        place = Place(folder)
        decided = decide(place)
    reader = private_reader(place, "tests", "independent")
    rows = {name: reader.rows(f"select * from published.{name}") for name in CANONICAL}
    return Case(reader, rows, decided)


def decide(place: Place) -> dict[str, str]:
    """Go through the findings as people do; returns what holds in the end, told by the decisions made here alone.

    In turn: confirmed; dismissed; put off; confirmed and taken back; dismissed and then confirmed; left open. What stands
    behind a block is confirmed last, whatever was thought of it before.
    """
    with open_reader(place) as reader:
        rows = reader.rows(
            """select finding_key, (chat_id, author_id) in (select (chat_id, member_id) from measures where kind = 'блокировка') as is_blocked
               from findings where outcome in ('sign', 'break') order by sent_local, bullet, span_start, score"""
        )
    keys, blocked = (
        [row["finding_key"] for row in rows],
        [row["finding_key"] for row in rows if row["is_blocked"]],
    )
    at = (DECIDED_AT + timedelta(minutes=n) for n in count())
    with Casebook(place.casebook) as book:
        book.decide(keys[0::6], "confirm", "методист", next(at))
        book.decide(keys[1::6], "dismiss", "методист", next(at), reason="цитата или пересказ")
        book.decide(keys[2::6], "second_look", "модератор", next(at))
        taken_back = book.decide(keys[3::6], "confirm", "модератор", next(at))
        book.undo(taken_back.batch, "методист", next(at))
        book.decide(keys[4::6], "dismiss", "модератор", next(at), reason="ложное срабатывание")
        book.decide(keys[4::6], "confirm", "методист", next(at))
        book.decide(blocked, "confirm", "администратор", next(at))
    dismissed = dict.fromkeys(keys[1::6], "dismissed")
    return dismissed | dict.fromkeys([*keys[0::6], *keys[4::6], *blocked], "confirmed")


def recount(case: Case, month: str) -> Recount:
    """A recount of one month."""
    newest = case.reader.rows("select value from facts where name = 'newest_fact_local'")[0]["value"]
    return Recount(case.rows, month, datetime.fromisoformat(newest), case.decided)


@pytest.mark.parametrize("month", MONTHS)
def test_the_form_is_what_the_rows_say(case: Case, month: str):
    lines = recount(case, month).lines()
    figures = {each["id"]: each for each in indicators_document(case.reader, month)["indicators"]}
    form = tomllib.loads((ROOT / "reports" / "forms" / "default.toml").read_text(encoding="utf-8"))
    asked = {figure["indicator"] for line in form["line"] for figure in line.get("figures", ())}
    assert asked | set(settings().summary.indicators) <= set(lines)
    differing = {
        indicator_id: (told(figures[indicator_id], counted), counted)
        for indicator_id, counted in lines.items()
        if told(figures[indicator_id], counted) != shape(counted)
    }
    assert differing == {}


def test_decisions_reach_every_line_that_speaks_of_breaches(sample_place: Place, tmp_path: Path):
    """The agreement above would be empty if nothing that people decided showed in the form."""
    shutil.copytree(
        sample_place.home, tmp_path / "home", ignore=shutil.ignore_patterns("raw", "casebook.sqlite*")
    )
    place = Place(tmp_path / "home")
    lines = ("5.3-00", "5.3-01", "5.3-01.episodes", "4.2-01", "4.5-02")

    def figures() -> dict[tuple[str, str], tuple]:
        with open_reader(place) as reader:
            told = {month: indicators_document(reader, month)["indicators"] for month in MONTHS}
        return {
            (month, each["id"]): (each["numerator"], each["denominator"], each["value"])
            for month, found in told.items()
            for each in found
            if each["id"] in lines
        }

    before = figures()
    decide(place)
    after = figures()
    changed = {
        indicator_id for (month, indicator_id), told in before.items() if after[month, indicator_id] != told
    }
    assert changed == set(lines)


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
