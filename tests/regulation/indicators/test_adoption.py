"""Who is employed, enrolled, joined, verified and active: each figure on rows worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest

from tests.kit import measured, reader_of, value
from tests.regulation.indicators.rows import (
    OCTOBER,
    account,
    child,
    group,
    guardian,
    message,
    parents_chat,
    stay,
    teacher,
)
from warehouse.measure import measure

# --- bases ---------------------------------------------------------------------------------------------

TEACHERS = [
    ("employed", [teacher()], 1),
    ("a part-timer with two rows is one person", [teacher(), teacher(staff_id="2")], 1),
    ("one of two jobs is over", [teacher(), teacher(staff_id="2", dismissed_on="2026-09-01")], 1),
    ("not a teacher", [teacher(category="администрация")], 0),
    ("hired on the last day", [teacher(hired_on="2026-10-31")], 1),
    ("hired a day later: unknown yet", [teacher(hired_on="2026-11-01")], 0),
    ("dismissed on that day", [teacher(dismissed_on="2026-10-31")], 0),
    ("dismissed a day later", [teacher(dismissed_on="2026-11-01")], 1),
    ("leave of 30 days", [teacher(leave_from="2026-10-15", leave_to="2026-11-13")], 1),
    ("leave of 31 days", [teacher(leave_from="2026-10-15", leave_to="2026-11-14")], 0),
    ("leave without an end", [teacher(leave_from="2026-10-15")], 0),
    ("long leave that is over", [teacher(leave_from="2026-08-01", leave_to="2026-10-30")], 1),
    ("long leave that begins later", [teacher(leave_from="2026-11-01", leave_to="2027-11-01")], 1),
    ("on leave from one of two jobs only", [teacher(leave_from="2026-10-01"), teacher(staff_id="2")], 1),
]


@pytest.mark.parametrize(("why", "staff", "expected"), TEACHERS, ids=[case[0] for case in TEACHERS])
def test_base_of_teachers(why, staff, expected):
    others = [teacher(90 + n, category="иной") for n in range(2)]
    assert value(reader_of(staff=[*staff, *others]), "B1", OCTOBER)[0] == expected


CHILDREN = [
    ("one enrolment", [child()], 1),
    ("three groups, one child", [child(group_id=f"Шахматы · {n}") for n in range(3)], 1),
    ("left on that day", [child(left_on="2026-10-31")], 0),
    ("left a day later: unknown yet", [child(left_on="2026-11-01", status="отчислен")], 1),
    ("left one of two groups", [child(left_on="2026-10-01"), child(group_id="Шахматы · 1")], 1),
    ("status alone says that he left", [child(status="отчислен")], 0),
    ("academic leave is still an enrolment", [child(status="академический отпуск")], 1),
    ("enrolled later", [child(enrolled_on="2026-11-02")], 0),
    ("day of enrolment unknown", [child(enrolled_on=None)], 1),
]


@pytest.mark.parametrize(("why", "students", "expected"), CHILDREN, ids=[case[0] for case in CHILDREN])
def test_base_of_children(why, students, expected):
    assert value(reader_of(students=[*students, child(9)]), "B2", OCTOBER)[0] == expected + 1


GROUPS = [
    ("started 14 days ago", {"started_on": "2026-10-17"}, 1),
    ("started 13 days ago", {"started_on": "2026-10-18"}, 0),
    ("start unknown", {"started_on": None}, 1),
    ("ended on that day", {"ended_on": "2026-10-31"}, 0),
    ("ends later", {"ended_on": "2026-11-01"}, 1),
]


@pytest.mark.parametrize(("why", "given", "expected"), GROUPS, ids=[case[0] for case in GROUPS])
def test_base_of_groups(why, given, expected):
    assert value(reader_of(groups=[group(**given), group("Шахматы · 1")]), "B3", OCTOBER)[0] == expected + 1


def test_bases_by_association_count_a_person_in_each_of_theirs():
    reader = reader_of(
        students=[child(), child(group_id="Шахматы · 1"), child(2)],
        staff=[teacher()],
        groups=[group(teacher_person_id="t1"), group("Шахматы · 1", teacher_person_id="t1", direction=None)],
    )
    children = measured(reader, "B2", OCTOBER, by="association")
    assert [(each.by[0][1], each.value) for each in children] == [("Робототехника", 2), ("Шахматы", 1)]
    teachers = measured(reader, "B1", OCTOBER, by="association")
    assert [(each.by[0][1], each.value) for each in teachers] == [("Робототехника", 1), ("Шахматы", 1)]
    assert [each.value for each in measured(reader, "B3", OCTOBER, by="direction")] == [1]


# --- joined, verified -----------------------------------------------------------------------------------

JOINED = [
    ("an account that stays", {}, {}, (1, 2, 0.5)),
    ("left on that day", {}, {"left_on": "2026-10-31"}, (0, 2, 0.0)),
    ("left a day later: unknown yet", {}, {"left_on": "2026-11-01"}, (1, 2, 0.5)),
    ("joined later: unknown yet", {}, {"joined_on": "2026-11-01"}, (0, 2, 0.0)),
    ("joined on the last day", {}, {"joined_on": "2026-10-31"}, (1, 2, 0.5)),
    ("matched to nobody", {}, {"person_id": None}, (0, 2, 0.0)),
    ("an account deleted by the platform", {}, {"member_kind": "deleted"}, (0, 2, 0.0)),
    ("hired 14 days ago: out of the base", {"hired_on": "2026-10-17"}, {}, (0, 1, 0.0)),
    ("hired 15 days ago: in the base", {"hired_on": "2026-10-16"}, {}, (1, 2, 0.5)),
    ("newcomer who also has an older job", {"hired_on": "2026-10-30", "staff_id": "2"}, {}, (0, 1, 0.0)),
]


@pytest.mark.parametrize(("why", "staff", "member", "expected"), JOINED, ids=[case[0] for case in JOINED])
def test_share_of_joined_teachers(why, staff, member, expected):
    reader = reader_of(staff=[teacher(**staff), teacher(2)], members=[account("t1", **member)])
    assert value(reader, "2.3-01", OCTOBER) == expected


def test_two_accounts_of_a_teacher_are_one_who_joined():
    reader = reader_of(staff=[teacher()], members=[account("t1"), account("t1", member_id="second")])
    assert value(reader, "2.3-01", OCTOBER) == (1, 1, 1.0)


VERIFIED = [
    ("verified", {"verified": True}, 1),
    ("not verified", {"verified": False}, 0),
    ("nothing known", {}, 0),
    ("only the day is given", {"verified_on": "2026-10-31"}, 1),
    ("verified a day later", {"verified": True, "verified_on": "2026-11-01"}, 0),
    ("verified, then left", {"verified": True, "left_on": "2026-10-10"}, 0),
]


@pytest.mark.parametrize(("why", "member", "expected"), VERIFIED, ids=[case[0] for case in VERIFIED])
def test_share_of_verified_teachers(why, member, expected):
    # The newcomer stays in this base, and somebody who never joined too.
    staff = [teacher(), teacher(2, hired_on="2026-10-30"), teacher(3)]
    reader = reader_of(staff=staff, members=[account("t1", **member), account("t2")])
    assert value(reader, "2.3-03", OCTOBER) == (expected, 3, expected / 3)


def test_verified_among_joined_and_the_late_ones():
    members = [
        account("t1", verified=True, joined_on="2026-09-01"),
        account("t2", verified=False, joined_on="2026-10-16"),  # 15 days: late
        account("t3", verified=False, joined_on="2026-10-17"),  # 14 days: not late yet
    ]
    reader = reader_of(staff=[teacher(n) for n in range(1, 5)], members=members)
    assert value(reader, "2.3-03.of_joined", OCTOBER) == (1, 3, 1 / 3)
    assert value(reader, "2.3-03.overdue", OCTOBER)[2] == 1


@pytest.mark.parametrize(
    ("verified", "state"), [(100, "ok"), (99, "warn"), (90, "warn"), (89, "breach"), (0, "breach")]
)
def test_state_of_verification(verified, state):
    reader = reader_of(
        staff=[teacher(n) for n in range(100)],
        members=[account(f"t{n}", verified=n < verified) for n in range(100)],
    )
    assert measured(reader, "2.3-03", OCTOBER)[0].state.value == state


def test_children_join_once_and_never_breach():
    reader = reader_of(
        students=[child(), child(group_id="Шахматы · 1"), child(2), child(3)],
        members=[account("c1"), account("c1", member_id="second"), account("c9")],
    )
    figure = measured(reader, "2.4-01", OCTOBER)[0]
    assert (figure.numerator, figure.denominator) == (1, 3)
    assert figure.state.value == "warn"  # below the benchmark; participation is voluntary


# --- families -------------------------------------------------------------------------------------------


FAMILIES = [
    ("a parent in the chat", {}, {}, 1),
    ("left before", {}, {"left_at": "2026-10-20 10:00"}, 0),
    ("left after", {}, {"left_at": "2026-11-02 10:00"}, 1),
    ("joined after", {}, {"joined_at": "2026-11-01 03:00"}, 0),
    ("joined on 31 October, already 1 November in UTC+7", {}, {"joined_at": "2026-10-31 17:30"}, 0),
    ("a chat of another group", {"group_id": "Шахматы · 7"}, {}, 0),
    ("a chat of the children", {"kind": "обучающиеся"}, {}, 0),
    ("a closed chat", {"status": "закрыт"}, {}, 0),
    ("a chat nobody has assigned", {"kind_source": "suggested"}, {}, 0),
]


@pytest.mark.parametrize(("why", "chat", "joined", "expected"), FAMILIES, ids=[case[0] for case in FAMILIES])
def test_families_in_parents_chats(why, chat, joined, expected):
    reader = reader_of(
        students=[child(), child(2)],
        guardians=[guardian("g1", 1)],
        members=[account("g1", role="родитель")],
        chats=[parents_chat(**chat)],
        chat_members=[stay("p1", "m-g1", **joined)],
    )
    assert value(reader, "2.5-01", OCTOBER)[:2] == (expected, 2)


def test_one_parent_covers_both_children_and_any_group_of_a_child_will_do():
    reader = reader_of(
        students=[child(), child(2, "Шахматы · 1"), child(2), child(3)],
        guardians=[guardian("g1", 1), guardian("g1", 2), guardian("g2", 1)],
        members=[account("g1"), account("g2")],
        chats=[parents_chat()],
        chat_members=[stay("p1", "m-g1"), stay("p1", "m-g2")],
    )
    assert value(reader, "2.5-01", OCTOBER)[:2] == (2, 3)
    by = {each.by[0][1]: each.value for each in measured(reader, "2.5-01", OCTOBER, by="association")}
    assert by == {"Робототехника": 2 / 3, "Шахматы": 1.0}


# --- activity -------------------------------------------------------------------------------------------


ACTIVE = [
    ("a message 29 days ago", {"messages": [message("m-t1", "2026-10-02 10:00")]}, 1),
    ("a message 30 days ago is out of the window", {"messages": [message("m-t1", "2026-10-01 10:00")]}, 0),
    ("a later message is unknown yet", {"messages": [message("m-t1", "2026-11-01 10:00")]}, 0),
    ("a call held", {"broadcasts": [{"host": "m-t1", "started_at": "2026-10-31 16:59"}]}, 1),
    (
        "a call that begins in November here",
        {"broadcasts": [{"host": "m-t1", "started_at": "2026-10-31 17:01"}]},
        0,
    ),
    ("a call of which only the day is known", {"broadcasts": [{"host": "m-t1", "day": "2026-10-20"}]}, 1),
    ("a recorded entry", {"members": [account("t1", last_active="2026-10-02 00:00")]}, 1),
    ("an old entry", {"members": [account("t1", last_active="2026-09-30 00:00")]}, 0),
    (
        "a reaction",
        {
            "messages": [message("m-x", "2026-10-20 10:00", message_id="1")],
            "reactions": [{"chat_id": "s1", "message_id": "1", "member_id": "m-t1"}],
        },
        1,
    ),
]


@pytest.mark.parametrize(("why", "facts", "expected"), ACTIVE, ids=[case[0] for case in ACTIVE])
def test_active_teachers(why, facts, expected):
    tables = {"members": [account("t1")], "messages": []} | facts
    tables["messages"] = [*tables["messages"], message("m-other", "2026-10-05 10:00")]  # the month is loaded
    figure = measured(reader_of(staff=[teacher(), teacher(2)], **tables), "2.3-09", OCTOBER)[0]
    assert (figure.numerator, figure.denominator, figure.state.value) == (expected, 2, "info")


def test_a_week_is_the_mean_of_full_iso_weeks():
    # October 2026: full weeks 5–11, 12–18, 19–25; what lies before the 5th and after the 25th counts for none.
    sent = [
        "2026-10-02 10:00",
        "2026-10-05 00:00",
        "2026-10-11 23:59",
        "2026-10-19 09:00",
        "2026-10-27 09:00",
    ]
    messages = [message("m-t1", each) for each in sent] + [message("m-t2", "2026-10-25 09:00")]
    reader = reader_of(
        staff=[
            teacher(),
            teacher(2),
            teacher(3, hired_on="2026-10-20"),
        ],  # the third is in the last week's base only
        members=[account("t1"), account("t2"), account("t3")],
        messages=messages,
    )
    numerator, denominator, share = value(reader, "2.3-09.week", OCTOBER)
    assert share == pytest.approx((1 / 2 + 0 / 2 + 2 / 3) / 3)
    assert (numerator, denominator) == (1.0, pytest.approx(7 / 3))
    weeks = measure("2.3-09.week", months=["2026-10"], grain="week", reader=reader)
    assert weeks.dropna(subset="value").set_index("month")["value"].to_dict() == {
        date(2026, 9, 28): 0.5,
        date(2026, 10, 5): 0.5,
        date(2026, 10, 12): 0.0,
        date(2026, 10, 19): pytest.approx(2 / 3),
        # 26 October – 1 November is not over by the newest fact
    }


def test_an_unfinished_week_is_not_averaged():
    reader = reader_of(
        newest="2026-10-14T12:00:00",
        staff=[teacher()],
        members=[account("t1")],
        messages=[message("m-t1", "2026-10-06 10:00")],
    )
    assert value(reader, "2.3-09.week", OCTOBER)[2] == 1.0


@pytest.mark.parametrize(("month", "state"), [("2026-10", "breach"), ("2026-07", "info")])
def test_summer_is_for_reference(month, state):
    day = f"{month}-20 10:00"
    reader = reader_of(staff=[teacher()], members=[account("t1")], messages=[message("m-x", day)])
    assert measured(reader, "2.3-09.week", month)[0].state.value == state


def test_a_month_without_messages_is_no_data_for_activity_but_not_for_joining():
    reader = reader_of(
        staff=[teacher()], members=[account("t1")], messages=[message("m-t1", "2026-09-20 10:00")]
    )
    assert measured(reader, "2.3-09", OCTOBER)[0].state.value == "nodata"
    assert value(reader, "2.3-01", OCTOBER) == (1, 1, 1.0)


def test_without_messages_the_recorded_entry_serves_the_month_of_the_list():
    reader = reader_of(staff=[teacher()], members=[account("t1", last_active="2026-10-20 10:00")])
    assert value(reader, "2.3-09", OCTOBER) == (1, 1, 1.0)
    assert measured(reader, "2.3-09", "2026-08")[0].state.value == "nodata"
