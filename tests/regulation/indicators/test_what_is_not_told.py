"""What no export tells is «нет данных»: never zero, and nobody is accused by it."""

from __future__ import annotations

import pytest

from tests.kit import broken, measured, reader_of, utc, value
from tests.regulation.indicators.rows import (
    GROUP,
    OCTOBER,
    account,
    chat,
    child,
    group,
    parents_chat,
    stay,
    teacher,
)


def call(n: int, **rest: object) -> dict:
    """A call of October, an hour long, with five people."""
    held = {
        "broadcast_id": f"c{n}",
        "row_id": f"c{n}",
        "kind": "звонок",
        "day": f"2026-10-{n:02}",
        "duration": 3600,
    }
    return held | {"participants": 5} | rest


@pytest.mark.parametrize(
    ("calls", "lessons"),
    [
        ([call(1), call(2)], (None, "nodata")),
        ([call(1), call(2, purpose="занятие")], (1, "info")),
        ([call(1, purpose="иное"), call(2)], (0, "info")),
        ([call(1, day="2026-09-01", purpose="занятие")], (0, "info")),  # none in the month: that is zero
    ],
    ids=["no purpose anywhere", "one purpose is told", "another purpose is told", "no calls"],
)
def test_lessons_are_known_where_a_purpose_is(calls, lessons):
    (figure,) = measured(reader_of(broadcasts=calls), "1.3-02", OCTOBER)
    assert (figure.value, figure.state.value) == lessons
    if figure.value is None:
        assert "«Цель»" in figure.why


def test_the_audience_of_broadcasts_is_no_zero_where_nobody_counted_it():
    shown = [call(n, kind="трансляция", participants=None) for n in (1, 2)] + [call(3)]
    reader = reader_of(broadcasts=shown)
    assert value(reader, "2.1.10-01", OCTOBER)[2] == 2
    assert measured(reader, "2.1.10-01.participants", OCTOBER)[0].state.value == "nodata"
    assert value(reader, "2.2-06.participants", OCTOBER)[2] == 5


AUTHOR = {"is_reconstructed": True}


def test_having_written_in_a_chat_is_no_membership():
    people = {
        "staff": [teacher()],
        "students": [child()],
        "groups": [group()],
        "chats": [chat("k", "обучающиеся", group_id=GROUP)],
        "members": [account("t1"), account(None, member_id="stranger", main_role="родитель")],
    }
    alone = reader_of(**people, chat_members=[stay("k", "stranger", **AUTHOR)])
    assert measured(alone, "2.1.7-09", OCTOBER)[0].state.value == "nodata"
    listed = [stay("k", "m-t1"), stay("k", "stranger", **AUTHOR)]
    beside = reader_of(**people, chat_members=listed)
    assert broken(beside, "2.1.7-09", OCTOBER) == []
    known = reader_of(**people, chat_members=[stay("k", "m-t1"), stay("k", "stranger")])
    assert [row["member_id"] for row in broken(known, "2.1.7-09", OCTOBER)] == ["stranger"]


@pytest.mark.parametrize(
    ("named", "loaded", "expected"),
    [
        ("x1", ["x1"], 1),
        (None, ["x1"], 1),
        ("lost", ["x1"], 1),  # a dump that lost the numbers: the same minute, author and bullet
        ("x2", ["x1", "x2"], 2),  # the journal speaks of another message, which is there
    ],
    ids=["by number", "without a number", "a number that no dump has", "another message of that minute"],
)
def test_a_journal_row_and_the_found_message_are_one_breach(named, loaded, expected):
    at = "2026-10-05T23:10:00"
    messages = [
        {"message_id": each, "chat_id": "p1", "author_id": "m", "sent_at": utc(at), "sent_local": at, "day": at[:10], "month": "2026-10-01", "kind": "текст"}
        for each in loaded
    ]  # fmt: skip
    finding = {
        "finding_key": "f1", "message_id": "x1", "chat_id": "p1", "author_id": "m", "rule": "quiet_hours", "clause": "5.3", "bullet": "5.3-1",
        "outcome": "break", "sent_local": at, "month": "2026-10-01",
    }  # fmt: skip
    journal = {
        "row_id": "v1", "violation_id": "1", "chat_id": "p1", "member_id": "m", "clause": "5.3-1", "status": "подтверждено",
        "occurred_at": utc(at), "occurred_local": at, "occurred_at_has_time": True, "message_id": named,
    }  # fmt: skip
    reader = reader_of(chats=[parents_chat(1)], members=[account(None, member_id="m")], messages=messages, findings=[finding], violations=[journal])  # fmt: skip
    assert value(reader, "5.3-01", OCTOBER)[0] == expected
