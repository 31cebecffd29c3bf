"""The register of chats: platforms, structure, doubles, moderators, creators, purpose, terms."""

from __future__ import annotations

import pytest

from tests.kit import broken, measured, reader_of, value
from tests.regulation.indicators.rows import (
    OCTOBER,
    OTHER_GROUP,
    account,
    chat,
    group,
    message,
    moderator,
    parents_chat,
    teacher,
)


def chats_of(reader, check: str) -> list[tuple[str, str]]:
    return [(row["chat_id"], row["level"]) for row in broken(reader, check, OCTOBER)]


# --- platforms ------------------------------------------------------------------------------------------


def test_chats_outside_the_allowed_platforms():
    reader = reader_of(
        chats=[
            chat("max"),
            chat("vk", platform="VK Мессенджер"),
            chat("else", platform="иное"),
            chat("closed", platform="иное", status="закрыт"),
            chat("unassigned", None, None, platform="иное"),
            chat("unknown", platform=None),
        ]
    )
    assert chats_of(reader, "1.4-01") == [("else", "breach"), ("unassigned", "breach")]
    assert value(reader, "1.4-01", OCTOBER) == (2, 5, 2)


MOVED = [
    ("a successor on the present platform", {"successor_id": "new"}, {}, 1),
    ("none", {}, {}, 0),
    ("a successor on the former platform", {"successor_id": "new"}, {"platform": "VK Мессенджер", "status": "закрыт"}, 0),
    ("a successor created later", {"successor_id": "new"}, {"created_on": "2026-11-01"}, 0),
    ("a successor nobody knows", {"successor_id": "elsewhere"}, {}, 0),
]  # fmt: skip


@pytest.mark.parametrize(("why", "old", "new", "expected"), MOVED, ids=[case[0] for case in MOVED])
def test_moved_chats(why, old, new, expected):
    former = {"platform": "VK Мессенджер", "status": "перенесён"}
    reader = reader_of(
        chats=[
            chat("old", **(former | old)),
            chat("new", **new),
            chat("left", **former),
            chat("closed", platform="VK Мессенджер", status="закрыт"),
        ]
    )
    assert value(reader, "1.4-02", OCTOBER) == (expected, 2, expected / 2)


# --- structure ------------------------------------------------------------------------------------------

NODES = [
    ("a chat of the group", {"chats": [chat()]}, 1),
    ("a chat that is read-only", {"chats": [chat(status="только чтение")]}, 1),
    ("a closed chat", {"chats": [chat(status="закрыт")]}, 0),
    ("a node that is named like the group", {"members": [account("x", org_unit="Робототехника · 1")]}, 1),
    ("a node named association and group", {"members": [account("x", org_unit="робототехника 1")]}, 1),
    ("a node named by a group that is not unique", {"members": [account("x", org_unit="1")]}, 0),
    ("a node named by a unique group", {"members": [account("x", org_unit="Подготовительная")]}, 1),
    (
        "whose only member has left",
        {"members": [account("x", org_unit="Робототехника · 1", left_on="2026-10-01")]},
        0,
    ),
]


@pytest.mark.parametrize(("why", "tables", "expected"), NODES, ids=[case[0] for case in NODES])
def test_groups_in_the_structure(why, tables, expected):
    tables = {"chats": [chat("elsewhere", "служебный", None)]} | tables
    reader = reader_of(groups=[group(), group(OTHER_GROUP), group("Хор · Подготовительная")], **tables)
    assert value(reader, "2.1.3-01", OCTOBER)[:2] == (expected, 3)


STRAY = [
    ("of a living group", {}, False),
    ("of a group that ended 30 days ago", {"group_id": "Хор · 1"}, False),
    ("of a group that ended 31 days ago", {"group_id": "Хор · 2"}, True),
    ("of a group nobody knows", {"group_id": "Театр · 1"}, True),
    ("named after a group that was not found", {"group_id": None, "group_name": "Старшие"}, True),
    ("of an association that exists", {"group_id": None, "group_name": None, "association": "Хор"}, False),
    ("of an association that does not", {"group_id": None, "group_name": None, "association": "Лепка"}, True),
    ("of nobody: that is 4.1-02", {"group_id": None, "group_name": None, "association": None}, False),
    ("closed already", {"group_id": "Театр · 1", "status": "закрыт"}, False),
]


@pytest.mark.parametrize(("why", "given", "is_stray"), STRAY, ids=[case[0] for case in STRAY])
def test_stray_chats(why, given, is_stray):
    groups = [group(), group("Хор · 1", ended_on="2026-10-01"), group("Хор · 2", ended_on="2026-09-30")]
    reader = reader_of(groups=groups, chats=[chat(**given), chat("good")])
    assert chats_of(reader, "2.1.3-02") == ([("s1", "breach")] if is_stray else [])


# --- required, doubled, complete ----------------------------------------------------------------------------

DOUBLES = [
    ("both chats", {}, [chat(), parents_chat()], []),
    ("one of two", {}, [chat()], []),
    ("neither", {}, [], ["1"]),
    ("a chat of another kind does not help", {}, [chat(kind="иной")], ["1"]),
    ("none is required", {"student_chat_required": False, "parent_chat_required": False}, [], []),
    ("the only required one is missing", {"student_chat_required": False}, [chat()], ["1"]),
    ("two of one kind", {}, [chat(), chat("s2"), parents_chat()], ["1"]),
    ("two, one closed", {}, [chat(), chat("s2", status="закрыт"), parents_chat()], []),
    ("ended", {"ended_on": "2026-10-01"}, [], []),
]


@pytest.mark.parametrize(("why", "given", "chats", "expected"), DOUBLES, ids=[case[0] for case in DOUBLES])
def test_groups_without_chats_or_with_doubles(why, given, chats, expected):
    others = [chat("s9", group_id=OTHER_GROUP), parents_chat(9, OTHER_GROUP)]
    reader = reader_of(groups=[group(**given), group(OTHER_GROUP)], chats=[*chats, *others])
    found = broken(reader, "2.3-06", OCTOBER)
    assert [row["group_name"] for row in found] == expected
    assert all(row["association"] == "Робототехника" for row in found)


COMPLETE = [
    ("both are active", {}, ("s1", "p1"), (1, 1)),
    ("one is not", {}, ("s1",), (0, 1)),
    ("only one is required, and it is active", {"parent_chat_required": False}, ("s1",), (1, 1)),
    ("none is required", {"student_chat_required": False, "parent_chat_required": False}, ("s1",), (0, 0)),
]


@pytest.mark.parametrize(("why", "given", "active", "expected"), COMPLETE, ids=[case[0] for case in COMPLETE])
def test_groups_wholly_on_the_platform(why, given, active, expected):
    reader = reader_of(
        groups=[group(**given)],
        chats=[chat(), parents_chat()],
        chat_moderators=[moderator("s1"), moderator("p1")],
        messages=[message(who, "2026-10-20 10:00", chat_id) for chat_id in active for who in ("m-t1", "m-x")],
    )
    assert value(reader, "1.3-01", OCTOBER)[:2] == expected


def test_other_chats_and_those_bound_to_something():
    reader = reader_of(
        chats=[
            chat("a", "иной"),
            chat("b", "иной", None, association="Хор"),
            chat("c", "иной", None),
            chat("d", "иной", status="закрыт"),
            chat(),
        ]
    )
    assert value(reader, "2.3-07", OCTOBER)[2] == 3
    assert value(reader, "2.3-07.bound", OCTOBER) == (2, 3, 2 / 3)
    assert measured(reader, "2.3-07", OCTOBER)[0].state.value == "info"


# --- who leads, who created -------------------------------------------------------------------------------------

STAFF = [teacher(), teacher(2), teacher(3, dismissed_on="2026-10-15"), teacher(4, dismissed_on="2026-11-15")]
LEADERS = [
    ("the group's teacher", {}, ["t1"], None, ""),
    ("another teacher", {}, ["t2"], "warn", "модератор не педагог группы"),
    ("both", {}, ["t1", "t2"], None, ""),
    ("nobody", {}, [], "breach", "нет модератора"),
    ("a parent", {}, ["g1"], "breach", "модератор не работник"),
    ("the teacher and a parent", {}, ["t1", "g1"], None, ""),
    ("dismissed", {}, ["t3"], "breach", "модератор уволен"),
    ("a teacher beside one dismissed", {}, ["t1", "t3"], "breach", "модератор уволен"),
    ("who is dismissed later", {}, ["t4"], "warn", "модератор не педагог группы"),
    ("another chat without anybody", {"kind": "иной"}, [], "breach", "нет модератора"),
    ("another chat, any staff will do", {"kind": "иной", "group_id": None}, ["t2"], None, ""),
    ("a service chat is not asked", {"kind": "служебный"}, [], None, ""),
    ("unassigned: no indicator of a kind", {"kind": None}, [], None, ""),
    ("closed", {"status": "закрыт"}, [], None, ""),
]


@pytest.mark.parametrize(
    ("why", "given", "who", "level", "reason"), LEADERS, ids=[case[0] for case in LEADERS]
)
def test_who_leads_a_chat(why, given, who, level, reason):
    reader = reader_of(
        staff=STAFF,
        groups=[group(teacher_person_id="t1")],
        chats=[chat(**given)],
        chat_moderators=[moderator("s1", f"m-{person}", person) for person in who],
    )
    found = broken(reader, "2.3-12", OCTOBER)
    assert found == ([{"chat_id": "s1", "reason": reason, "level": level}] if level else [])
    assert value(reader, "2.3-12", OCTOBER)[0] == (level == "breach")


def test_an_unresolved_moderator_is_not_working_staff():
    reader = reader_of(staff=STAFF, chats=[chat()], chat_moderators=[moderator("s1", "m-x", None)])
    assert broken(reader, "2.3-12", OCTOBER)[0]["reason"] == "модератор не работник"


CREATORS = [
    ("staff", {"created_by_person_id": "t1"}, None),
    ("staff by the account", {"created_by": "m-t1"}, None),
    ("a parent", {"created_by": "m-g1"}, "breach"),
    ("an account matched to nobody", {"created_by": "m-x"}, "breach"),
    ("unknown", {}, "warn"),
    ("hired after that day", {"created_by_person_id": "t2", "created_on": "2026-09-14"}, "breach"),
    ("hired on that day", {"created_by_person_id": "t2", "created_on": "2026-09-15"}, None),
    ("dismissed since", {"created_by_person_id": "t3"}, None),
    ("dismissed before", {"created_by_person_id": "t3", "created_on": "2026-10-15"}, "breach"),
    ("a service chat", {"created_by": "m-x", "kind": "служебный"}, None),
]


@pytest.mark.parametrize(("why", "given", "level"), CREATORS, ids=[case[0] for case in CREATORS])
def test_who_created_a_chat(why, given, level):
    reader = reader_of(
        staff=[teacher(), teacher(2, hired_on="2026-09-15"), teacher(3, dismissed_on="2026-10-15")],
        members=[account("t1", "staff"), account("g1", "guardian"), account(None, member_id="m-x")],
        chats=[chat(**given)],
    )
    assert chats_of(reader, "4.1-01") == ([("s1", level)] if level else [])


# --- purpose, terms -----------------------------------------------------------------------------------------------


def test_chats_without_a_group():
    chats = [
        chat("bare", group_id=None),
        parents_chat(1, None),
        chat("named", group_id=None, group_name="Старшие"),
        chat("service", "служебный", None),
        chat("unassigned", None, None),
        chat("closed", group_id=None, status="закрыт"),
        *[chat(f"good{n}") for n in range(97)],
    ]
    reader = reader_of(chats=chats)
    assert chats_of(reader, "4.1-02") == [("bare", "breach"), ("p1", "breach")]
    assert measured(reader, "4.1-02", OCTOBER)[0].state.value == "ok"  # 2 of 100


def test_a_chat_assigned_by_hand_has_its_purpose():
    pa = pytest.importorskip("pyarrow")
    from tests.kit import empty_casebook

    book = dict(empty_casebook())
    given = {"chat_key": "s1", "kind": "обучающиеся", "association": "Робототехника", "group_name": "1"}
    row = {name: [given.get(name)] for name in book["assignments"].column_names}
    book["assignments"] = pa.table(row, schema=book["assignments"].schema)
    tables = {"groups": [group()], "chats": [chat(kind_source="suggested", group_id=None)]}
    assert value(reader_of(**tables), "2.3-04", OCTOBER)[0] == 0
    assert value(reader_of(casebook=book, **tables), "2.3-04", OCTOBER)[0] == 1
    assert value(reader_of(casebook=book, **tables), "4.1-02", OCTOBER)[:2] == (0, 1)


TERMS = [
    ("both on the 14th day", "2026-10-01", ["2026-10-15", "2026-10-01"], {}, (1, 1)),
    ("one on the 15th", "2026-10-01", ["2026-10-16", "2026-10-01"], {}, (0, 1)),
    ("one is missing", "2026-10-01", ["2026-10-01"], {}, (0, 1)),
    ("one is not needed", "2026-10-01", ["2026-10-01"], {"parent_chat_required": False}, (1, 1)),
    (
        "none is needed",
        "2026-10-01",
        [],
        {"parent_chat_required": False, "student_chat_required": False},
        (0, 0),
    ),
    ("the 14th day is the last of the month", "2026-10-17", ["2026-10-10", "2026-10-10"], {}, (1, 1)),
    ("the 14th day is in November", "2026-10-18", ["2026-10-18", "2026-10-18"], {}, (0, 0)),
    ("the 14th day was in September", "2026-09-16", [], {}, (0, 0)),
    ("the 14th day was 1 October", "2026-09-17", [], {}, (0, 1)),
    ("created on an unknown day", "2026-10-01", [None, "2026-10-01"], {}, (0, 1)),
]


@pytest.mark.parametrize(
    ("why", "started", "created", "given", "expected"), TERMS, ids=[case[0] for case in TERMS]
)
def test_new_groups_get_their_chats_in_time(why, started, created, given, expected):
    chats = [
        chat(f"x{n}", kind, created_on=day)
        for n, (kind, day) in enumerate(zip(("обучающиеся", "родители"), created, strict=False))
    ]
    reader = reader_of(
        groups=[group(started_on=started, **given)], chats=[*chats, chat("other", "служебный", None)]
    )
    assert value(reader, "4.1-03", OCTOBER)[:2] == expected
