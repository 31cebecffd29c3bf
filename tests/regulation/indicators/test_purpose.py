"""Clause 1: categories, the common space, remote lessons, response, features; teachers who hold and join."""

from __future__ import annotations

import pytest

from settings import ROOT
from settings import read as read_settings
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
    parents_chat,
    teacher,
)

# --- categories, the common space ------------------------------------------------------------------------


def test_categories_with_somebody_present():
    staff = [teacher(), teacher(2, category="администрация")]
    members = [
        account("t1", "staff", "педагог"),
        account("c1", "student", "обучающийся", left_on="2026-10-15"),
        account(None, None, "родитель", member_id="x"),
    ]
    reader = reader_of(staff=staff, members=members)
    assert value(reader, "1.1-01", OCTOBER) == (2, 4, 0.5)
    reader = reader_of(staff=staff, members=[*members, account("t2", "staff", "сотрудник")])
    figure = measured(reader, "1.1-01", OCTOBER)[0]
    assert (figure.numerator, figure.value, figure.state.value) == (3, 0.75, "warn")
    # For reference: two of four would be red elsewhere, here it is amber.
    assert measured(reader_of(staff=staff, members=members), "1.1-01", OCTOBER)[0].state.value == "warn"


def common_space(active: tuple[str, ...], month: str = OCTOBER) -> dict:
    return {
        "staff": [teacher(), teacher(2)],
        "students": [child(1), child(1, OTHER_GROUP), child(2)],
        "guardians": [guardian("g1", 1), guardian("g2", 1)],
        "members": [account(person) for person in ("t1", "t2", "c1", "c2", "g1", "g2")],
        "messages": [message(f"m-{person}", f"{month}-20 10:00") for person in (*active, "nobody")],
    }


SPACE = [
    ("nobody", (), 0),
    ("one of each", ("t1", "c1", "g1"), 3),
    ("both parents are one family", ("g1", "g2"), 1),
    ("everybody", ("t1", "t2", "c1", "c2", "g1"), 5),
]


@pytest.mark.parametrize(("why", "active", "expected"), SPACE, ids=[case[0] for case in SPACE])
def test_index_of_the_common_space(why, active, expected):
    # B1 = 2, B2 = 2, one family: the second child's parents are unknown.
    assert value(reader_of(**common_space(active)), "1.3-00", OCTOBER) == (expected, 5, expected / 5)


@pytest.mark.parametrize(
    ("active", "state"),
    [(("t1", "t2"), "ok"), (("t1", "c1", "c2", "g1"), "warn"), (("c1", "c2", "g1"), "breach")],
)
def test_the_index_takes_its_state_from_teachers(active, state):
    assert measured(reader_of(**common_space(active)), "1.3-00", OCTOBER)[0].state.value == state


def test_the_index_in_summer_and_active_families():
    reader = reader_of(**common_space(("g1",)) | {"students": [child(1), child(2)]})
    assert value(reader, "1.3-00.families", OCTOBER) == (1, 1, 1.0)
    students = [child(1, enrolled_on="2026-01-10")]
    summer = reader_of(**common_space((), "2026-07") | {"students": students})
    assert measured(summer, "1.3-00", "2026-07")[0].state.value == "info"


# --- remote lessons ------------------------------------------------------------------------------------------


def lesson(**given: object) -> dict:
    return {
        "row_id": "l1",
        "kind": "звонок",
        "purpose": "занятие",
        "host_person_id": "t1",
        "started_at": "2026-10-10 10:00",
        "duration": 600,
        "participants": 3,
        "group_id": "Робототехника · 1",
    } | given


LESSONS = [
    ("ten minutes, two besides the host", {}, 1),
    ("9 min 59 s", {"duration": 599}, 0),
    ("one besides the host", {"participants": 2}, 0),
    ("an event", {"purpose": "мероприятие"}, 1),
    ("a meeting", {"purpose": "совещание"}, 0),
    ("a broadcast of a lesson", {"kind": "трансляция"}, 1),
    ("no duration, but an end", {"duration": None, "started_at_has_time": True, "ended_at": "2026-10-10 10:10", "ended_at_has_time": True}, 1),
    ("no duration at all", {"duration": None}, 0),
    ("only planned", {"started_at": None, "planned_at": "2026-10-10 10:00"}, 0),
    ("only the day", {"started_at": None, "day": "2026-10-10"}, 1),
    ("1 November here", {"started_at": "2026-10-31 17:00"}, 0),
    ("31 October here", {"started_at": "2026-10-31 16:59"}, 1),
    ("1 October here", {"started_at": "2026-09-30 17:00"}, 1),
]  # fmt: skip


@pytest.mark.parametrize(("why", "given", "expected"), LESSONS, ids=[case[0] for case in LESSONS])
def test_remote_lessons(why, given, expected):
    reader = reader_of(broadcasts=[lesson(**given)], groups=[group(), group(OTHER_GROUP)])
    assert value(reader, "1.3-02", OCTOBER)[2] == expected
    assert value(reader, "1.3-02.share_of_groups", OCTOBER) == (expected, 2, expected / 2)


def test_a_lesson_belongs_to_the_group_of_its_chat():
    reader = reader_of(broadcasts=[lesson(group_id=None, chat_id="s1")], chats=[chat()], groups=[group()])
    assert value(reader, "1.3-02.share_of_groups", OCTOBER)[0] == 1
    assert [each.by[0][1] for each in measured(reader, "1.3-02", OCTOBER, by="association")] == [
        "Робототехника"
    ]


def test_participation_in_online_lessons():
    reader = reader_of(
        students=[
            *[child(n) for n in range(10)],
            child(90, left_on="2026-10-05"),
            child(91, enrolled_on="2026-10-20"),
        ],
        groups=[group()],
        broadcasts=[
            lesson(participants=7),  # 6 of 10
            lesson(row_id="l2", participants=4, started_at="2026-10-21 10:00"),  # 3 of 11
            lesson(row_id="l3", participants=50, purpose="мероприятие"),
            lesson(row_id="l4", participants=50, group_id=None),
            lesson(row_id="l5", participants=None),
        ],
    )
    figure = measured(reader, "2.4-04", OCTOBER)[0]
    assert (figure.numerator, figure.denominator) == (9, 21)
    assert figure.state.value == "warn"  # voluntary: never a breach


HELD = [
    ("a lesson", {}, 1),
    ("by the account alone", {"host_person_id": None, "host": "m-t1"}, 1),
    ("last month", {"started_at": "2026-09-10 10:00"}, 0),
    ("a meeting", {"purpose": "совещание"}, 0),
    ("by another", {"host_person_id": "t9"}, 0),
]


@pytest.mark.parametrize(("why", "given", "expected"), HELD, ids=[case[0] for case in HELD])
def test_teachers_who_teach_remotely(why, given, expected):
    calls = [lesson(**given), lesson(**given, row_id="l2")]
    reader = reader_of(staff=[teacher(), teacher(2)], members=[account("t1")], broadcasts=calls)
    assert value(reader, "2.3-11", OCTOBER) == (expected, 2, expected / 2)


# --- response ----------------------------------------------------------------------------------------------------


def answer(n: int, asked: str, answered: str | None, **given: object) -> dict:
    return {"chat_id": "p1", "message_id": str(n), "asked_local": asked, "answered_local": answered} | given


def test_median_response_on_the_clock_of_the_day():
    answers = [
        answer(1, "2026-10-05 10:00", "2026-10-05 12:00"),  # 2 h
        answer(2, "2026-10-05 20:00", "2026-10-06 08:00"),  # 1 h before 21:00, 1 h after 07:00
        answer(3, "2026-10-05 22:00", "2026-10-06 12:00"),  # asked at night: from 07:00, 5 h
        answer(4, "2026-10-05 10:00", None),
        answer(5, "2026-10-31 20:00", "2026-11-01 09:00"),  # answered in November: unknown to October
        answer(6, "2026-09-30 20:00", "2026-10-01 20:00"),
        answer(7, "2026-10-05 10:00", "2026-10-05 20:00", chat_id="s1"),  # not a parents' chat
    ]
    reader = reader_of(
        chats=[parents_chat(), chat()], mart_answer=answers, messages=[message("m-x", "2026-10-05 10:00")]
    )
    assert value(reader, "1.3-03", OCTOBER) == (None, 3, 2.0)
    assert measured(reader, "1.3-03", OCTOBER)[0].state.value == "info"  # fewer than 10 answers


@pytest.mark.parametrize(("hours", "state"), [(4, "ok"), (5, "warn"), (14, "warn")])
def test_state_of_response(hours, state):
    answers = [answer(n, "2026-10-05 07:00", f"2026-10-05 {7 + hours}:00") for n in range(10)]
    reader = reader_of(
        chats=[parents_chat()], mart_answer=answers, messages=[message("m-x", "2026-10-05 10:00", "p1")]
    )
    assert measured(reader, "1.3-03", OCTOBER)[0].state.value == state


def test_no_answered_question_is_no_value():
    reader = reader_of(chats=[parents_chat()], messages=[message("m-x", "2026-10-05 10:00", "p1")])
    assert value(reader, "1.3-03", OCTOBER)[1:] == (0, None)


# --- features, links, the quota -------------------------------------------------------------------------------------


def test_features_of_the_platform_in_use():
    reader = reader_of(
        staff=[teacher(), teacher(2), teacher(3)],
        members=[account("t1"), account("t2"), account("t3")],
        chats=[chat(), chat("feed", "канал", None)],
        messages=[
            message("m-t1", "2026-10-05 10:00"),
            message("m-t1", "2026-10-06 10:00", kind="опрос"),
            message("m-t2", "2026-10-06 10:00"),
            message("m-x", "2026-10-07 10:00", kind="файл"),
            message("m-x", "2026-10-07 10:00", "feed"),
            message("m-t3", "2026-09-07 10:00"),
        ],
        broadcasts=[
            {"kind": "звонок", "host": "m-t2", "started_at": "2026-10-05 10:00"},
            {"kind": "трансляция", "host": "m-t2", "planned_at": "2026-10-05 10:00"},  # never began
        ],
    )
    assert value(reader, "1.3-05", OCTOBER) == (5, 6, 5 / 6)
    assert value(reader, "1.3-05.teachers", OCTOBER) == (2, 3, 2 / 3)


LINKS = [
    ("by a link", {"join_method": "ссылка"}, (0, 1)),
    ("by a request", {"join_method": "заявка"}, (0, 1)),
    ("was added", {"join_method": "добавлен"}, (1, 1)),
    ("nobody knows how", {}, (0, 0)),
    ("was added, has left", {"join_method": "добавлен", "left_on": "2026-10-01"}, (0, 0)),
]


@pytest.mark.parametrize(("why", "given", "expected"), LINKS, ids=[case[0] for case in LINKS])
def test_teachers_join_by_link(why, given, expected):
    parent = account("g1", "guardian", "родитель", join_method="добавлен")
    reader = reader_of(staff=[teacher()], members=[account("t1", "staff", **given), parent])
    assert value(reader, "2.3-02", OCTOBER)[:2] == expected
    assert [row["member_id"] for row in broken(reader, "2.3-02", OCTOBER)] == ["m-t1"] * expected[0]


def test_the_quota_is_off_until_the_founder_demands_it():
    assert measured(reader_of(staff=[teacher()]), "2.3-10", OCTOBER)[0].state.value == "nodata"


@pytest.mark.parametrize(("n_meaningful", "n_calls", "expected"), [(10, 1, 1 / 3), (9, 1, 0), (10, 0, 0)])
def test_the_quota_counts_meaningful_messages_and_calls_of_a_week(n_meaningful, n_calls, expected):
    settings = read_settings(ROOT / "settings.toml")
    messages = [message("m-t1", "2026-10-06 10:00", n=n) for n in range(n_meaningful)]
    messages += [
        message("m-t1", "2026-10-06 11:00", n=n, is_meaningful=False, is_emoji_only=True) for n in range(5)
    ]
    reader = reader_of(
        settings=settings.model_copy(update={"flags": {"message_quota": True}}),
        staff=[teacher()],
        members=[account("t1")],
        messages=messages,
        broadcasts=[{"host": "m-t1", "started_at": "2026-10-07 10:00"}] * n_calls,
    )
    assert value(reader, "2.3-10", OCTOBER)[2] == pytest.approx(expected)
    assert value(reader, "2.3-10.emoji", OCTOBER)[:2] == (5, n_meaningful + 5)
