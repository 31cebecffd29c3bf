"""Clauses 2.4 and 2.5: children and parents in their chats, active, reached; participation is voluntary."""

from __future__ import annotations

import pytest

from tests.kit import broken, measured, reader_of, value
from tests.regulation.indicators.rows import (
    OCTOBER,
    OTHER_GROUP,
    account,
    chat,
    child,
    group,
    guardian,
    message,
    moderator,
    parents_chat,
    stay,
    teacher,
)

# --- in the chat of the group ----------------------------------------------------------------------------

COVERED = [
    ("the child is in the students' chat", {}, "s1", "m-c1", 1),
    ("the parent is in the parents' chat", {}, "p1", "m-g1", 0),
    ("the parent, where no students' chat is needed", {"student_chat_required": False}, "p1", "m-g1", 1),
    ("the child does not count there", {"student_chat_required": False}, "s1", "m-c1", 0),
    ("the child in a chat of another group", {}, "s2", "m-c1", 0),
]


@pytest.mark.parametrize(
    ("why", "given", "where", "who", "expected"), COVERED, ids=[case[0] for case in COVERED]
)
def test_enrolments_covered_by_chats(why, given, where, who, expected):
    reader = reader_of(
        students=[child(1), child(1, "Хор · 1"), child(2)],
        guardians=[guardian("g1", 1)],
        groups=[group(**given), group("Хор · 1"), group(OTHER_GROUP)],
        members=[account("c1", "student"), account("g1", "guardian")],
        chats=[chat(), chat("s2", group_id=OTHER_GROUP), parents_chat()],
        chat_members=[stay(where, who)],
    )
    figure = measured(reader, "2.4-05", OCTOBER)[0]
    assert (figure.numerator, figure.denominator, figure.state.value) == (expected, 3, "info")


def families(n_reached: int, of: int, via: str = "p1") -> dict:
    people = [f"g{n}" if via == "p1" else f"c{n}" for n in range(n_reached)]
    return {
        "groups": [group()],
        "students": [child(n) for n in range(of)],
        "guardians": [guardian(f"g{n}", n) for n in range(of)],
        "members": [account(person, "guardian" if via == "p1" else "student") for person in people],
        "chats": [chat(), parents_chat(), chat("w", "служебный", None)],
        "chat_members": [stay(via, f"m-{person}") for person in people] + [stay("w", "m-x")],
    }


CHANNELS = [
    ("exactly half are reached", families(2, 4), []),
    ("less than half", families(1, 4), [(4, 3)]),
    ("the child's own presence will do", families(2, 4, "s1"), []),
    ("nobody", families(0, 1), [(1, 1)]),
    ("a group that has just begun", families(0, 4) | {"groups": [group(started_on="2026-10-20")]}, []),
]


@pytest.mark.parametrize(("why", "tables", "expected"), CHANNELS, ids=[case[0] for case in CHANNELS])
def test_groups_where_most_families_are_not_reached(why, tables, expected):
    reader = reader_of(**tables)
    found = broken(reader, "2.5-04", OCTOBER)
    assert [(row["n_children"], row["n_without_channel"]) for row in found] == expected
    assert all(
        set(row) == {"group_name", "association", "n_children", "n_without_channel", "level"} for row in found
    )
    state = measured(reader, "2.5-04", OCTOBER)[0].state.value
    assert state == ("warn" if expected else "info" if "just begun" in why else "ok")  # never a breach


# --- active ---------------------------------------------------------------------------------------------------


def test_active_children():
    reader = reader_of(
        students=[child(1), child(1, OTHER_GROUP), child(2), child(3), child(4, left_on="2026-10-15")],
        members=[account(f"c{n}", "student") for n in (1, 2, 4)],
        messages=[
            message("m-c1", "2026-10-06 10:00"),
            message("m-c1", "2026-10-20 10:00"),
            message("m-c4", "2026-10-06 10:00"),
        ],
    )
    assert value(reader, "2.4-03", OCTOBER) == (1, 3, 1 / 3)
    assert value(reader, "2.4-03.of_joined", OCTOBER) == (1, 2, 0.5)
    # Weeks 5–11, 12–18, 19–25: c4 is in the base of the first one only.
    assert value(reader, "2.4-03.week", OCTOBER)[2] == pytest.approx((2 / 4 + 0 / 3 + 1 / 3) / 3)
    assert measured(reader, "2.4-03", OCTOBER)[0].state.value == "info"
    assert measured(reader, "2.4-03.week", OCTOBER)[0].state.value == "warn"  # 28 % of the benchmark's 30 %


PARENTS = [
    ("a parent by the records", account("g1", "guardian"), "p1", 1),
    ("a parent by the platform's word", account(None, None, "родитель", member_id="m-x"), "p1", 1),
    ("in two chats, one person", account("g1", "guardian"), ("p1", "p2"), 1),
    ("the teacher who leads it", account("t1", "staff", "педагог"), "p1", 0),
    (
        "a teacher who is a parent too",
        account("t1", "staff", "педагог", roles=["педагог", "родитель"]),
        "p1",
        1,
    ),
    ("in a students' chat", account("g1", "guardian"), "s1", 0),
    ("whose account has left", account("g1", "guardian", left_on="2026-10-30"), "p1", 0),
]


@pytest.mark.parametrize(("why", "member", "where", "expected"), PARENTS, ids=[case[0] for case in PARENTS])
def test_base_of_active_parents(why, member, where, expected):
    other = account("g9", "guardian")
    chats = (where,) if isinstance(where, str) else where
    reader = reader_of(
        members=[member, other],
        chats=[parents_chat(), parents_chat(2, OTHER_GROUP), chat()],
        chat_members=[stay("p1", "m-g9"), *[stay(each, member["member_id"]) for each in chats]],
        messages=[message(member["member_id"], "2026-10-20 10:00", "p1")],
    )
    assert value(reader, "2.5-03", OCTOBER)[:2] == (expected, expected + 1)


def test_two_accounts_of_a_parent_are_one_and_weeks_have_their_own_base():
    reader = reader_of(
        members=[
            account("g1", "guardian"),
            account("g1", "guardian", member_id="second"),
            account("g2", "guardian"),
        ],
        chats=[parents_chat()],
        chat_members=[
            stay("p1", "m-g1"),
            stay("p1", "second"),
            stay("p1", "m-g2", joined_at="2026-10-15 10:00"),
        ],
        messages=[message("second", "2026-10-06 10:00", "p1"), message("m-g2", "2026-10-20 10:00", "p1")],
    )
    assert value(reader, "2.5-03", OCTOBER) == (2, 2, 1.0)
    assert value(reader, "2.5-03.week", OCTOBER)[2] == pytest.approx((1 / 1 + 0 / 2 + 1 / 2) / 3)


# --- joined a chat by a link ------------------------------------------------------------------------------------

ARRIVALS = [
    ("by a link", {"join_method": "ссылка"}, (1, 1)),
    ("was added", {"join_method": "добавлен"}, (0, 1)),
    ("by a request", {"join_method": "заявка"}, (0, 1)),
    ("nobody knows how", {}, (0, 0)),
    ("in September", {"join_method": "ссылка", "joined_at": "2026-09-30 16:59"}, (0, 0)),
    ("on 1 October here", {"join_method": "ссылка", "joined_at": "2026-09-30 17:00"}, (1, 1)),
    ("on 1 November here", {"join_method": "ссылка", "joined_at": "2026-10-31 17:00"}, (0, 0)),
    ("long ago, nobody knows when", {"join_method": "ссылка", "joined_at": None}, (0, 0)),
    ("and left again", {"join_method": "ссылка", "left_at": "2026-10-20 10:00"}, (1, 1)),
]


@pytest.mark.parametrize(("why", "given", "expected"), ARRIVALS, ids=[case[0] for case in ARRIVALS])
def test_joining_by_link(why, given, expected):
    joined = {"joined_at": "2026-10-10 10:00"} | given
    reader = reader_of(
        students=[child()],
        members=[account("c1", "student"), account("g1", "guardian"), account("t1", "staff", "педагог")],
        chats=[chat(), parents_chat()],
        chat_members=[
            stay("s1", "m-c1", **joined),
            stay("p1", "m-g1", **joined),
            stay("s1", "m-t1", **joined),
        ],
    )
    assert value(reader, "2.4-02", OCTOBER)[:2] == expected
    assert value(reader, "2.5-02", OCTOBER)[:2] == expected


def test_joining_by_link_is_never_a_breach():
    reader = reader_of(
        members=[account("c1", "student")],
        chats=[chat()],
        chat_members=[stay("s1", "m-c1", joined_at="2026-10-10 10:00", join_method="добавлен")],
    )
    assert measured(reader, "2.4-02", OCTOBER)[0].state.value == "warn"


# --- a teacher who is also a parent ------------------------------------------------------------------------------


def test_a_teacher_who_is_a_parent_covers_the_child_and_moderates():
    reader = reader_of(
        staff=[teacher()],
        students=[child()],
        guardians=[guardian("t1", 1)],
        groups=[group(teacher_person_id="t1")],
        members=[account("t1", "staff", "педагог")],
        chats=[parents_chat()],
        chat_members=[stay("p1", "m-t1")],
        chat_moderators=[moderator("p1")],
    )
    assert value(reader, "2.5-01", OCTOBER)[0] == 1
    assert broken(reader, "2.1.7-10", OCTOBER) == []
    assert broken(reader, "2.3-12", OCTOBER) == []
