"""Joining by one's own wish, rules made known, rights and duties in chats: each on rows worked out by hand."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.kit import broken, measured, reader_of, utc, value

OCTOBER = "2026-10"
GROUP = {"group_id": "Театр · 1", "association": "Театр", "group_name": "1", "direction": "художественная"}


def chat(chat_id: str = "c1", **given: object) -> dict:
    return {
        "chat_id": chat_id,
        "kind": "родители",
        "kind_source": "register",
        "status": "действует",
        "group_id": "Театр · 1",
        "platform": "MAX",
    } | given


def stay(member: str = "m1", **given: object) -> dict:
    """A stay that began at noon of 10 October 2026."""
    return {
        "chat_id": "c1",
        "member_id": member,
        "row_id": f"stay-{member}-{given.get('joined_at', '')}",
        "joined_at": utc("2026-10-10T12:00"),
    } | given


def added(member: str = "m1", **given: object) -> dict:
    return stay(member, **{"join_method": "добавлен", "added_by": "m0", **given})


def consent(given_on: str, revoked_on: str | None = None, **who: object) -> dict:
    return {"given_on": given_on, "revoked_on": revoked_on, "member_id": "m1"} | who


ANOTHER = consent("2026-01-01", member_id="m77")  # the table of consents is there

# --- 4.3-01 -----------------------------------------------------------------------------------------------

ADDED = [
    ("no consent", added(), [], 1),
    ("given that day", added(), [consent("2026-10-10")], 0),
    ("given a day later", added(), [consent("2026-10-11")], 1),
    ("revoked that day", added(), [consent("2026-09-01", "2026-10-10")], 1),
    ("revoked a day later", added(), [consent("2026-09-01", "2026-10-11")], 0),
    ("the person's consent", added(), [consent("2026-09-01", member_id=None, person_id="p1")], 0),
    ("came by a link", stay(join_method="ссылка"), [], 0),
    ("asked to join", stay(join_method="заявка"), [], 0),
    ("nobody knows how", stay(), [], 0),
    ("put themselves in", added(added_by="m1"), [], 0),
    ("a worker on duty", added("m2"), [], 0),
    ("the moderator", added("m3"), [], 0),
    ("the chat's owner", added(chat_role="владелец"), [], 0),
    ("added in September", added(joined_at=utc("2026-09-30T23:59")), [], 0),
    ("a service chat", added(chat_id="c2"), [], 0),
]


@pytest.mark.parametrize(("why", "given", "consents", "n"), ADDED, ids=[case[0] for case in ADDED])
def test_added_without_consent(why: str, given: dict, consents: list, n: int):
    reader = reader_of(
        chats=[chat(), chat("c2", kind="служебный")],
        members=[
            {"member_id": "m1", "person_id": "p1", "person_kind": "guardian"},
            {"member_id": "m2", "person_id": "t2", "person_kind": "staff"},
            {"member_id": "m3"},
        ],
        chat_moderators=[{"chat_id": "c1", "member_id": "m3"}],
        chat_members=[given],
        consents=[ANOTHER, *consents],
    )
    rows = broken(reader, "4.3-01", OCTOBER)
    assert [(row["chat_id"], row["member_id"]) for row in rows] == [("c1", "m1")] * n


def test_up_to_three_added_without_consent_are_amber():
    people = [added(f"m{n}") for n in range(1, 5)]
    three = reader_of(chats=[chat()], chat_members=people[:3], consents=[ANOTHER])
    four = reader_of(chats=[chat()], chat_members=people, consents=[ANOTHER])
    assert value(four, "4.3-01", OCTOBER) == (4, 4, 4)
    assert [measured(each, "4.3-01", OCTOBER)[0].state for each in (three, four)] == ["warn", "breach"]


def test_without_the_table_of_consents_there_is_no_data():
    assert measured(reader_of(chats=[chat()], chat_members=[added()]), "4.3-01", OCTOBER)[0].state == "nodata"


# --- 4.3-02, 5.1-05 ---------------------------------------------------------------------------------------


def left(at: str, kind: str = "вышел", **given: object) -> dict:
    return stay(**{"joined_at": utc("2026-09-01T12:00"), "left_at": utc(at), "leave_kind": kind, **given})


RETURNS = [
    ("put back", [left("2026-10-05T12:00"), added()], (1, 1), 0, 1),
    ("came back by a link", [left("2026-10-05T12:00"), stay(join_method="ссылка")], (0, 0), 1, 0),
    ("had been removed", [left("2026-10-05T12:00", "удалён"), added()], (0, 1), 0, 0),
    ("left another chat", [left("2026-10-05T12:00", chat_id="c2"), added()], (0, 1), 0, 0),
    (
        "came back, was removed, then added",
        [
            left("2026-10-05T12:00"),
            left("2026-10-08T12:00", "удалён", joined_at=utc("2026-10-06T12:00"), join_method="ссылка"),
            added(),
        ],
        (0, 1),
        1,
        1,
    ),
    (
        "put back after the month",
        [left("2026-10-05T12:00"), added(joined_at=utc("2026-11-01T12:00"))],
        (0, 0),
        0,
        0,
    ),
]


@pytest.mark.parametrize(
    ("why", "stays", "expected", "returned", "put_back"), RETURNS, ids=[case[0] for case in RETURNS]
)
def test_nobody_is_put_back(why: str, stays: list, expected: tuple, returned: int, put_back: int):
    reader = reader_of(newest="2026-11-30T23:59:59", chats=[chat(), chat("c2")], chat_members=stays)
    assert value(reader, "4.3-02", OCTOBER)[:2] == expected
    assert value(reader, "5.1-05.returned", OCTOBER)[0] == returned
    assert value(reader, "5.1-05.put_back", OCTOBER)[0] == put_back


def test_leavers_are_counted_once_a_chat():
    stays = [
        left("2026-10-05T12:00"),
        left("2026-10-20T12:00", joined_at=utc("2026-10-10T12:00")),  # the same person, twice
        left("2026-10-31T23:59", member_id="m2"),
        left("2026-11-01T00:00", member_id="m3"),
        left("2026-10-07T12:00", "удалён", member_id="m4"),
        left("2026-10-07T12:00", member_id="m5", chat_id="c2"),
    ]
    reader = reader_of(chats=[chat(), chat("c2", kind="служебный")], chat_members=stays)
    figure = measured(reader, "5.1-05", OCTOBER)[0]
    assert (figure.value, figure.state) == (2, "info")


# --- 4.3-03 -----------------------------------------------------------------------------------------------


def wave(n: int, start: str = "2026-10-10T12:00") -> list[dict]:
    """People added a minute after another."""
    hour, minute = (int(part) for part in start[11:].split(":"))
    return [
        added(f"m{k}", joined_at=utc(f"{start[:11]}{hour + (minute + k) // 60:02}:{(minute + k) % 60:02}"))
        for k in range(1, n + 1)
    ]


PUPILS = [{"person_id": f"k{n}", "group_id": "Театр · 1", "status": "учится"} for n in range(10)]


@pytest.mark.parametrize(
    ("stays", "n"),
    [
        (wave(8), 0),  # 80 % of the group is not more than 80 %
        (wave(9), 1),
        ([each | {"join_method": "ссылка"} for each in wave(9)], 0),
        ([each | {"joined_at_has_time": False} for each in wave(9)], 0),  # a day is not an hour
        (wave(5) + [each | {"member_id": f"z{k}"} for k, each in enumerate(wave(5, "2026-10-10T14:00"))], 0),
    ],
)
def test_most_of_a_group_added_within_an_hour(stays: list, n: int):
    reader = reader_of(chats=[chat()], chat_members=stays, students=PUPILS)
    assert value(reader, "4.3-03", OCTOBER) == (n, None, n)


def test_complaints_about_coercion():
    tickets = [
        {"ticket_id": "k1", "row_id": "k1", "topic": "принуждение", "opened_at": utc("2026-10-31T23:59")},
        {"ticket_id": "k2", "row_id": "k2", "topic": "принуждение", "opened_at": utc("2026-09-30T23:59")},
        {"ticket_id": "k3", "row_id": "k3", "topic": "вход", "opened_at": utc("2026-10-05T12:00")},
    ]
    assert broken(reader_of(tickets=tickets), "4.3-03", OCTOBER) == [
        {
            "ticket_id": "k1",
            "chat_id": None,
            "row_id": "k1",
            "happened_local": datetime(2026, 10, 31, 23, 59),
            "largest_wave": None,
            "level": "breach",
        }
    ]


# --- 4.3-04 -----------------------------------------------------------------------------------------------

REVOKED = [
    ("two working days ago", consent("2026-09-01", "2026-10-28"), {}, (1, 1)),
    ("yesterday's working day is the last allowed", consent("2026-09-01", "2026-10-30"), {}, (0, 1)),
    ("on Thursday: Friday is over", consent("2026-09-01", "2026-10-29"), {}, (1, 1)),
    ("after the month", consent("2026-09-01", "2026-11-02"), {}, (0, 0)),
    ("the person's", consent("2026-09-01", "2026-10-20", member_id=None, person_id="p1"), {}, (1, 1)),
    ("in force", consent("2026-09-01"), {}, (0, 0)),
    ("has left the chat", consent("2026-09-01", "2026-10-20"), {"left_at": utc("2026-10-21T12:00")}, (0, 0)),
    (
        "leaves after the month",
        consent("2026-09-01", "2026-10-20"),
        {"left_at": utc("2026-11-01T12:00")},
        (1, 1),
    ),
]


@pytest.mark.parametrize(("why", "given", "changed", "expected"), REVOKED, ids=[case[0] for case in REVOKED])
def test_stays_after_consent_is_revoked(why: str, given: dict, changed: dict, expected: tuple):
    people = [{"member_id": "m1", "person_id": "p1"}]
    reader = reader_of(
        chats=[chat()], members=people, chat_members=[stay(**changed)], consents=[ANOTHER, given]
    )
    assert value(reader, "4.3-04", OCTOBER)[:2] == expected


def test_a_new_consent_lets_them_stay():
    both = [consent("2026-09-01", "2026-10-10"), consent("2026-10-12")]
    assert value(reader_of(chats=[chat()], chat_members=[stay()], consents=both), "4.3-04", OCTOBER) == (
        0,
        0,
        None,
    )


# --- 4.4-01 -----------------------------------------------------------------------------------------------


def rules(at: str, author: str = "m0", **given: object) -> dict:
    """A message with the rules."""
    return {
        "chat_id": "c1",
        "message_id": f"r{at}",
        "author_id": author,
        "is_rules": True,
        "sent_at": utc(at),
        "sent_local": at,
        "day": at[:10],
        "month": f"{at[:7]}-01",
    } | given


MODERATOR = {"chat_id": "c1", "member_id": "m0"}
PIN = {"chat_id": "c1", "event_type": "pin", "message_id": "r2026-10-01T10:00"}
PINNED = [
    ("the register says so", chat(pinned_rules=True), [], 1),
    ("it does not", chat(pinned_rules=False), [], 0),
    ("it is silent", chat(), [], 0),
    ("pinned after the month", chat(pinned_rules=True, pinned_on=utc("2026-11-01T09:00")), [], 0),
    ("a pinned message with the rules", chat(), [PIN | {"occurred_at": utc("2026-10-01T10:05")}], 1),
    ("the register wins", chat(pinned_rules=False), [PIN | {"occurred_at": utc("2026-10-01T10:05")}], 0),
    (
        "unpinned since",
        chat(),
        [
            PIN | {"occurred_at": utc("2026-10-01T10:05")},
            PIN | {"event_type": "unpin", "occurred_at": utc("2026-10-02T10:05")},
        ],
        0,
    ),
    (
        "something else is pinned",
        chat(),
        [PIN | {"message_id": "x", "occurred_at": utc("2026-10-01T10:05")}],
        0,
    ),
]


@pytest.mark.parametrize(("why", "given", "events", "n"), PINNED, ids=[case[0] for case in PINNED])
def test_chats_with_pinned_rules(why: str, given: dict, events: list, n: int):
    posted = [rules("2026-10-01T10:00"), rules("2026-10-01T10:00", message_id="x", is_rules=False)]
    reader = reader_of(chats=[given], events=events, messages=posted)
    assert value(reader, "4.4-01", OCTOBER) == (n, 1, n)


def test_without_a_register_and_messages_nobody_knows_of_pins():
    silent = measured(reader_of(chats=[chat()], chat_members=[stay()]), "4.4-01", OCTOBER)[0]
    assert (silent.value, silent.state) == (None, "nodata")
    told = reader_of(chats=[chat(), chat("c2", pinned_rules=True)])
    assert value(told, "4.4-01", OCTOBER) == (1, 2, 0.5)  # an empty cell of a register is a «no»


def test_which_chats_need_the_rules_and_their_states():
    chats = [chat(f"c{n}", pinned_rules=n > 0) for n in range(10)]
    aside = [chat("s", kind="служебный"), chat("z", status="закрыт"), chat("f", created_on="2026-11-01")]
    reader = reader_of(chats=[*chats, *aside], groups=[GROUP])
    figure = measured(reader, "4.4-01", OCTOBER)[0]
    assert (figure.numerator, figure.denominator, figure.value, figure.state) == (9, 10, 0.9, "warn")
    assert [(f.by, f.value) for f in measured(reader, "4.4-01", OCTOBER, by="direction")] == [
        ((("direction", "художественная"),), 0.9)
    ]


# --- 4.4-02 -----------------------------------------------------------------------------------------------

CHATTER = rules("2026-10-02T09:00", is_rules=False)
ACQUAINTED = [
    ("pinned since always", chat(pinned_rules=True), [], (1, 1)),
    ("pinned before", chat(pinned_rules=True, pinned_on=utc("2026-10-01T09:00")), [], (1, 1)),
    ("pinned next morning", chat(pinned_rules=True, pinned_on=utc("2026-10-11T09:00")), [], (1, 1)),
    ("pinned 25 hours later", chat(pinned_rules=True, pinned_on=utc("2026-10-11T13:00")), [], (0, 1)),
    ("posted within 24 hours", chat(), [rules("2026-10-11T12:00")], (1, 1)),
    ("posted a second later", chat(), [rules("2026-10-11T12:00:01")], (0, 1)),
    ("posted at that very moment", chat(), [rules("2026-10-10T12:00")], (0, 1)),
    ("posted before", chat(), [rules("2026-10-10T11:00")], (0, 1)),
    ("posted by a participant", chat(), [rules("2026-10-10T13:00", author="m7")], (0, 1)),
    ("posted as a kind", chat(), [rules("2026-10-10T13:00", is_rules=False, kind="правила")], (1, 1)),
    ("posted in another chat", chat(), [rules("2026-10-10T13:00", chat_id="c2")], (0, 1)),
    ("nothing", chat(), [], (0, 1)),
]


@pytest.mark.parametrize(
    ("why", "given", "messages", "expected"), ACQUAINTED, ids=[case[0] for case in ACQUAINTED]
)
def test_those_who_join_learn_the_rules(why: str, given: dict, messages: list, expected: tuple):
    reader = reader_of(
        chats=[given, chat("c2")],
        members=[{"member_id": "m0"}],
        chat_moderators=[MODERATOR, MODERATOR | {"chat_id": "c2"}],
        chat_members=[stay(), stay("m0")],
        messages=[CHATTER, *messages],
    )
    assert value(reader, "4.4-02", OCTOBER)[:2] == expected


@pytest.mark.parametrize(
    ("joined_at", "has_time", "expected"),
    [
        ("2026-10-30T23:00", True, (0, 1)),
        ("2026-10-31T00:30", True, (0, 0)),  # the 24 hours are not over by the month's end
        ("2026-10-30T00:00", False, (0, 0)),  # of a day alone the next one counts whole
        ("2026-10-29T00:00", False, (0, 1)),
        ("2026-09-30T23:59", True, (0, 0)),
    ],
)
def test_which_joins_are_judged(joined_at: str, has_time: bool, expected: tuple):
    given = stay(joined_at=utc(joined_at), joined_at_has_time=has_time)
    reader = reader_of(chats=[chat()], chat_members=[given], messages=[CHATTER])
    assert value(reader, "4.4-02", OCTOBER)[:2] == expected


def test_without_a_register_and_messages_nobody_knows_who_learned():
    assert value(reader_of(chats=[chat()], chat_members=[stay()]), "4.4-02", OCTOBER) == (0, 0, None)


# --- 4.4-04, 3.2-01, 5.1-02 -------------------------------------------------------------------------------


def test_days_since_the_rules_were_recalled():
    chats = [
        chat("c1"),
        chat("c2", pinned_rules=True, pinned_on=utc("2026-07-03T12:00")),  # 120 days
        chat("c3", pinned_rules=True, pinned_on=utc("2026-07-02T12:00")),  # 121
        chat("c4", pinned_rules=True),  # nobody knows since when
    ]
    reader = reader_of(
        chats=chats,
        messages=[rules("2026-09-21T10:00"), rules("2026-10-21T10:00"), rules("2026-11-01T10:00")],
    )
    assert value(reader, "4.4-04", OCTOBER) == (None, 3, 120)
    assert measured(reader, "4.4-04", OCTOBER)[0].state == "ok"
    assert value(reader, "4.4-04.overdue", OCTOBER)[2] == 2


SUPPORT = [
    ("pinned rules name it", chat(pinned_rules=True), {}, (1, 1)),
    ("no rules", chat(pinned_rules=False), {}, (0, 1)),
    ("nothing is known: no texts, no register", chat(), {}, (None, None)),
    (
        "texts were read and do not name it",
        chat(),
        {"messages": [rules("2026-10-01T10:00", is_rules=False, has_text=True)]},
        (0, 1),
    ),
    (
        "said in the chat",
        chat(pinned_rules=False),
        {"messages": [rules("2026-10-01T10:00", is_rules=False, mentions_support=True)]},
        (1, 1),
    ),
    (
        "said in the common channel",
        chat(pinned_rules=False),
        {
            "channel_posts": [
                {"channel": "Общешкольный", "mentions_support": True, "published_at": utc("2026-09-01T09:00")}
            ]
        },
        (1, 1),
    ),
    (
        "last school year",
        chat(pinned_rules=False),
        {
            "channel_posts": [
                {"channel": "Общешкольный", "mentions_support": True, "published_at": utc("2026-08-31T09:00")}
            ]
        },
        (0, 1),
    ),
    (
        "in the staff's channel",
        chat(pinned_rules=False),
        {
            "channel_posts": [
                {"channel": "Сотрудники", "mentions_support": True, "published_at": utc("2026-09-01T09:00")}
            ]
        },
        (0, 1),
    ),
]


@pytest.mark.parametrize(("why", "given", "tables", "expected"), SUPPORT, ids=[case[0] for case in SUPPORT])
def test_chats_where_support_is_named(why: str, given: dict, tables: dict, expected: tuple):
    reader = reader_of(chats=[given], **tables)
    assert value(reader, "3.2-01", OCTOBER)[:2] == expected


def test_parents_chats_where_all_may_write():
    chats = [
        chat("c1", write_mode="все"),
        chat("c2", write_mode="только модераторы"),
        chat("c3", write_mode="только модераторы"),
        chat("c4"),  # unknown
        chat("c5", write_mode="все", kind="обучающиеся"),
        chat("c6", write_mode="все", status="закрыт"),
    ]
    reader = reader_of(chats=chats)
    assert value(reader, "5.1-02", OCTOBER) == (1, 3, 1 / 3)
    assert measured(reader, "5.1-02", OCTOBER)[0].state == "warn"


# --- 5.1-01, 5.1-03, 5.2 ----------------------------------------------------------------------------------


def question(message_id: str, asked: str, answered: str | None, chat_id: str = "c1") -> dict:
    return {
        "chat_id": chat_id,
        "message_id": message_id,
        "asked_local": asked,
        "answered_local": answered,
        "month": f"{asked[:7]}-01",
    }


def test_questions_answered_within_a_day():
    rows = [
        question("q1", "2026-10-05T12:00", "2026-10-06T12:00"),  # 24 hours
        question("q2", "2026-10-05T12:00", "2026-10-06T12:00:01"),
        question("q3", "2026-10-05T12:00", None),
        question("q4", "2026-10-31T22:00", "2026-11-01T08:00"),  # answered after the month
        question("q5", "2026-09-30T22:00", "2026-10-01T08:00"),
        question("q6", "2026-10-05T12:00", "2026-10-05T13:00", "c2"),
    ]
    reader = reader_of(
        chats=[chat(), chat("c2", kind="обучающиеся")], messages=[rules("2026-10-05T12:00")], mart_answer=rows
    )
    assert value(reader, "5.1-01", OCTOBER) == (1, 4, 0.25)
    assert measured(reader, "5.1-01", OCTOBER)[0].state == "warn"


def spoken(chat_id: str, member: str, n: int, day: str = "2026-10-05") -> dict:
    return {"chat_id": chat_id, "member_id": member, "day": day, "n_messages": n}


def entry(
    clause: str, status: str = "подтверждено", chat_id: str = "c1", at: str = "2026-10-05T12:00"
) -> dict:
    return {"chat_id": chat_id, "member_id": "m1", "clause": clause, "status": status, "occurred_local": at}


def test_conduct_by_the_journal():
    reader = reader_of(
        chats=[chat(), chat("c2", kind="обучающиеся"), chat("c3", kind="служебный")],
        members=[{"member_id": "m0"}],
        chat_moderators=[MODERATOR],
        messages=[rules("2026-10-05T12:00")],
        mart_member_chat_day=[
            spoken("c1", "m0", 100),
            spoken("c1", "m1", 300),
            spoken("c2", "m2", 100),
            spoken("c3", "m0", 900),
            spoken("c1", "m1", 900, "2026-09-30"),
        ],
        violations=[
            entry("5.2-стиль"),
            entry("5.2-стиль", chat_id="c2"),
            entry("5.2-стиль", "на рассмотрении"),
            entry("5.2-стиль", "отклонено"),
            entry("5.2-стиль", at="2026-09-30T23:59"),
            entry("5.2-стиль", chat_id="c3"),
            entry("5.2-тон"),
            entry("5.2-провокация"),
            entry("5.2-провокация"),
            entry("5.3-4"),
        ],
    )
    assert value(reader, "5.2-01", OCTOBER) == (2, 500, 4)
    assert value(reader, "5.2-02", OCTOBER)[2] == 1
    assert value(reader, "5.2-04", OCTOBER)[2] == 2
    assert measured(reader, "5.2-04", OCTOBER)[0].state == "warn"
    assert value(reader, "5.1-03", OCTOBER) == (300, 400, 0.75)


def test_one_provocation_is_within_the_norm():
    reader = reader_of(chats=[chat()], violations=[entry("5.2-провокация")])
    assert measured(reader, "5.2-04", OCTOBER)[0].state == "ok"
    quiet = reader_of(chats=[chat()], violations=[entry("5.2-тон")])
    assert value(quiet, "5.2-04", OCTOBER)[2] == 0
