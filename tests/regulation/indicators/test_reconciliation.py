"""Clause 2.1, item 7: accounts against records; every check on rows worked out by hand.

October 2026 ends on a Saturday: working days before it are 26–30; 30 October minus three working days is the 27th.
"""

from __future__ import annotations

import pytest

from tests.kit import broken, measured, reader_of, value
from tests.regulation.indicators.rows import (
    GROUP,
    OCTOBER,
    OTHER_GROUP,
    account,
    chat,
    child,
    group,
    guardian,
    parents_chat,
    stay,
    teacher,
)


def members_of(reader, check: str, month: str = OCTOBER) -> list[str]:
    return sorted(row["member_id"] for row in broken(reader, check, month))


# --- matched --------------------------------------------------------------------------------------------


def test_matched_accounts_among_those_present():
    reader = reader_of(
        staff=[teacher()],
        members=[
            account("t1"),
            account(None, member_id="x"),
            account("c1", left_on="2026-10-31"),  # no longer there
            account(None, member_id="bot", member_kind="bot"),
            account(None, member_id="deleted", member_kind="deleted"),
            account(None, member_id="later", joined_on="2026-11-01"),
        ],
    )
    assert value(reader, "2.1.7-00", OCTOBER) == (1, 2, 0.5)


def test_a_match_made_by_hand_counts():
    pa = pytest.importorskip("pyarrow")
    from tests.kit import empty_casebook

    book = dict(empty_casebook())
    row = {name: [None] for name in book["matches"].column_names} | {
        "member_key": ["x"],
        "person_key": ["t1"],
    }
    book["matches"] = pa.table(row, schema=book["matches"].schema)
    reader = reader_of(
        casebook=book,
        staff=[teacher()],
        people=[{"person_id": "t1", "person_kind": "staff"}],
        members=[account(None, member_id="x")],
    )
    assert value(reader, "2.1.7-00", OCTOBER) == (1, 1, 1.0)
    assert value(reader, "2.3-01", OCTOBER) == (1, 1, 1.0)


# --- left, dismissed, moved -------------------------------------------------------------------------------

LEFT = [
    ("three working days have passed", [child(left_on="2026-10-27")], {}, ["m-c1"]),
    ("the deadline is the last day: not over", [child(left_on="2026-10-28")], {}, []),
    ("left long ago", [child(left_on="2026-09-10")], {}, ["m-c1"]),
    ("left later: unknown yet", [child(left_on="2026-11-02")], {}, []),
    ("another enrolment goes on", [child(left_on="2026-09-10"), child(group_id=OTHER_GROUP)], {}, []),
    ("all enrolments are over, the last one lately", [child(left_on="2026-09-10"), child(group_id=OTHER_GROUP, left_on="2026-10-29")], {}, []),
    ("the account was closed", [child(left_on="2026-09-10")], {"left_on": "2026-09-12"}, []),
    ("the account was closed later than this month", [child(left_on="2026-09-10")], {"left_on": "2026-11-12"}, ["m-c1"]),
    ("came back", [child(left_on="2026-09-10"), child(enrolled_on="2026-10-20")], {}, []),
    ("only the status says so: no day, no deadline", [child(status="отчислен")], {}, []),
]  # fmt: skip


@pytest.mark.parametrize(("why", "students", "member", "expected"), LEFT, ids=[case[0] for case in LEFT])
def test_left_children_who_stay(why, students, member, expected):
    # 31 October is a Saturday: 27 (Tue) + 3 working days = 30 (Fri), over on the 31st; 28 + 3 = 2 November.
    reader = reader_of(
        students=[*students, child(9)], members=[account("c1", "student", **member), account("c9", "student")]
    )
    assert members_of(reader, "2.1.7-02") == expected


def test_an_open_stay_in_a_chat_is_access_though_the_account_has_left():
    reader = reader_of(
        students=[child(left_on="2026-09-10")],
        members=[account("c1", "student", left_on="2026-09-11")],
        chats=[chat()],
        chat_members=[stay("s1", "m-c1")],
    )
    assert members_of(reader, "2.1.7-02") == ["m-c1"]


PARENTS = [
    ("their only child left", [guardian("g1", 1)], ["m-c1", "m-g1"]),
    ("another child goes on", [guardian("g1", 1), guardian("g1", 2)], ["m-c1"]),
    ("no child found for them", [guardian("g1", None)], ["m-c1"]),
]


@pytest.mark.parametrize(("why", "guardians", "expected"), PARENTS, ids=[case[0] for case in PARENTS])
def test_parents_leave_with_their_last_child(why, guardians, expected):
    reader = reader_of(
        students=[child(left_on="2026-09-10"), child(2)],
        guardians=guardians,
        members=[account("c1", "student"), account("g1", "guardian"), account("c2", "student")],
    )
    assert members_of(reader, "2.1.7-02") == expected
    assert value(reader, "2.1.7-02", OCTOBER)[1] == 3


@pytest.mark.parametrize(("n_left", "state"), [(0, "ok"), (1, "warn"), (2, "breach")])
def test_state_of_left_children_is_by_share(n_left, state):
    students = [child(n, left_on="2026-09-10" if n < n_left else None) for n in range(100)]
    reader = reader_of(students=students, members=[account(f"c{n}", "student") for n in range(100)])
    assert measured(reader, "2.1.7-02", OCTOBER)[0].state.value == state


DISMISSED = [
    ("one working day has passed", {"dismissed_on": "2026-10-29"}, {}, ["m-t1"]),
    ("dismissed on Friday: Monday is the deadline", {"dismissed_on": "2026-10-30"}, {}, []),
    ("dismissed later", {"dismissed_on": "2026-11-20"}, {}, []),
    ("access was taken", {"dismissed_on": "2026-10-01"}, {"left_on": "2026-10-01"}, []),
]


@pytest.mark.parametrize(
    ("why", "staff", "member", "expected"), DISMISSED, ids=[case[0] for case in DISMISSED]
)
def test_dismissed_staff_with_access(why, staff, member, expected):
    reader = reader_of(staff=[teacher(**staff)], members=[account("t1", "staff", "педагог", **member)])
    assert members_of(reader, "2.1.7-03") == expected
    assert members_of(reader, "2.1.7-05") == []


def test_a_part_timer_dismissed_from_one_job_keeps_access():
    staff = [teacher(dismissed_on="2026-10-01"), teacher(staff_id="2")]
    assert members_of(reader_of(staff=staff, members=[account("t1", "staff")]), "2.1.7-03") == []


MOVED = [
    ("five working days have passed", {"left_on": "2026-10-23"}, {}, ["m-c1"]),
    ("the fifth working day is the last of them", {"left_on": "2026-10-26"}, {}, []),
    ("left the old chat", {"left_on": "2026-10-01"}, {"left_at": "2026-10-05 10:00"}, []),
    ("left it later than this month", {"left_on": "2026-10-01"}, {"left_at": "2026-11-05 10:00"}, ["m-c1"]),
]


@pytest.mark.parametrize(("why", "old", "there", "expected"), MOVED, ids=[case[0] for case in MOVED])
def test_children_who_moved_and_stay_in_the_old_chat(why, old, there, expected):
    reader = reader_of(
        students=[child(**old), child(group_id=OTHER_GROUP)],
        members=[account("c1", "student")],
        chats=[chat(), chat("s2", group_id=OTHER_GROUP)],
        chat_members=[stay("s1", "m-c1", **there), stay("s2", "m-c1")],
    )
    assert members_of(reader, "2.1.7-04") == expected
    assert members_of(reader, "2.1.7-02") == []
    assert broken(reader, "2.1.7-10", OCTOBER) == []  # what -04 tells is not told twice


def test_settled_among_found_and_carried_over():
    # c1 was late since September and is settled in October; c2 turned late in October and goes on; c3 was settled in
    # time; c4 is settled in November only; c5 was late and settled in September.
    days = {1: "2026-09-10", 2: "2026-10-20", 3: "2026-10-20", 4: "2026-10-01", 5: "2026-09-01"}
    closed = {1: "2026-10-05", 3: "2026-10-22", 4: "2026-11-10", 5: "2026-09-20"}
    reader = reader_of(
        newest="2026-11-30T23:59:59",
        students=[child(n, left_on=day) for n, day in days.items()],
        members=[account(f"c{n}", "student", left_on=closed.get(n)) for n in days],
    )
    assert value(reader, "2.1.7-01", OCTOBER)[:2] == (1, 3)
    assert value(reader, "2.1.7-01", "2026-11")[:2] == (1, 2)
    assert value(reader, "2.1.7-01", "2026-08") == (0, 0, None)


# --- roles, duplicates -------------------------------------------------------------------------------------

ROLES = [
    ("a child as a teacher", account("c1", "student", "педагог"), True),
    ("a child as a child", account("c1", "student", "обучающийся"), False),
    ("a child as a parent", account("c1", "student", "родитель"), True),
    ("a parent as a teacher", account("g1", "guardian", "педагог"), True),
    ("a parent as a parent", account("g1", "guardian", "родитель"), False),
    ("a teacher as a teacher", account("t1", "staff", "педагог"), False),
    ("any staff may be an administrator", account("t1", "staff", "администратор"), False),
    ("a teacher as a pupil", account("t1", "staff", "обучающийся"), True),
    (
        "one role of several is right",
        account("t1", "staff", "родитель", roles=["родитель", "педагог"]),
        False,
    ),
    ("a role nobody knows", account("t1", "staff", "не определена"), False),
    ("no role", account("c1", "student"), False),
    ("matched to nobody", account(None, None, "педагог", member_id="x"), False),
    ("left already", account("c1", "student", "педагог", left_on="2026-10-10"), False),
    ("a teacher whose only account is a parent's", account("t1", "staff", "родитель"), True),
]


@pytest.mark.parametrize(("why", "member", "is_wrong"), ROLES, ids=[case[0] for case in ROLES])
def test_wrong_roles(why, member, is_wrong):
    reader = reader_of(staff=[teacher()], students=[child()], guardians=[guardian("g1", 1)], members=[member])
    assert members_of(reader, "2.1.7-05") == ([member["member_id"]] if is_wrong else [])


def test_a_second_profile_as_a_parent_is_neither_a_wrong_role_nor_a_duplicate():
    own = account("t1", "staff", "педагог")
    reader = reader_of(
        staff=[teacher()],
        members=[own, own | {"member_id": "second", "roles": ["родитель"], "main_role": "родитель"}],
    )
    assert members_of(reader, "2.1.7-05") == []
    assert members_of(reader, "2.1.7-06") == []


DUPLICATES = [
    ("two accounts of one person", [{}, {}], 2),
    ("one has left", [{}, {"left_on": "2026-10-20"}], 0),
    ("the second appeared later", [{}, {"joined_on": "2026-11-01"}], 0),
    ("one on each platform", [{"platform": "MAX"}, {"platform": "VK Мессенджер"}], 0),
    ("three of them", [{}, {}, {}], 3),
]


@pytest.mark.parametrize(("why", "accounts", "expected"), DUPLICATES, ids=[case[0] for case in DUPLICATES])
def test_duplicates(why, accounts, expected):
    members = [
        account("c1", "student", "обучающийся", **given, member_id=f"m{n}")
        for n, given in enumerate(accounts)
    ]
    reader = reader_of(students=[child(), child(2)], members=[*members, account("c2")])
    assert len(members_of(reader, "2.1.7-06")) == expected


# --- not joined, left themselves -----------------------------------------------------------------------------


def test_children_not_joined_for_14_days():
    students = [
        child(1),
        child(2, enrolled_on="2026-10-17"),
        child(3, enrolled_on="2026-10-18"),
        child(4),
        child(5, enrolled_on="2026-10-30"),
        child(5, OTHER_GROUP),
    ]
    figure = measured(reader_of(students=students, members=[account("c4")]), "2.1.7-07", OCTOBER)[0]
    assert (figure.value, figure.state.value) == (3, "info")  # c1, c2, c5


QUITS = [
    ("a pupil left by himself", {}, "m-c1", 1),
    ("a parent left by herself", {}, "m-g1", 1),
    ("was removed", {"leave_kind": "удалён"}, "m-c1", 0),
    ("last month", {"left_at": "2026-09-30 16:59"}, "m-c1", 0),
    ("1 October by the local clock", {"left_at": "2026-09-30 17:00"}, "m-c1", 1),
    ("whose enrolment is over", {}, "m-c2", 0),
]


@pytest.mark.parametrize(("why", "given", "member", "expected"), QUITS, ids=[case[0] for case in QUITS])
def test_those_who_left_by_themselves(why, given, member, expected):
    left = {"left_at": "2026-10-10 10:00", "leave_kind": "вышел"} | given
    reader = reader_of(
        students=[child(), child(2, left_on="2026-10-01")],
        guardians=[guardian("g1", 1)],
        members=[account("c1", "student"), account("c2", "student"), account("g1", "guardian")],
        chats=[parents_chat()],
        chat_members=[stay("p1", member, **left)],
    )
    assert value(reader, "2.1.7-08", OCTOBER)[0] == expected


# --- who is in which chat ------------------------------------------------------------------------------------

ROSTER = {
    "staff": [teacher(), teacher(2, dismissed_on="2026-10-15"), teacher(3, dismissed_on="2026-10-30"), teacher(4, category="иной")],
    "students": [
        child(1),
        child(2, OTHER_GROUP),
        child(3, left_on="2026-09-10"),
        child(4, left_on="2026-10-29"),
        child(4, OTHER_GROUP),
    ],
    "guardians": [guardian("g1", 1), guardian("g2", 2), guardian("g3", 3), guardian("g4", 4), guardian("g5", None, group_id=GROUP)],
    "groups": [group(), group(OTHER_GROUP)],
}  # fmt: skip

# who, in a students' chat: (-09, -10); in a parents' chat: (-09, -10)
BELONGING = [
    ("a pupil of the group", account("c1", "student", "обучающийся"), (0, 0), (0, 1)),
    ("a pupil of another group", account("c2", "student", "обучающийся"), (0, 1), (0, 1)),
    ("a pupil who left is 2.1.7-02", account("c3", "student", "обучающийся"), (0, 0), (0, 0)),
    ("a pupil who has just moved", account("c4", "student", "обучающийся"), (0, 0), (0, 1)),
    ("a teacher", account("t1", "staff", "педагог"), (0, 0), (0, 0)),
    ("other staff", account("t4", "staff", "сотрудник"), (0, 0), (0, 0)),
    ("dismissed staff", account("t2", "staff", "педагог"), (1, 0), (0, 0)),
    ("dismissed on the last working day", account("t3", "staff", "педагог"), (0, 0), (0, 0)),
    ("a parent of the group", account("g1", "guardian", "родитель"), (0, 1), (0, 0)),
    ("a parent of another group", account("g2", "guardian", "родитель"), (1, 0), (0, 1)),
    ("a parent of a pupil who has just moved", account("g4", "guardian", "родитель"), (0, 1), (0, 0)),
    ("a parent listed by the group alone", account("g5", "guardian", "родитель"), (0, 1), (0, 0)),
    ("an unknown adult", account(None, None, "родитель", member_id="x"), (1, 0), (0, 0)),
    ("an unknown who calls himself a teacher", account(None, None, "педагог", member_id="x"), (1, 0), (0, 0)),
    ("unknown, without a role", account(None, member_id="x"), (1, 0), (0, 0)),
    ("an unknown pupil", account(None, None, "обучающийся", member_id="x"), (0, 0), (0, 1)),
    ("a teacher who calls himself a pupil is staff", account("t1", "staff", "обучающийся"), (0, 0), (0, 0)),
    ("a bot", account(None, member_id="x", member_kind="bot"), (0, 0), (0, 0)),
]


@pytest.mark.parametrize(
    ("why", "member", "in_students", "in_parents"), BELONGING, ids=[case[0] for case in BELONGING]
)
def test_who_belongs_in_a_chat(why, member, in_students, in_parents):
    for kind, expected in (("обучающиеся", in_students), ("родители", in_parents)):
        reader = reader_of(
            **ROSTER,
            members=[member],
            chats=[chat(kind=kind)],
            chat_members=[stay("s1", member["member_id"])],
        )
        found = tuple(len(broken(reader, check, OCTOBER)) for check in ("2.1.7-09", "2.1.7-10"))
        assert found == expected, kind


GROUPLESS = [
    ("a pupil of any group", account("c2", "student", "обучающийся"), (0, 0)),
    ("a teacher", account("t1", "staff", "педагог"), (0, 0)),
    ("a parent", account("g1", "guardian", "родитель"), (0, 1)),
    ("an unknown adult", account(None, None, "родитель", member_id="x"), (1, 0)),
]


@pytest.mark.parametrize(("why", "member", "expected"), GROUPLESS, ids=[case[0] for case in GROUPLESS])
def test_a_students_chat_without_a_group_is_judged_by_who_people_are(why, member, expected):
    reader = reader_of(
        **ROSTER,
        members=[member],
        chats=[chat(group_id=None)],
        chat_members=[stay("s1", member["member_id"])],
    )
    assert tuple(len(broken(reader, check, OCTOBER)) for check in ("2.1.7-09", "2.1.7-10")) == expected


def test_keys_and_bases_of_who_belongs():
    reader = reader_of(
        **ROSTER,
        members=[account(None, member_id="x"), account("c1", "student")],
        chats=[chat(), parents_chat(), chat("w", "служебный", None), chat("closed", status="закрыт")],
        chat_members=[
            stay("s1", "x"),
            stay("s1", "m-c1"),
            stay("p1", "m-c1"),
            stay("w", "x"),
            stay("closed", "x"),
        ],
    )
    assert broken(reader, "2.1.7-09", OCTOBER) == [{"chat_id": "s1", "member_id": "x", "level": "breach"}]
    assert broken(reader, "2.1.7-10", OCTOBER) == [{"chat_id": "p1", "member_id": "m-c1", "level": "breach"}]
    assert value(reader, "2.1.7-09", OCTOBER)[:2] == (1, 2)
    assert value(reader, "2.1.7-10", OCTOBER)[:2] == (1, 3)
    assert measured(reader, "2.1.7-09", OCTOBER)[0].state.value == "breach"


# --- how soon movements show -----------------------------------------------------------------------------------

REFLECTED = [
    ("on the third working day", {"left_on": "2026-10-12"}, "2026-10-15 10:00", (1, 1), 3),
    ("on the fourth", {"left_on": "2026-10-12"}, "2026-10-16 10:00", (0, 1), 4),
    ("the same day", {"left_on": "2026-10-12"}, "2026-10-12 10:00", (1, 1), 0),
    ("over a weekend", {"left_on": "2026-10-09"}, "2026-10-14 10:00", (1, 1), 3),
    ("never", {"left_on": "2026-10-12"}, None, (0, 1), None),
    ("after the month: unknown yet", {"left_on": "2026-10-12"}, "2026-11-02 10:00", (0, 1), None),
    ("had left the chat before", {"left_on": "2026-10-12"}, "2026-09-12 10:00", (0, 0), None),
    ("the deadline is in November", {"left_on": "2026-10-29"}, None, (0, 0), None),
]


@pytest.mark.parametrize(
    ("why", "given", "left_at", "counts", "days"), REFLECTED, ids=[case[0] for case in REFLECTED]
)
def test_movements_reach_the_chats(why, given, left_at, counts, days):
    reader = reader_of(
        students=[child(**given)],
        members=[account("c1", "student")],
        chats=[chat()],
        chat_members=[stay("s1", "m-c1", left_at=left_at)],
    )
    assert value(reader, "2.1.7-11", OCTOBER)[:2] == counts
    assert value(reader, "2.1.7-11.median", OCTOBER)[2] == days


@pytest.mark.parametrize(("left_at", "n_in_time"), [("2026-10-13 10:00", 1), ("2026-10-14 10:00", 0)])
def test_dismissed_staff_leave_within_one_working_day(left_at, n_in_time):
    reader = reader_of(
        staff=[teacher(dismissed_on="2026-10-12")],
        members=[account("t1", "staff")],
        chats=[chat("w", "служебный", None)],
        chat_members=[stay("w", "m-t1", left_at=left_at)],
    )
    assert value(reader, "2.1.7-11", OCTOBER)[:2] == (n_in_time, 1)
