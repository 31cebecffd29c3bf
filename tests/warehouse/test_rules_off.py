"""A rule that is switched off gives no signs, but what people confirmed by it stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pyarrow as pa
import pytest

from settings import ROOT
from settings import read as read_settings
from tests.kit import measured, reader_of, value
from tests.regulation.indicators.test_moderation import CHATS, decisions, finding, message, sign
from warehouse import moderation
from warehouse.connect import Reader
from warehouse.queries import page_sql
from warehouse.queue import Filter, read_page

OCTOBER = "2026-10"
MESSAGES = [message(f"m{n}") for n in range(9)]
FINDINGS = [
    sign("kept", "2026-10-05 12:00"),
    sign("rejected", "2026-10-06 12:00"),
    sign("twice", "2026-10-07 12:00"),
    sign("waits", "2026-10-08 12:00"),
    sign("other", "2026-10-09 12:00") | {"rule": "threat", "bullet": "5.3-3"},
    finding("night", "2026-10-10 23:00"),
]
DECIDED = {"kept": "confirmed", "rejected": "dismissed", "twice": "second_look"}


def by_a_person(rule: str, *, is_on: bool = False) -> Reader:
    casebook = decisions(**DECIDED)
    switch = {
        "event_id": 1,
        "rule_id": rule,
        "is_on": is_on,
        "reason": "точность 20 %",
        "who": "Кедров",
        "recorded_at": datetime(2026, 10, 20),
    }
    casebook["rule_switches"] = pa.Table.from_pylist([switch], schema=casebook["rule_switches"].schema)
    return reader_of(chats=CHATS, messages=MESSAGES, findings=FINDINGS, casebook=casebook)


def by_the_settings(rule: str) -> Reader:
    given = read_settings(ROOT / "settings.toml")
    rules = given.rules.model_copy(update={"off": (rule,)})
    return reader_of(
        chats=CHATS,
        messages=MESSAGES,
        findings=FINDINGS,
        casebook=decisions(**DECIDED),
        settings=given.model_copy(update={"rules": rules}),
    )


def waiting(reader: Reader) -> set[str]:
    chosen = Filter(("open", "second_look"), ("sign", "break"))
    return {heap.group_key for heap in read_page(reader, chosen).heaps}


def shown(reader: Reader) -> set[tuple[str, str]]:
    """What «Нарушения» counts: rule and state."""
    rows = reader.rows(page_sql("violation_counts"), [date(2026, 10, 1)])
    return {(row["rule"], row["state"]) for row in rows}


@pytest.mark.parametrize("off", [by_a_person, by_the_settings])
def test_unconfirmed_signs_vanish_and_confirmed_ones_stay(off: Callable[[str], Reader]):
    before, after = by_a_person("obscenity", is_on=True), off("obscenity")
    assert waiting(before) == {"f-twice", "f-waits", "f-other", "f-night"}
    assert waiting(after) == {"f-other", "f-night"}
    assert shown(after) == {("obscenity", "confirmed"), ("threat", "open"), ("quiet_hours", "open")}
    case = after.rows(page_sql("cases"), [None])
    assert case[0]["n_findings"] == 3
    told = moderation.timeline(after, "c1", "a")
    assert {each["finding_key"] for each in told} == {"f-kept", "f-other", "f-night"}
    for reader in (before, after):
        assert value(reader, "5.3-04", OCTOBER)[0] == 1
        assert measured(reader, "5.3-00", OCTOBER)[0].numerator == 2  # the confirmed sign and the night
        assert len(moderation.ledger(reader, "c1", "a", datetime(2026, 10, 31)).fresh) == 1


@pytest.mark.parametrize("off", [by_a_person, by_the_settings])
def test_indicators_of_signs_keep_what_people_decided(off: Callable[[str], Reader]):
    """Otherwise a switch would make the precision of the month better than it was."""
    before, after = by_a_person("obscenity", is_on=True), off("obscenity")
    for reader in (before, after):
        assert value(reader, "5.3-08", OCTOBER) == (1, 2, 0.5)
    assert value(before, "5.3-08.overdue", OCTOBER)[2] == 3
    assert value(after, "5.3-08.overdue", OCTOBER)[2] == 1
    lived = {row["rule"]: row for row in moderation.live_precision(after)}
    assert lived["obscenity"]["precision"] == 0.5


def test_facts_of_the_clock_cannot_be_switched_off():
    reader = by_the_settings("quiet_hours")
    assert "f-night" in waiting(reader)
    assert value(reader, "5.3-01", OCTOBER)[0] == 1
