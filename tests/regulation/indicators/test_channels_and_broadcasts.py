"""System channels, broadcasts, calls and meetings: each figure on rows worked out by hand."""

from __future__ import annotations

import pytest

from tests.kit import broken, measured, reader_of, utc, value

OCTOBER = "2026-10"
SCHOOL, STAFF = "Общешкольный", "Сотрудники"


def post(day: str, channel: str = SCHOOL, **given: object) -> dict:
    """A post at noon of a day."""
    return {"row_id": f"{channel}-{day}", "channel": channel, "published_at": utc(f"{day}T12:00")} | given


# --- 2.1.9-01 ---------------------------------------------------------------------------------------------


def test_posts_of_each_channel_in_the_month():
    posts = [
        post("2026-10-01", published_at=utc("2026-10-01T00:00")),
        post("2026-10-31", published_at=utc("2026-10-31T23:59:59")),
        post("2026-09-30", published_at=utc("2026-09-30T23:59:59")),
        post("2026-11-01", published_at=utc("2026-11-01T00:00")),
        post("2026-10-10", STAFF),
    ]
    reader = reader_of(newest="2026-11-30T23:59:59", channel_posts=posts)
    assert value(reader, "2.1.9-01", OCTOBER) == (3, None, 3)
    assert value(reader, "2.1.9-01.school_channel", OCTOBER)[2] == 2
    assert value(reader, "2.1.9-01.staff_channel", OCTOBER)[2] == 1


@pytest.mark.parametrize(("n", "state"), [(0, "breach"), (1, "warn"), (3, "warn"), (4, "ok")])
def test_four_posts_a_month_are_the_norm_of_a_channel(n: int, state: str):
    posts = [post(f"2026-10-{5 + k:02}", STAFF) for k in range(n)]
    reader = reader_of(channel_posts=[post("2026-09-01"), *posts])
    assert measured(reader, "2.1.9-01.staff_channel", OCTOBER)[0].state == state


def test_in_summer_posts_are_for_reference():
    reader = reader_of(newest="2026-07-31T23:59:59", channel_posts=[post("2026-06-01")])
    assert measured(reader, "2.1.9-01", "2026-07")[0].state == "info"


# --- 2.1.9-02 ---------------------------------------------------------------------------------------------

SILENCE = [
    ("every fortnight", ["2026-09-20", "2026-10-04", "2026-10-18"], None, 14),
    ("fifteen days between two posts", ["2026-10-02", "2026-10-17", "2026-10-30"], "warn", 15),
    ("thirty days since the last", ["2026-10-01"], "warn", 30),
    ("thirty-one since the last", ["2026-09-30"], "breach", 31),
    ("a long silence that ended in the month", ["2026-08-15", "2026-10-05", "2026-10-19"], "breach", 51),
    ("one that ended before", ["2026-06-01", "2026-09-25", "2026-10-09", "2026-10-23"], None, 14),
    ("the next post is after the month", ["2026-10-10", "2026-11-01"], "warn", 21),
    ("no post at all", [], "breach", None),
]


@pytest.mark.parametrize(("why", "days", "level", "gap"), SILENCE, ids=[case[0] for case in SILENCE])
def test_a_channel_does_not_fall_silent(why: str, days: list, level: str | None, gap: int | None):
    lively = [post(f"2026-10-{day:02}") for day in (1, 10, 20, 30)]
    reader = reader_of(
        newest="2026-11-30T23:59:59", channel_posts=[*lively, *(post(day, STAFF) for day in days)]
    )
    rows = [{"channel": STAFF, "gap_days": gap, "level": level}] if level else []
    assert broken(reader, "2.1.9-02", OCTOBER) == rows
    assert value(reader, "2.1.9-02", OCTOBER) == (int(level == "breach"), 2, int(level == "breach"))
    assert measured(reader, "2.1.9-02", OCTOBER)[0].state == (level or "ok")


# --- 2.1.9-03, 2.2-03 -------------------------------------------------------------------------------------


def test_reach_of_the_staff_channel_is_its_median_views_by_teachers():
    staff = [{"person_id": f"t{n}", "category": "педагог"} for n in range(10)]
    posts = [
        post("2026-10-01", STAFF, views=6),
        post("2026-10-02", STAFF, views=9),
        post("2026-10-03", STAFF, views=7),
        post("2026-10-04", STAFF),  # nobody knows its views
        post("2026-10-05", views=100),
    ]
    office = [{"person_id": "p1", "category": "администрация"}]
    assert value(reader_of(staff=staff + office, channel_posts=posts), "2.1.9-03", OCTOBER) == (None, 3, 0.7)
    assert value(reader_of(staff=office, channel_posts=posts), "2.1.9-03", OCTOBER) == (None, 3, None)


def test_material_of_the_administration():
    posts = [
        post("2026-10-01", is_from_administration=True),
        post("2026-10-02", STAFF, is_from_administration=False),
        post("2026-10-03", STAFF),
        post("2026-10-04", is_from_administration=True),
        post("2026-09-30", is_from_administration=True),
    ]
    reader = reader_of(channel_posts=posts)
    assert value(reader, "2.2-03", OCTOBER) == (2, 4, 0.5)
    assert value(reader, "2.2-03.materials", OCTOBER)[2] == 2
    empty = reader_of(channel_posts=[post("2026-09-30")])
    assert value(empty, "2.2-03", OCTOBER) == (0, 0, None)
    assert value(empty, "2.2-03.materials", OCTOBER)[2] == 0


# --- 3.3-01 -----------------------------------------------------------------------------------------------


def test_instructions_posted_within_a_year():
    posts = [
        post("2025-10-31", is_instruction=True),  # a year ago: over
        post("2025-11-01", is_instruction=True),
        post("2026-09-02", STAFF, is_instruction=True),
        post("2026-09-03", is_instruction=False),
        post("2026-11-01", is_instruction=True),  # unknown in October
    ]
    reader = reader_of(newest="2026-11-30T23:59:59", channel_posts=posts)
    assert value(reader, "3.3-01", OCTOBER)[2] == 2
    assert value(reader, "3.3-01.school_channel", OCTOBER)[2] == 1
    assert measured(reader, "3.3-01", OCTOBER)[0].state == "ok"


def test_too_few_instructions_are_never_a_breach():
    assert measured(reader_of(channel_posts=[post("2026-10-01")]), "3.3-01", OCTOBER)[0].state == "warn"


# --- 2.1.10: broadcasts -----------------------------------------------------------------------------------


def broadcast(n: int = 1, **given: object) -> dict:
    return {"row_id": f"b{n}", "kind": "трансляция", "started_at": utc("2026-10-10T15:00")} | given


def call(n: int = 1, **given: object) -> dict:
    return broadcast(n, **{"kind": "звонок", "duration": 1800, "participants": 5, "host": "m1", **given})


def test_broadcasts_and_their_reach():
    rows = [
        broadcast(1, participants=40, peak=35),
        broadcast(2, kind=None, participants=10, peak=12),  # a list of broadcasts has no kind
        broadcast(3, started_at=None, day="2026-10-31", participants=60),
        broadcast(4, started_at=utc("2026-11-01T00:00"), participants=500),
        broadcast(5, started_at=None, planned_at=utc("2026-10-12T15:00")),  # planned alone
        call(6, participants=900),
    ]
    reader = reader_of(newest="2026-11-30T23:59:59", broadcasts=rows)
    assert value(reader, "2.1.10-01", OCTOBER) == (3, None, 3)
    assert value(reader, "2.1.10-01.participants", OCTOBER)[2] == 110
    assert value(reader, "2.1.10-01.median", OCTOBER) == (None, 3, 40)
    assert value(reader, "2.1.10-01.peak", OCTOBER)[2] == 35


PLAN = utc("2026-10-12T15:00")
PLANNED = [
    ("half an hour late", broadcast(planned_at=PLAN, started_at=utc("2026-10-12T15:30:00")), (1, 1)),
    ("a second later", broadcast(planned_at=PLAN, started_at=utc("2026-10-12T15:30:01")), (0, 1)),
    ("half an hour early", broadcast(planned_at=PLAN, started_at=utc("2026-10-12T14:30:00")), (1, 1)),
    ("never", broadcast(planned_at=PLAN, started_at=None), (0, 1)),
    (
        "planned for a day",
        broadcast(
            planned_at=utc("2026-10-12"), planned_at_has_time=False, started_at=utc("2026-10-12T19:00")
        ),
        (1, 1),
    ),
    (
        "held another day",
        broadcast(
            planned_at=utc("2026-10-12"), planned_at_has_time=False, started_at=utc("2026-10-13T09:00")
        ),
        (0, 1),
    ),
    (
        "only the day is known",
        broadcast(planned_at=PLAN, started_at=None, day="2026-10-12", participants=9),
        (1, 1),
    ),
    (
        "planned for November",
        broadcast(planned_at=utc("2026-11-01T10:00"), started_at=utc("2026-10-31T23:45")),
        (0, 0),
    ),
    ("a call", call(planned_at=PLAN, started_at=PLAN), (0, 0)),
    ("without a plan", broadcast(), (0, 0)),
]


@pytest.mark.parametrize(("why", "given", "expected"), PLANNED, ids=[case[0] for case in PLANNED])
def test_planned_broadcasts_take_place(why: str, given: dict, expected: tuple):
    assert (
        value(reader_of(newest="2026-11-30T23:59:59", broadcasts=[given]), "2.1.10-02", OCTOBER)[:2]
        == expected
    )


def test_a_broadcast_planned_later_this_month_is_not_judged_yet():
    reader = reader_of(newest="2026-10-12T12:00:00", broadcasts=[broadcast(planned_at=PLAN, started_at=None)])
    assert value(reader, "2.1.10-02", OCTOBER) == (0, 0, None)


# --- 2.2-05, 2.2-06 ---------------------------------------------------------------------------------------


def test_calls_of_a_minute_their_participants_and_hosts():
    rows = [
        call(1, duration=60),
        call(2, duration=59),
        call(3, duration=None, ended_at=utc("2026-10-10T15:01")),
        call(4, duration=None, ended_at=utc("2026-10-10T15:00:30")),
        call(5, duration=None, host="m2"),  # nobody knows how long
        call(6, started_at=utc("2026-09-30T23:59")),
        broadcast(7, participants=50),
    ]
    reader = reader_of(broadcasts=rows)
    assert value(reader, "2.2-06", OCTOBER) == (3, None, 3)
    assert value(reader, "2.2-06.participants", OCTOBER)[2] == 15
    assert value(reader, "2.2-06.hosts", OCTOBER)[2] == 2


def test_meetings_and_attendance():
    members = [{"chat_id": "c1", "member_id": f"m{n}"} for n in range(8)]
    late = {"chat_id": "c1", "member_id": "m8", "joined_at": utc("2026-10-20T12:00")}
    gone = {"chat_id": "c1", "member_id": "m9", "left_at": utc("2026-10-01T12:00")}
    rows = [
        call(1, purpose="совещание", chat_id="c1", participants=6),
        broadcast(2, purpose="совещание", chat_id="c1", participants=4),
        call(3, purpose="совещание"),  # its chat is unknown
        call(4, purpose="собрание", chat_id="c1"),
    ]
    reader = reader_of(
        broadcasts=rows, chats=[{"chat_id": "c1", "platform": "MAX"}], chat_members=[*members, late, gone]
    )
    assert value(reader, "2.2-05", OCTOBER) == (3, None, 3)
    assert value(reader, "2.2-05.attendance", OCTOBER) == (10, 16, 0.625)


# --- 2.2-08 -----------------------------------------------------------------------------------------------


def lesson(n: int, **given: object) -> dict:
    return call(n, **{"purpose": "занятие", "duration": 600, "participants": 3, "chat_id": "c1", **given})


LESSONS = [
    ("described", lesson(1), (1, 1)),
    ("an event", lesson(1, purpose="мероприятие"), (1, 1)),
    ("a broadcast", lesson(1, kind="трансляция"), (1, 1)),
    ("a group instead of a chat", lesson(1, chat_id=None, group_name="1"), (1, 1)),
    ("no group, no chat", lesson(1, chat_id=None), (0, 1)),
    ("no host", lesson(1, host=None), (0, 1)),
    ("under ten minutes", lesson(1, duration=599), (0, 0)),
    ("the host and one more", lesson(1, participants=2), (0, 0)),
    ("nobody knows how many", lesson(1, participants=None), (0, 0)),
    ("a meeting", lesson(1, purpose="совещание"), (0, 0)),
]


@pytest.mark.parametrize(("why", "given", "expected"), LESSONS, ids=[case[0] for case in LESSONS])
def test_remote_lessons_name_their_group_and_host(why: str, given: dict, expected: tuple):
    assert value(reader_of(broadcasts=[given]), "2.2-08", OCTOBER)[:2] == expected


def test_calls_by_association_and_direction():
    group = {
        "group_id": "Театр · 1",
        "association": "Театр",
        "group_name": "1",
        "direction": "художественная",
    }
    chat = {
        "chat_id": "c1",
        "kind": "обучающиеся",
        "kind_source": "register",
        "group_id": "Театр · 1",
        "platform": "MAX",
    }
    reader = reader_of(
        broadcasts=[call(1, chat_id="c1"), call(2, group_id="Театр · 1"), call(3)],
        groups=[group],
        chats=[chat],
    )
    shown = {
        by: [(f.by, f.value) for f in measured(reader, "2.2-06", OCTOBER, by=by)]
        for by in ("association", "platform")
    }
    assert shown == {
        "association": [((("association", "Театр"),), 2)],
        "platform": [((("platform", "MAX"),), 1)],
    }


# --- 2.2-04 -----------------------------------------------------------------------------------------------


def test_service_chats_where_the_administration_writes():
    chats = [
        {
            "chat_id": f"c{n}",
            "kind": "служебный",
            "kind_source": "register",
            "status": status,
            "platform": "MAX",
        }
        for n, status in enumerate(["действует", "действует", "действует", "закрыт"])
    ]
    parents = {"chat_id": "c9", "kind": "родители", "kind_source": "register", "status": "действует"}

    def message(chat: str, author: str, day: str) -> dict:
        return {
            "chat_id": chat,
            "message_id": f"{chat}{author}{day}",
            "author_id": author,
            "month": f"{day[:7]}-01",
        } | {"sent_at": utc(f"{day}T12:00"), "sent_local": f"{day}T12:00", "day": day}

    reader = reader_of(
        chats=[*chats, parents],
        staff=[{"person_id": "p1", "category": "администрация"}, {"person_id": "t1", "category": "педагог"}],
        members=[{"member_id": "m1", "person_id": "p1"}, {"member_id": "m2", "person_id": "t1"}],
        messages=[
            message("c0", "m1", "2026-10-05"),
            message("c1", "m2", "2026-10-05"),  # a teacher
            message("c2", "m1", "2026-09-30"),  # another month
            message("c9", "m1", "2026-10-05"),  # another kind of chat
        ],
    )
    assert value(reader, "2.2-04", OCTOBER) == (1, 3, 1 / 3)
