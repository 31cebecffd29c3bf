"""Chats of groups: required, living, active, moderated; each figure on rows worked out by hand."""

from __future__ import annotations

import pytest

from tests.kit import measured, reader_of, value
from tests.regulation.indicators.rows import OCTOBER, chat, group, message, moderator

# --- required chats --------------------------------------------------------------------------------------

REQUIRED = [
    ("a living chat", {}, [chat()], (1, 2)),
    ("a flag says yes", {"student_chat_required": True}, [chat()], (1, 2)),
    ("none is needed", {"student_chat_required": False}, [chat()], (0, 1)),
    ("none at all", {}, [], (0, 2)),
    ("a chat of parents", {}, [chat(kind="родители")], (0, 2)),
    ("a chat of another group", {}, [chat(group_id="Шахматы · 9")], (0, 2)),
    ("two chats, one group", {}, [chat(), chat("s2")], (1, 2)),
    ("closed", {}, [chat(status="закрыт")], (0, 2)),
    ("read-only", {}, [chat(status="только чтение")], (0, 2)),
    ("no status given", {}, [chat(status=None)], (1, 2)),
    ("created later: unknown yet", {}, [chat(created_on="2026-11-01")], (0, 2)),
    ("not assigned by anybody, only suggested", {}, [chat(kind_source="suggested")], (0, 2)),
    (
        "moved, the successor came later",
        {},
        [chat(status="перенесён", successor_id="s9"), chat("s9", group_id=None, created_on="2026-11-05")],
        (1, 2),
    ),
    (
        "moved, the successor is there and is the group's",
        {},
        [chat(status="перенесён", successor_id="s9"), chat("s9", created_on="2026-10-05")],
        (1, 2),
    ),
    (
        "moved, the successor belongs to nobody",
        {},
        [chat(status="перенесён", successor_id="s9"), chat("s9", group_id=None, created_on="2026-10-05")],
        (0, 2),
    ),
]


@pytest.mark.parametrize(("why", "flags", "chats", "expected"), REQUIRED, ids=[case[0] for case in REQUIRED])
def test_groups_with_a_student_chat(why, flags, chats, expected):
    reader = reader_of(
        groups=[group(**flags), group("Шахматы · 1")], chats=[*chats, chat("elsewhere", "служебный", None)]
    )
    assert value(reader, "2.3-04", OCTOBER)[:2] == expected


def test_groups_with_a_parents_chat():
    groups = [group(), group("Шахматы · 1"), group("Шахматы · 2", parent_chat_required=False)]
    reader = reader_of(groups=groups, chats=[chat("p1", "родители"), chat("s1")])
    assert value(reader, "2.3-05", OCTOBER) == (1, 2, 0.5)
    assert value(reader, "2.3-04", OCTOBER)[:2] == (1, 3)
    by = {each.by[0][1]: each.value for each in measured(reader, "2.3-05", OCTOBER, by="association")}
    assert by == {"Робототехника": 1.0, "Шахматы": 0.0}


def test_no_group_that_needs_a_chat_is_no_value():
    reader = reader_of(groups=[group(student_chat_required=False)], chats=[chat()])
    figure = measured(reader, "2.3-04", OCTOBER)[0]
    assert (figure.denominator, figure.value, figure.state.value) == (0, None, "info")


def test_a_closed_chat_was_living_while_people_wrote_there_later():
    later = [message("m-t1", "2026-11-10 10:00", day="2026-11-10")]
    coverage = [{"chat_id": "s1", "month": "2026-11-01", "n_messages": 1, "last_at": "2026-11-10 03:00"}]
    reader = reader_of(
        newest="2026-11-30T23:59:59",
        groups=[group()],
        chats=[chat(status="закрыт")],
        messages=later,
        coverage=coverage,
    )
    assert value(reader, "2.3-04", OCTOBER)[0] == 1
    assert value(reader, "2.3-04", "2026-11")[0] == 0


# --- active, one-sided, silent ----------------------------------------------------------------------------

TALK = [
    ("both sides", [("m-t1", "2026-10-05 10:00"), ("m-x", "2026-10-06 10:00")], {}, "active"),
    ("the moderator alone", [("m-t1", "2026-10-05 10:00")], {}, "one_sided"),
    ("participants alone", [("m-x", "2026-10-05 10:00")], {}, ""),
    ("nobody", [], {}, "silent"),
    ("31 days ago", [("m-t1", "2026-10-01 10:00"), ("m-x", "2026-10-01 11:00")], {}, "silent"),
    ("29 days ago", [("m-t1", "2026-10-02 00:00"), ("m-x", "2026-10-31 23:59")], {}, "active"),
    (
        "the moderator's second account is not another participant",
        [("m-t1", "2026-10-05 10:00"), ("m-t1b", "2026-10-06 10:00")],
        {},
        "one_sided",
    ),
    (
        "an answer that came later",
        [("m-t1", "2026-10-05 10:00"), ("m-x", "2026-11-01 10:00")],
        {},
        "one_sided",
    ),
]
COUNTED = {"active": "2.3-08", "one_sided": "2.3-08.one_sided", "silent": "2.3-08.silent"}


@pytest.mark.parametrize(("why", "sent", "given", "expected"), TALK, ids=[case[0] for case in TALK])
def test_how_a_chat_talks(why, sent, given, expected):
    reader = reader_of(
        chats=[chat(), chat("other", "служебный", None)],
        members=[{"member_id": "m-t1", "person_id": "t1"}, {"member_id": "m-t1b", "person_id": "t1"}],
        chat_moderators=[moderator()],
        messages=[message(member, at) for member, at in sent] + [message("m-z", "2026-10-05 10:00", "other")],
    )
    found = {name: value(reader, figure, OCTOBER)[0] for name, figure in COUNTED.items()}
    assert found == {name: int(name == expected) for name in COUNTED}
    assert value(reader, "2.3-08", OCTOBER)[1] == 1


def test_a_reaction_of_another_participant_is_an_answer():
    reader = reader_of(
        chats=[chat()],
        chat_moderators=[moderator()],
        messages=[message("m-t1", "2026-10-05 10:00", message_id="1")],
        reactions=[{"chat_id": "s1", "message_id": "1", "member_id": "m-x"}],
    )
    assert value(reader, "2.3-08", OCTOBER) == (1, 1, 1.0)


def test_a_moved_chat_goes_on_in_its_successor():
    reader = reader_of(
        chats=[
            chat("old", status="перенесён", successor_id="s1", platform="VK Мессенджер"),
            chat(created_on="2026-10-10"),
        ],
        chat_moderators=[moderator("old", "vk-t1"), moderator()],
        messages=[message("vk-t1", "2026-10-05 10:00", "old"), message("vk-x", "2026-10-06 10:00", "old")],
    )
    assert value(reader, "2.3-08", OCTOBER) == (1, 1, 1.0)
    assert value(reader, "2.3-08.silent", OCTOBER)[0] == 0


MATURE = [
    ("14 days old: not yet", {"created_on": "2026-10-17"}, 0),
    ("15 days old", {"created_on": "2026-10-16"}, 1),
    ("age unknown", {"created_on": None}, 1),
    ("closed", {"status": "закрыт"}, 0),
    ("a service chat", {"kind": "служебный"}, 0),
    ("unassigned", {"kind": None, "kind_source": "suggested"}, 0),
    ("of parents", {"kind": "родители"}, 1),
]


@pytest.mark.parametrize(("why", "given", "expected"), MATURE, ids=[case[0] for case in MATURE])
def test_which_chats_should_be_active(why, given, expected):
    reader = reader_of(
        chats=[chat("s2", **given)], messages=[message("m-x", "2026-10-05 10:00", "elsewhere")]
    )
    assert value(reader, "2.3-08", OCTOBER)[1] == expected


@pytest.mark.parametrize(
    ("active", "month", "state"),
    [(3, OCTOBER, "ok"), (2, OCTOBER, "warn"), (1, OCTOBER, "breach"), (1, "2026-07", "info")],
)
def test_state_of_active_chats(active, month, state):
    messages = [
        message(member, f"{month}-20 10:00", f"s{n}") for n in range(active) for member in ("m-t1", "m-x")
    ]
    reader = reader_of(
        chats=[chat(f"s{n}", created_on="2026-01-01") for n in range(4)],
        chat_moderators=[moderator(f"s{n}") for n in range(4)],
        messages=messages,
    )
    assert measured(reader, "2.3-08", month)[0].state.value == state


def test_chats_by_platform_and_direction():
    reader = reader_of(
        groups=[group(direction="техническая")],
        chats=[chat(), chat("s2", platform="VK Мессенджер")],
        messages=[message("m-x", "2026-10-05 10:00")],
    )
    assert {
        each.by[0][1]: each.denominator for each in measured(reader, "2.3-08", OCTOBER, by="platform")
    } == {
        "MAX": 1,
        "VK Мессенджер": 1,
    }
    assert [each.denominator for each in measured(reader, "2.3-08", OCTOBER, by="direction")] == [2]
