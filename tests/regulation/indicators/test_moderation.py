"""Clauses 4.2–4.7, 5.1 and 5.3: each figure and its edges on rows worked out by hand."""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa
import pytest

from tests.kit import broken, empty_casebook, measured, reader_of, utc, value

OCTOBER, NOVEMBER = "2026-10", "2026-11"
PARENTS = {
    "chat_id": "c1",
    "kind": "родители",
    "kind_source": "register",
    "group_id": "g1",
    "association": "Робототехника",
}
STUDENTS = {"chat_id": "c2", "kind": "обучающиеся", "kind_source": "register"}
STRAY = {"chat_id": "c9", "kind": "родители", "kind_source": "suggested"}  # nobody has said what chat it is
CHATS = [PARENTS, STUDENTS, STRAY]


def message(
    number: str, at: str = "2026-10-05 12:00", author: str = "a", chat: str = "c1", **given: object
) -> dict:
    local = datetime.fromisoformat(at)
    return {
        "message_id": number,
        "chat_id": chat,
        "author_id": author,
        "sent_at": utc(at),
        "sent_local": local,
        "day": local.date(),
        "month": local.date().replace(day=1),
    } | given


def finding(number: str, at: str, author: str = "a", chat: str = "c1", **given: object) -> dict:
    """A message outside the hours, unless told otherwise."""
    return {
        "finding_key": f"f-{number}",
        "message_id": number,
        "chat_id": chat,
        "author_id": author,
        "rule": "quiet_hours",
        "bullet": "5.3-1",
        "outcome": "break",
        "sent_local": at,
        "month": f"{at[:7]}-01",
    } | given


def sign(number: str, at: str, bullet: str = "5.3-4", **given: object) -> dict:
    return finding(number, at, rule="obscenity", bullet=bullet, outcome="sign", **given)


def entry(
    number: str, at: str, clause: str = "5.3-4", member: str = "a", chat: str = "c1", **given: object
) -> dict:
    """A confirmed row of the journal of violations."""
    return {
        "violation_id": number,
        "row_id": f"row-{number}",
        "chat_id": chat,
        "member_id": member,
        "clause": clause,
        "status": "подтверждено",
        "occurred_local": at,
        "occurred_at": utc(at),
        "occurred_at_has_time": True,
        "month": f"{at[:7]}-01",
    } | given


def measure(
    number: str, at: str, kind: str = "блокировка", member: str = "a", chat: str = "c1", **given: object
) -> dict:
    times = {key: utc(text) for key, text in given.items() if isinstance(text, str) and text[:2] == "20"}
    return {
        "measure_id": number,
        "row_id": f"row-{number}",
        "kind": kind,
        "chat_id": chat,
        "member_id": member,
        "started_at": utc(at),
        "started_local": at,
        "reason_code": "нарушение правил",
        "decided_by": "m",
    } | (given | times)


def decisions(**states: str) -> dict[str, pa.Table]:
    """A casebook with these decisions: finding → state."""
    tables = dict(empty_casebook())
    schema = tables["decisions"].schema
    rows = [
        {
            "finding_key": f"f-{key}",
            "state": state,
            "who": "ivanova",
            "recorded_at": datetime(2026, 10, 20),
            "event_id": n,
        }
        for n, (key, state) in enumerate(states.items())
    ]
    return tables | {"decisions": pa.Table.from_pylist(rows, schema=schema)}


def four(month: str = "2026-10", member: str = "a", n: int = 4, **given: object) -> list[dict]:
    """Confirmed episodes on the first days of a month."""
    return [
        entry(f"{member}{month}{k}", f"{month}-0{k} 12:00", member=member, **given) for k in range(1, n + 1)
    ]


def checks(reader, check: str, month: str = OCTOBER) -> list[tuple]:
    return [(row["measure_id"], row["level"]) for row in broken(reader, check, month)]


# --- 5.3-00, 5.3-01: facts, confirmed signs, journal ------------------------------------------------------


def test_lines_of_the_form_add_up_under_the_gravest_bullet():
    reader = reader_of(
        chats=CHATS,
        messages=[message(f"m{n}") for n in range(8)],
        findings=[
            finding("n1", "2026-10-05 22:00"),
            finding("n2", "2026-10-05 22:30"),  # exactly half an hour: the same episode
            finding("n3", "2026-10-05 23:01"),  # a minute more: another one
            sign("n3", "2026-10-05 23:01", finding_key="f-s3"),  # obscene besides, and confirmed
            sign("n4", "2026-10-06 12:00"),  # nobody confirmed it
            finding("n5", "2026-10-07 23:00", chat="c9"),  # a chat that nobody assigned
            finding("n6", "2026-10-08 23:00", chat="c2", outcome="advisory"),
        ],
        violations=[
            entry("v1", "2026-10-09 00:00", "5.3-3", occurred_at_has_time=False),
            entry("v2", "2026-10-09 00:00", "5.3-2", occurred_at_has_time=False),  # the same day: one episode
            entry("v3", "2026-10-10 10:00", status="отклонено"),
            entry("v4", "2026-10-11 10:00", status="на рассмотрении"),
            entry("v5", "2026-10-12 10:00", "5.2-тон"),  # not of 5.3
        ],
        casebook=decisions(s3="confirmed"),
    )
    assert value(reader, "5.3-00", OCTOBER) == (3, 1, 3)
    assert value(reader, "5.3-00.per_1000", OCTOBER) == (3, 8, 375.0)
    assert value(reader, "5.3-00.chats", OCTOBER) == (1, 1, 1.0)
    assert value(reader, "5.3-01.episodes", OCTOBER)[0] == 1
    assert value(reader, "5.3-01", OCTOBER) == (3, 8, 3)  # messages, the obscene one too
    assert [row["message_id"] for row in broken(reader, "5.3-01", OCTOBER)] == ["n1", "n2", "n3"]
    assert value(reader, "1.3-04", OCTOBER) == (3, 8, 375.0)
    assert [value(reader, f"5.3-0{n}", OCTOBER)[0] for n in (2, 3, 4, 5, 6)] == [1, 1, 1, 0, 0]
    assert [row["violation_id"] for row in broken(reader, "5.3-03", OCTOBER)] == ["v1"]
    assert [(row["violation_id"], row["message_id"]) for row in broken(reader, "5.3-04", OCTOBER)] == [
        (None, "n3")
    ]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"message_id": "n1"}, 1),  # the same message, whatever the journal's clock says
        ({"occurred_local": "2026-10-05 22:00:40"}, 1),  # the same minute
        ({"occurred_local": "2026-10-05 22:01:00"}, 2),  # the next one: another message
        ({"member_id": "b", "occurred_local": "2026-10-05 22:00:00"}, 2),  # another participant
        ({"message_id": "n7"}, 2),
    ],
)
def test_journal_and_finding_are_not_doubled(row: dict, expected: int):
    reader = reader_of(
        chats=CHATS,
        messages=[message("m1")],
        findings=[finding("n1", "2026-10-05 22:00:10")],
        violations=[entry("v1", "2026-10-05 22:30", "5.3-1") | row],
    )
    assert value(reader, "5.3-01", OCTOBER)[0] == expected


def test_two_rows_of_one_minute_are_two_messages_of_it():
    reader = reader_of(
        chats=CHATS,
        messages=[message("m1")],
        findings=[finding(f"n{n}", f"2026-10-05 22:00:{n}0") for n in range(3)],
        violations=[entry(f"v{n}", "2026-10-05 22:00", "5.3-1") for n in range(2)],
    )
    assert value(reader, "5.3-01", OCTOBER)[0] == 3
    assert [row["violation_id"] for row in broken(reader, "5.3-01", OCTOBER)] == ["v0", "v1", None]


def test_a_dismissed_fact_does_not_count_and_a_decision_changes_the_figure_at_once():
    rows = {
        "chats": CHATS,
        "messages": [message(f"m{n}") for n in range(1000)],
        "findings": [finding("n1", "2026-10-05 22:00"), sign("n2", "2026-10-06 12:00")],
    }
    assert value(reader_of(**rows), "5.3-00", OCTOBER)[2] == 1
    assert value(reader_of(**rows, casebook=decisions(n1="dismissed")), "5.3-00", OCTOBER)[2] == 0
    confirmed = reader_of(**rows, casebook=decisions(n2="confirmed"))
    assert value(confirmed, "5.3-00", OCTOBER)[2] == 2
    assert measured(confirmed, "5.3-00", OCTOBER)[0].state == "warn"  # 2 on 1 000 messages


def test_a_night_over_the_end_of_the_month_is_an_episode_of_its_beginning():
    reader = reader_of(
        newest="2026-11-10T00:00:00",
        chats=CHATS,
        messages=[message("m1"), message("m2", "2026-11-02 12:00")],
        findings=[finding("n1", "2026-10-31 23:50"), finding("n2", "2026-11-01 00:10")],
    )
    assert [value(reader, "5.3-01", month)[0] for month in (OCTOBER, NOVEMBER)] == [1, 1]
    assert [value(reader, "5.3-00", month)[0] for month in (OCTOBER, NOVEMBER)] == [1, 0]


def test_a_month_without_messages_has_no_figure_but_the_journal_of_it_counts():
    reader = reader_of(
        chats=CHATS,
        messages=[message("m1", "2026-09-05 12:00")],
        violations=[entry("v1", "2026-10-05 22:30", "5.3-1")],
    )
    assert measured(reader, "5.3-01", OCTOBER)[0].state == "nodata"
    assert value(reader, "5.3-00", OCTOBER) == (1, 1, 1)
    without = reader_of(chats=CHATS, messages=[message("m1", "2026-09-05 12:00")])
    assert measured(without, "5.3-00", OCTOBER)[0].state == "nodata"


@pytest.mark.parametrize(("n_messages", "state"), [(200, "warn"), (199, "breach")])
def test_half_a_percent_of_night_messages_asks_for_attention(n_messages: int, state: str):
    reader = reader_of(
        chats=CHATS,
        messages=[message(f"m{n}") for n in range(n_messages)],
        findings=[finding("n1", "2026-10-05 22:00")],
    )
    assert measured(reader, "5.3-01", OCTOBER)[0].state == state


def test_exceptions_border_minutes_and_pupils_stand_apart():
    exception = {
        "exception_id": "e1",
        "row_id": "e1",
        "chat_id": "c1",
        "from_at": utc("2026-10-05 00:00"),
        "to_at": utc("2026-10-07 00:00"),
    }
    reader = reader_of(
        chats=CHATS,
        messages=[message("m1"), message("m2", chat="c2")],
        exceptions=[
            exception
            | {"has_basis": False, "entered_at": utc("2026-10-06 10:00"), "entered_at_has_time": True}
        ],
        findings=[
            finding("n1", "2026-10-05 22:00", outcome="excepted", exception_id="e1"),
            finding("n2", "2026-10-06 22:00", outcome="excepted", exception_id="e1"),
            finding("n3", "2026-10-08 21:00:30", outcome="border"),
            finding("n4", "2026-10-08 21:30", chat="c2", outcome="advisory"),
            finding("n5", "2026-10-08 22:00", chat="c2", outcome="advisory"),
        ],
    )
    assert value(reader, "5.3-01", OCTOBER)[0] == 0
    assert value(reader, "5.3-01a", OCTOBER)[2] == 2
    assert measured(reader, "5.3-01a", OCTOBER)[0].state == "warn"  # an exception without a basis
    assert value(reader, "5.3-01a.without_basis", OCTOBER) == (1, 1, 1)
    assert value(reader, "5.3-01a.backdated", OCTOBER)[2] == 1
    assert value(reader, "5.3-01b", OCTOBER)[2] == 1
    assert value(reader, "5.3-01c", OCTOBER) == (2, 1, 2)
    assert value(reader, "5.3-01c.night", OCTOBER)[2] == 1
    assert value(reader, "5.3-00", OCTOBER)[2] == 0


# --- 4.2: removal on the 07–21 clock ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clause", "at", "removed", "in_time"),
    [
        ("5.3-4", "2026-10-05 12:00", "2026-10-05 14:00", 1),
        ("5.3-4", "2026-10-05 12:00", "2026-10-05 14:01", 0),
        ("5.3-4", "2026-10-05 22:00", "2026-10-06 09:00", 1),  # the night weighs nothing
        ("5.3-4", "2026-10-05 20:00", "2026-10-06 08:01", 0),
        ("5.3-2", "2026-10-05 12:00", "2026-10-06 12:00", 1),  # a day of the clock
        ("5.3-2", "2026-10-05 12:00", "2026-10-06 12:01", 0),
        ("5.3-4", "2026-10-05 12:00", None, 0),  # not removed: stays in the base
    ],
)
def test_removal_in_time(clause: str, at: str, removed: str | None, in_time: int):
    given = {"removed_at": utc(removed), "removed_at_has_time": True} if removed else {}
    reader = reader_of(chats=CHATS, violations=[entry("v1", at, clause, **given)])
    assert value(reader, "4.2-01", OCTOBER)[:2] == (in_time, 1)
    assert measured(reader, "4.2-01", OCTOBER)[0].state == "info"  # fewer than five


def test_removal_counts_messages_and_its_deadline_names_the_month():
    reader = reader_of(
        newest="2026-11-30T23:59:59",
        chats=CHATS,
        messages=[
            message("m1", "2026-10-05 12:00", deleted_at=utc("2026-10-05 13:00"), deleted_by="m"),
            message("m2", "2026-10-06 12:00", deleted_at=utc("2026-10-06 20:00"), deleted_by="a"),
            message("m3", "2026-11-02 12:00"),
        ],
        findings=[sign("m1", "2026-10-05 12:00"), sign("m1", "2026-10-05 12:00", "5.3-2", finding_key="f-x")],
        violations=[
            entry("v2", "2026-10-06 12:00", message_id="m2"),  # the author deleted it, late: in time
            entry("v3", "2026-10-31 20:30"),  # due 08:30 the next morning
            entry("v4", "2026-10-07 00:00", occurred_at_has_time=False),  # the day alone: no part
        ],
        casebook=decisions(m1="confirmed", x="confirmed"),
    )
    assert value(reader, "4.2-01", OCTOBER) == (2, 2, 1.0)
    assert value(reader, "4.2-01", NOVEMBER) == (0, 1, 0.0)
    assert value(reader, "4.2-02", OCTOBER) == (
        None,
        1,
        1.0,
    )  # the author's own deletion isn't a moderator's work
    assert value(reader, "4.2-02.p90", OCTOBER) == (None, 1, 1.0)
    assert value(reader, "4.2-02.open", OCTOBER)[2] == 1
    assert broken(reader, "4.2-03", OCTOBER) == []  # its time isn't over
    assert [row["violation_id"] for row in broken(reader, "4.2-03", NOVEMBER)] == ["v3"]


def test_flood_that_stays_is_not_among_the_grave():
    reader = reader_of(
        chats=CHATS,
        violations=[entry("v1", "2026-10-05 12:00", "5.3-2"), entry("v2", "2026-10-06 12:00", "5.3-6")],
    )
    assert [row["violation_id"] for row in broken(reader, "4.2-03", OCTOBER)] == ["v2"]


def test_deleting_without_a_breach_in_the_journal():
    gone = {"deleted_at": utc("2026-10-06 12:00"), "deleted_by": "m"}
    reader = reader_of(
        chats=CHATS,
        chat_moderators=[{"chat_id": "c1", "member_id": "m", "source": "register"}],
        messages=[
            message("m1", **gone),
            message("m2", "2026-10-05 13:00", **gone),
            message("m3", "2026-10-05 14:00", **gone),
            message("m4", "2026-10-05 15:00", **(gone | {"deleted_by": "a"})),  # one's own
            message("m5", "2026-10-05 16:00", **(gone | {"deleted_by": "b"})),  # not a moderator
            message("m6", "2026-10-05 23:00", **gone),  # at night: a fact
        ],
        findings=[finding("m6", "2026-10-05 23:00")],
        violations=[
            entry("v1", "2026-10-05 12:00", message_id="m1"),
            entry("v2", "2026-10-05 13:00", status="отклонено"),
            entry("v3", "2026-10-05 14:00", status="на рассмотрении"),
        ],
    )
    assert [row["message_id"] for row in broken(reader, "4.2-04", OCTOBER)] == ["m2"]
    assert value(reader, "4.2-04", OCTOBER) == (1, 4, 1)


# --- 4.4-03 ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pinned_on", "expected"),
    [
        ("2026-08-01 10:00", []),  # before joining
        ("2026-09-02 09:00", []),  # within a day
        ("2026-09-02 11:00", [("b1", "breach")]),  # 25 hours after
        (None, [("b1", "breach")]),
    ],
)
def test_a_block_of_somebody_never_told_the_rules(pinned_on: str | None, expected: list):
    chat = PARENTS | {
        "pinned_rules": pinned_on is not None,
        "pinned_on": utc(pinned_on) if pinned_on else None,
    }
    reader = reader_of(
        chats=[chat],
        chat_members=[
            {"row_id": "s1", "chat_id": "c1", "member_id": "a", "joined_at": utc("2026-09-01 10:00")}
        ],
        violations=four(),
        measures=[measure("b1", "2026-10-10 10:00", planned_end="2026-10-20 10:00")],
    )
    assert checks(reader, "4.4-03") == expected


def test_where_nothing_is_known_of_the_rules_nothing_is_said():
    reader = reader_of(
        chats=CHATS,
        chat_members=[
            {"row_id": "s1", "chat_id": "c1", "member_id": "a", "joined_at": utc("2026-09-01 10:00")}
        ],
        measures=[measure("b1", "2026-10-10 10:00")],
    )
    assert checks(reader, "4.4-03") == []


# --- 4.5: more than three, a month, by whom, restored ------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (four(n=4), []),
        (four(n=3), [("b1", "breach")]),
        (four(n=4, status="отклонено"), [("b1", "breach")]),
        ([*four(n=3), entry("late", "2026-10-12 12:00")], [("b1", "breach")]),  # after the block
        ([*four(n=3), entry("same", "2026-10-03 12:20")], [("b1", "breach")]),  # the same episode
        (four(n=4, chat="c2"), [("b1", "breach")]),  # another chat
        (four("2026-08"), [("b1", "breach")]),  # last school year
        ([*four(n=3), entry("tone", "2026-10-05 12:00", "5.2-тон")], []),  # section 5, not 5.3 alone
    ],
)
def test_a_block_needs_more_than_three_episodes(rows: list, expected: list):
    block = measure("b1", "2026-10-10 10:00", planned_end="2026-10-20 10:00", ended_at="2026-10-20 10:00")
    reader = reader_of(chats=CHATS, violations=rows, measures=[block])
    assert checks(reader, "4.5-02") == expected
    assert value(reader, "4.5-02", OCTOBER)[1] == 1


def test_a_fact_is_a_strike_only_when_a_person_confirmed_it():
    nights = [finding(f"n{n}", f"2026-10-0{n} 23:00") for n in range(1, 5)]
    rows = {
        "chats": CHATS,
        "messages": [message("m1")],
        "findings": nights,
        "measures": [measure("b1", "2026-10-10 10:00")],
    }
    assert checks(reader_of(**rows), "4.5-02") == [("b1", "breach")]
    confirmed = decisions(n1="confirmed", n2="confirmed", n3="confirmed", n4="confirmed")
    assert checks(reader_of(**rows, casebook=confirmed), "4.5-02") == []
    assert checks(
        reader_of(**rows, casebook=decisions(n1="confirmed", n2="confirmed", n3="confirmed", n4="dismissed")),
        "4.5-02",
    ) == [("b1", "breach")]


def test_episodes_of_a_served_block_are_used_up():
    served = measure("b1", "2026-10-06 10:00", planned_end="2026-10-08 10:00", ended_at="2026-10-08 10:00")
    again = measure("b2", "2026-10-20 10:00", planned_end="2026-10-22 10:00", ended_at="2026-10-22 10:00")
    reader = reader_of(
        chats=CHATS, violations=[*four(), entry("v9", "2026-10-15 12:00")], measures=[served, again]
    )
    assert checks(reader, "4.5-02") == [("b2", "breach")]


@pytest.mark.parametrize(
    ("start", "until", "month", "expected"),
    [
        ("2026-01-31 10:00", "2026-02-28 10:00", "2026-01", []),  # still a month
        ("2026-01-31 10:00", "2026-02-28 10:01", "2026-01", [("b1", "breach")]),
        ("2026-03-30 10:00", "2026-04-30 10:00", "2026-03", []),
        ("2026-10-01 10:00", None, "2026-10", [("b1", "warn")]),  # no end yet
    ],
)
def test_a_block_lasts_a_month_at_most(start: str, until: str | None, month: str, expected: list):
    reader = reader_of(
        newest=f"{start[:10]}T23:00:00", chats=CHATS, measures=[measure("b1", start, planned_end=until)]
    )
    assert checks(reader, "4.5-03", month) == expected


def test_a_block_without_an_end_is_a_breach_after_a_month_and_is_listed_while_open():
    reader = reader_of(
        newest="2026-11-30T12:00:00", chats=CHATS, measures=[measure("b1", "2026-10-01 10:00")]
    )
    assert checks(reader, "4.5-03") == [("b1", "warn")]
    assert value(reader, "4.5-03", OCTOBER) == (0, 1, 0)
    assert measured(reader, "4.5-03", OCTOBER)[0].state == "warn"
    assert checks(reader, "4.5-03", NOVEMBER) == [("b1", "breach")]


def test_a_chain_is_reported_on_the_block_that_crosses_the_month():
    blocks = [
        measure("b1", "2026-09-01 10:00", planned_end="2026-09-21 10:00", ended_at="2026-09-21 10:00"),
        measure("b2", "2026-09-21 10:00", planned_end="2026-10-11 10:00", ended_at="2026-10-11 10:00"),
    ]
    reader = reader_of(chats=CHATS, measures=blocks)
    assert checks(reader, "4.5-03", "2026-09") == [("b2", "breach")]
    with_basis = reader_of(
        chats=CHATS,
        violations=[entry(f"v{n}", f"2026-09-{n} 12:00") for n in (10, 12, 14, 16)],
        measures=blocks,
    )
    assert checks(with_basis, "4.5-03", "2026-09") == []


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"decided_by": "m"}, []),
        ({"decided_by": "x", "decided_by_person_id": "pm"}, []),  # another account of the moderator
        ({"decided_by": "x"}, [("b1", "breach")]),
        ({"decided_by": None}, [("b1", "breach")]),
    ],
)
def test_only_a_moderator_of_the_chat_blocks(given: dict, expected: list):
    reader = reader_of(
        chats=CHATS,
        chat_moderators=[{"chat_id": "c1", "member_id": "m", "person_id": "pm", "source": "register"}],
        measures=[measure("b1", "2026-10-10 10:00") | given],
    )
    assert checks(reader, "4.5-04") == expected


def test_access_is_restored_when_the_term_is_over():
    blocks = [
        measure("b1", "2026-10-01 10:00", planned_end="2026-10-11 10:00"),
        measure("b2", "2026-10-01 10:00", member="b", planned_end="2026-11-11 10:00"),
        measure("b3", "2026-10-01 10:00", member="c", planned_end="2026-10-11 10:00"),
        measure("u3", "2026-10-12 10:00", "разблокировка", member="c"),  # a row of its own
        measure("b4", "2026-09-01 10:00", member="d", planned_end="2026-09-11 10:00"),  # open from before
    ]
    reader = reader_of(chats=CHATS, measures=blocks)
    assert checks(reader, "4.5-05") == [("b1", "breach"), ("b4", "breach")]


def test_who_may_be_blocked_and_who_was_warned():
    reader = reader_of(
        chats=CHATS,
        violations=[
            *four(),
            *four(member="b"),
            *four(member="c", n=3),
            *four(member="d", n=2),
            *four(member="e", n=1),
        ],
        measures=[
            measure("r1", "2026-10-02 15:00", "замечание"),
            measure("r2", "2026-10-05 15:00", "замечание", member="b"),  # after the fourth
        ],
    )
    assert value(reader, "4.5-01", OCTOBER)[2] == 2
    assert value(reader, "4.5-06", OCTOBER) == (1, 2, 0.5)
    assert [value(reader, f"4.5-06.{name}", OCTOBER)[2] for name in ("one", "two", "three", "four")] == [
        1,
        1,
        1,
        2,
    ]
    assert value(reader, "5.3-07", OCTOBER) == (4, 5, 0.8)
    assert measured(reader, "5.3-07", OCTOBER)[0].state == "warn"  # people: never a breach


def test_repetition_is_counted_over_chats_and_accounts_of_a_person():
    reader = reader_of(
        chats=CHATS,
        members=[{"member_id": m, "person_id": "p1"} for m in ("a", "b")],
        violations=[entry("v1", "2026-10-01 12:00"), entry("v2", "2026-10-02 12:00", member="b", chat="c2")],
    )
    assert value(reader, "5.3-07", OCTOBER) == (1, 1, 1.0)


# --- 4.6: early release --------------------------------------------------------------------------------------------

IN_ORDER = {"apology_at": "2026-10-12 10:00", "consulted_at": "2026-10-12 10:00", "objections": 0}


@pytest.mark.parametrize(
    ("changed", "no_apology", "objections"),
    [
        ({}, False, False),
        ({"apology_at": None}, True, False),
        ({"apology_at": "2026-10-09 10:00"}, True, False),  # before the block
        ({"apology_at": "2026-10-15 10:00"}, True, False),  # after the release
        ({"objections": 1}, False, True),
        ({"consulted_at": None}, False, True),
        ({"consulted_at": "2026-10-13 10:00"}, False, False),  # 24 hours to the minute
        ({"consulted_at": "2026-10-13 10:01"}, False, True),
        (
            {"ended_at": "2026-10-20 08:00", "apology_at": None, "consulted_at": None},
            False,
            False,
        ),  # the planned day
    ],
)
def test_an_early_release_is_apologised_for_and_nobody_objects(
    changed: dict, no_apology: bool, objections: bool
):
    given = {"planned_end": "2026-10-20 10:00", "ended_at": "2026-10-14 10:00"} | IN_ORDER | changed
    reader = reader_of(chats=CHATS, measures=[measure("b1", "2026-10-10 10:00", **given)])
    assert bool(checks(reader, "4.6-02")) is no_apology
    assert bool(checks(reader, "4.6-03")) is objections
    is_early = "ended_at" not in changed
    assert value(reader, "4.6-01", OCTOBER)[2] == int(is_early)
    assert value(reader, "4.6-01.share", OCTOBER) == (int(is_early), 1, float(is_early))


# --- 4.7: reasons -----------------------------------------------------------------------------------------------------


def test_measures_have_reasons_of_the_rules_or_of_movement():
    reader = reader_of(
        chats=CHATS,
        measures=[
            measure("d1", "2026-10-05 10:00", "удаление", reason_code="иное"),
            measure("d2", "2026-10-05 10:00", "удаление", reason_code="отчисление"),
            measure("d3", "2026-10-05 10:00", "удаление", basis=["v1"]),
            measure("d4", "2026-10-05 10:00", "удаление"),  # for the rules, nothing named
            measure("d5", "2026-10-05 10:00", "удаление", reason_code=None),
        ],
    )
    assert checks(reader, "4.7-01") == [("d1", "breach"), ("d5", "breach")]
    assert checks(reader, "4.7-03") == [("d4", "breach")]
    assert value(reader, "4.7-03", OCTOBER)[1] == 2


def test_removals_are_explained_by_a_reason_a_measure_or_a_movement():
    left = {"chat_id": "c1", "left_at": utc("2026-10-14 12:00"), "leave_kind": "удалён"}  # a Wednesday
    reader = reader_of(
        chats=CHATS,
        members=[{"member_id": "d", "person_id": "kid"}, {"member_id": "e", "person_id": "mum"}],
        students=[
            {"person_id": "kid", "left_on": "2026-10-19"},
            {"person_id": "kid2", "left_on": "2026-10-20"},
        ],
        guardians=[{"person_id": "mum", "student_person_id": "kid2"}],
        chat_members=[
            left | {"row_id": "1", "member_id": "a", "has_leave_reason": False},
            left | {"row_id": "2", "member_id": "b", "has_leave_reason": True},
            left | {"row_id": "3", "member_id": "c"},
            left | {"row_id": "4", "member_id": "d"},  # three working days before the child left
            left | {"row_id": "5", "member_id": "e"},  # four
            left | {"row_id": "6", "member_id": "f", "leave_kind": "вышел"},
        ],
        measures=[measure("d1", "2026-10-12 10:00", "удаление", member="c")],
    )
    assert [row["member_id"] for row in broken(reader, "4.7-02", OCTOBER)] == ["a", "e"]
    assert value(reader, "4.7-02", OCTOBER) == (2, 5, 2)


@pytest.mark.parametrize(("against", "expected"), [("aaaab", 1), ("aaabb", 0), ("aa", 0), ("aaa", 1)])
def test_measures_against_one_person_ask_for_a_second_look(against: str, expected: int):
    rows = [
        measure(f"r{n}", f"2026-10-0{n + 1} 10:00", "замечание", member=who) for n, who in enumerate(against)
    ]
    assert value(reader_of(chats=CHATS, measures=rows), "4.7-04", OCTOBER)[2] == expected


def test_appeals_are_settled_within_five_working_days():
    def appeal(number: str, opened: str, closed: str | None = None, result: str | None = None) -> dict:
        given = {
            "ticket_id": number,
            "row_id": number,
            "topic": "обжалование",
            "opened_at": utc(f"{opened} 10:00"),
            "result": result,
        }
        return given | ({"closed_at": utc(f"{closed} 10:00")} if closed else {})

    reader = reader_of(
        tickets=[
            appeal("t1", "2026-10-05", "2026-10-12", "мера отменена"),
            appeal("t2", "2026-10-05", "2026-10-13", "обоснована"),
            appeal("t3", "2026-10-06"),
            appeal("t4", "2026-10-28"),  # due in November
            appeal("t5", "2026-10-05", "2026-10-06", "обоснована") | {"topic": "конфликт"},
        ]
    )
    assert value(reader, "4.7-05", OCTOBER) == (1, 3, pytest.approx(1 / 3))
    assert value(reader, "4.7-05.cancelled", OCTOBER)[2] == 1
    assert [row["ticket_id"] for row in broken(reader, "5.1-04", OCTOBER)] == ["t2"]
    assert value(reader, "5.1-04", OCTOBER) == (1, 2, 1)


def test_signs_are_as_good_as_people_find_them():
    signs = [sign(f"s{n}", "2026-10-05 12:00") for n in range(5)] + [sign("late", "2026-10-29 12:00")]
    reader = reader_of(
        chats=CHATS,
        messages=[message("m1")],
        findings=[*signs, finding("n1", "2026-10-05 23:00")],
        casebook=decisions(s0="confirmed", s1="dismissed", s2="dismissed", s3="dismissed", s4="second_look"),
    )
    assert value(reader, "5.3-08", OCTOBER) == (1, 4, 0.25)
    assert measured(reader, "5.3-08", OCTOBER)[0].state == "warn"
    assert value(reader, "5.3-08.reviewed", OCTOBER) == (4, 5, 0.8)
    assert value(reader, "5.3-08.overdue", OCTOBER)[2] == 1
    assert (
        value(reader, "5.3-08.waiting", OCTOBER)[2] == 2
    )  # put off, and the late one: neither confirmed nor dismissed


def test_signs_that_wait_are_counted_by_bullet_and_by_place():
    rude = {"bullet": "5.3-3", "rule": "insult"}
    signs = [
        sign("f1", "2026-10-05 12:00"),
        sign("f2", "2026-10-05 12:00"),
        sign("r1", "2026-10-06 12:00") | rude,
        sign("r2", "2026-10-06 12:00") | rude | {"chat_id": "s"},
        sign("r3", "2026-11-01 12:00") | rude,  # another month
    ]
    reader = reader_of(
        chats=[
            {
                "chat_id": "p",
                "kind": "родители",
                "kind_source": "register",
                "association": "Хор",
                "platform": "MAX",
            },
            {
                "chat_id": "s",
                "kind": "обучающиеся",
                "kind_source": "register",
                "association": "Шахматы",
                "platform": "MAX",
            },
        ],
        messages=[message("m1")],
        findings=[each | ({"chat_id": "p"} if each.get("chat_id") != "s" else {}) for each in signs],
        casebook=decisions(f1="confirmed"),
        newest="2026-11-30T23:59:59",
    )
    bullets = {n: value(reader, f"5.3-0{n}.waiting", OCTOBER)[2] for n in range(2, 7)}
    assert bullets == {2: 0, 3: 2, 4: 1, 5: 0, 6: 0}
    assert value(reader, "5.3-08.waiting", OCTOBER)[2] == 3
    by_place = {
        dict(each.by)["association"]: each.value
        for each in measured(reader, "5.3-08.waiting", OCTOBER, by="association")
    }
    assert by_place == {"Хор": 2, "Шахматы": 1}


def test_an_unassigned_chat_counts_nowhere():
    stray = [STRAY]
    reader = reader_of(
        chats=stray,
        messages=[message("m1", chat="c9")],
        findings=[finding("n1", "2026-10-05 23:00", chat="c9")],
        violations=four(chat="c9"),
        measures=[measure("b1", "2026-10-10 10:00", chat="c9", reason_code="иное")],
    )
    for check in ("4.2-03", "4.5-02", "4.7-01", "5.3-04"):
        assert broken(reader, check, OCTOBER) == []
    assert value(reader, "5.3-00", OCTOBER)[0] in (0, None)


def test_what_is_later_than_the_date_is_not_known():
    block = measure("b1", "2026-10-10 10:00", planned_end="2026-10-20 10:00", ended_at="2026-11-05 10:00")
    reader = reader_of(newest=datetime(2026, 11, 30), chats=CHATS, violations=four(), measures=[block])
    assert checks(reader, "4.5-05") == [("b1", "breach")]
    assert checks(reader, "4.5-05", NOVEMBER) == []
