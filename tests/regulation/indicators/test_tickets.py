"""Tickets: help in time, the developer's answers, conflicts, access; each on rows worked out by hand."""

from __future__ import annotations

import pytest

from tests.kit import broken, measured, reader_of, utc, value

OCTOBER = "2026-10"


def ticket(ticket_id: str = "k1", **given: object) -> dict:
    """A ticket opened on Monday 5 October 2026: help is due by Thursday the 8th."""
    return {
        "ticket_id": ticket_id,
        "row_id": f"row-{ticket_id}",
        "opened_at": utc("2026-10-05T12:00"),
        "topic": "вход",
        "level": "внутреннее",
    } | given


def closed(at: str, **given: object) -> dict:
    return ticket(**{"closed_at": utc(at), "result": "решено", **given})


# --- 2.1.11: help -----------------------------------------------------------------------------------------

HELP = [
    ("on the last day", closed("2026-10-08T23:59"), (1, 1)),
    ("a day late", closed("2026-10-09T00:00"), (0, 1)),
    ("never", ticket(), (0, 1)),
    ("closed after the month: unknown to it", closed("2026-11-02T12:00"), (0, 1)),
    ("an empty level is an inner one", ticket(level=None), (0, 1)),
    ("the developer's", ticket(level="разработчик"), (0, 0)),
    ("due in November", closed("2026-10-28T13:00", opened_at=utc("2026-10-28T12:00")), (0, 0)),
    (
        "opened in September, due in October",
        closed("2026-10-01T12:00", opened_at=utc("2026-09-30T12:00")),
        (1, 1),
    ),
]


@pytest.mark.parametrize(("why", "given", "expected"), HELP, ids=[case[0] for case in HELP])
def test_help_in_three_working_days(why: str, given: dict, expected: tuple):
    assert value(reader_of(tickets=[given]), "2.1.11-01", OCTOBER)[:2] == expected


def test_a_deadline_of_today_has_not_passed():
    today = reader_of(newest="2026-10-08T18:00:00", tickets=[ticket()])
    assert value(today, "2.1.11-01", OCTOBER) == (0, 0, None)
    tomorrow = reader_of(newest="2026-10-09T00:00:00", tickets=[ticket()])
    assert value(tomorrow, "2.1.11-01", OCTOBER) == (0, 1, 0)


def test_median_working_days_of_help():
    rows = [
        closed("2026-10-05T13:00"),
        closed("2026-10-06T13:00", ticket_id="k2"),
        closed("2026-10-13T13:00", ticket_id="k3"),
    ]
    assert value(reader_of(tickets=[*rows, ticket("k4")]), "2.1.11-01.median", OCTOBER) == (None, 3, 1)


def test_topics_of_the_month():
    rows = [
        ticket("k1", topic="доступ"),
        ticket("k2", topic="доступ"),
        ticket("k3", topic="иное"),
        ticket("k4", topic="прочее"),
        ticket("k5", topic="вход", opened_at=utc("2026-09-30T23:59")),
    ]
    reader = reader_of(tickets=rows)
    shown = {
        name: value(reader, f"2.1.11-02{name}", OCTOBER)[2] for name in ("", ".access", ".login", ".other")
    }
    assert shown == {"": 4, ".access": 2, ".login": 0, ".other": 2}


# --- 2.1.12-01: the developer -----------------------------------------------------------------------------


def sent_up(ticket_id: str, opened: str, **given: object) -> dict:
    return ticket(ticket_id, level="разработчик", opened_at=utc(opened), **given)


def test_the_developers_tickets():
    rows = [
        sent_up("k1", "2026-10-17T12:00"),  # fourteen days
        sent_up("k2", "2026-10-16T12:00"),  # fifteen
        sent_up("k3", "2026-09-01T12:00", closed_at=utc("2026-09-11T12:00"), result="решено"),
        sent_up("k4", "2026-09-01T12:00", closed_at=utc("2026-10-01T12:00"), result="без результата"),
        ticket("k5", opened_at=utc("2026-09-01T12:00")),  # an inner one
    ]
    reader = reader_of(tickets=rows)
    assert value(reader, "2.1.12-01", OCTOBER) == (1, None, 1)
    assert measured(reader, "2.1.12-01", OCTOBER)[0].state == "warn"
    assert value(reader, "2.1.12-01.opened", OCTOBER)[2] == 2
    assert value(reader, "2.1.12-01.answered", OCTOBER) == (1, 4, 0.25)
    assert value(reader, "2.1.12-01.median", OCTOBER) == (None, 2, 20)


# --- 3.1: access ------------------------------------------------------------------------------------------


def test_tickets_about_access_and_closed_chats_without_a_successor():
    reader = reader_of(
        tickets=[
            ticket("k1", topic="платная функция"),
            closed("2026-10-05T14:00", ticket_id="k2", topic="доступ"),  # closed or not
            ticket("k3", topic="вход"),
            ticket("k4", topic="доступ", opened_at=utc("2026-11-01T00:00")),
        ],
        chats=[
            {"chat_id": "c1", "status": "только чтение"},
            {"chat_id": "c2", "status": "только чтение", "successor_id": "c3"},
            {"chat_id": "c3", "status": "действует"},
        ],
    )
    assert value(reader, "3.1-01", OCTOBER) == (3, None, 3)
    rows = broken(reader, "3.1-01", OCTOBER)
    assert {(row["ticket_id"], row["chat_id"]) for row in rows} == {("k1", None), ("k2", None), (None, "c1")}


def test_one_of_two_tables_is_enough_for_access():
    assert value(reader_of(chats=[{"chat_id": "c1", "status": "действует"}]), "3.1-01", OCTOBER) == (
        0,
        None,
        0,
    )
    assert measured(reader_of(), "3.1-01", OCTOBER)[0].state == "nodata"


def test_hours_without_access_inside_the_month():
    rows = [
        closed("2026-10-06T18:00", topic="доступ"),  # 30 hours from noon of the 5th
        closed(
            "2026-10-01T02:30", ticket_id="k2", topic="доступ", opened_at=utc("2026-09-30T20:00")
        ),  # 2.5 of them in October
        closed("2026-09-20T12:00", ticket_id="k3", topic="доступ", opened_at=utc("2026-09-19T12:00")),
        closed("2026-10-09T12:00", ticket_id="k4", topic="вход"),
    ]
    assert value(reader_of(tickets=rows), "3.1-02", OCTOBER) == (None, None, 32.5)


# --- 5.2-03: conflicts ------------------------------------------------------------------------------------


def conflict(ticket_id: str = "k1", **given: object) -> dict:
    """A conflict of Monday 5 October: ten working days end on Monday the 19th."""
    return ticket(ticket_id, topic="конфликт", chat_id="c1", **given)


def settled(at: str, **given: object) -> dict:
    return conflict(**{"closed_at": utc(at), "result": "решено", **given})


def blocked(at: str, chat: str = "c1", kind: str = "блокировка") -> list[dict]:
    return [{"chat_id": chat, "member_id": "m1", "kind": kind, "started_at": utc(at)}]


CONFLICTS = [
    ("in peace on the last day", settled("2026-10-19T20:00"), [], (1, 1)),
    ("a day late", settled("2026-10-20T08:00"), [], (0, 1)),
    ("still open", conflict(), [], (0, 1)),
    ("with nothing reached", settled("2026-10-12T12:00", result="без результата"), [], (0, 1)),
    ("taken upwards", settled("2026-10-12T12:00", level="разработчик"), [], (0, 1)),
    ("with a block on the way", settled("2026-10-12T12:00"), blocked("2026-10-07T12:00"), (0, 1)),
    (
        "a remark is no block",
        settled("2026-10-12T12:00"),
        blocked("2026-10-07T12:00", kind="замечание"),
        (1, 1),
    ),
    ("a block in another chat", settled("2026-10-12T12:00"), blocked("2026-10-07T12:00", chat="c2"), (1, 1)),
    ("a block before it", settled("2026-10-12T12:00"), blocked("2026-10-05T11:00"), (1, 1)),
    ("another topic", ticket(), [], (0, 0)),
    ("due in November", settled("2026-10-20T12:00", opened_at=utc("2026-10-19T12:00")), [], (0, 0)),
]


@pytest.mark.parametrize(
    ("why", "given", "measures", "expected"), CONFLICTS, ids=[case[0] for case in CONFLICTS]
)
def test_conflicts_settled_in_peace(why: str, given: dict, measures: list, expected: tuple):
    assert value(reader_of(tickets=[given], measures=measures), "5.2-03", OCTOBER)[:2] == expected


def test_how_long_conflicts_last_and_which_are_open():
    rows = [
        settled("2026-10-07T12:00"),
        settled("2026-10-15T12:00", ticket_id="k2"),
        conflict("k3", opened_at=utc("2026-10-16T12:00")),  # ten working days by the 30th
        conflict("k4", opened_at=utc("2026-10-15T12:00")),  # eleven
    ]
    reader = reader_of(tickets=rows)
    assert value(reader, "5.2-03.median", OCTOBER) == (None, 2, 6)
    assert value(reader, "5.2-03.open", OCTOBER) == (1, None, 1)
    assert measured(reader, "5.2-03.open", OCTOBER)[0].state == "warn"


# --- 6.2-01: what the regulation does not settle ----------------------------------------------------------


def test_questions_outside_the_regulation():
    rows = [
        ticket("k1", topic="не урегулировано", opened_at=utc("2026-10-01T12:00")),  # thirty days
        ticket("k2", topic="не урегулировано", opened_at=utc("2026-09-30T12:00")),  # thirty-one
        closed("2026-10-10T12:00", ticket_id="k3", topic="не урегулировано"),
        closed("2026-10-10T12:00", ticket_id="k4", topic="не урегулировано", result="без результата"),
        ticket("k5", topic="прочее", opened_at=utc("2026-09-01T12:00")),
    ]
    reader = reader_of(tickets=rows)
    assert value(reader, "6.2-01", OCTOBER) == (1, None, 1)
    assert measured(reader, "6.2-01", OCTOBER)[0].state == "warn"
    assert value(reader, "6.2-01.opened", OCTOBER)[2] == 3
    assert value(reader, "6.2-01.settled", OCTOBER) == (1, 4, 0.25)
