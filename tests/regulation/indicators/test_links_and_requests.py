"""Invitation links and requests to join: each figure and its edges on rows worked out by hand."""

from __future__ import annotations

import pytest

from tests.kit import broken, measured, reader_of, utc, value

OCTOBER = "2026-10"


def link(link_id: str = "l1", **given: object) -> dict:
    """A link for pupils, made on 1 October 2026, that lives until the end of the year."""
    return {
        "link_id": link_id,
        "row_id": f"row-{link_id}",
        "role": "обучающийся",
        "created_at": utc("2026-10-01T12:00"),
        "expires_at": utc("2026-12-31T00:00"),
    } | given


def teacher(person: str = "t1", **given: object) -> dict:
    return {"person_id": person, "category": "педагог", "hired_on": "2020-09-01"} | given


# --- 2.1.8-01: links nobody uses --------------------------------------------------------------------------

SEPTEMBER_1 = utc("2026-09-01T12:00")

UNCLAIMED = [
    ("fourteen days are not yet too long", link(created_at=utc("2026-10-17T00:05")), (0, 1)),
    ("fifteen days are", link(created_at=utc("2026-10-16T23:55")), (1, 1)),
    ("a teacher's link waits thirty days", link(role="педагог", created_at=utc("2026-10-01T09:00")), (0, 1)),
    ("not thirty-one", link(role="педагог", created_at=utc("2026-09-30T09:00")), (1, 1)),
    ("used lately", link(created_at=SEPTEMBER_1, last_used_at=utc("2026-10-20T10:00")), (0, 1)),
    (
        "used after the month: unknown to it",
        link(created_at=SEPTEMBER_1, last_used_at=utc("2026-11-02T10:00")),
        (1, 1),
    ),
    ("revoked", link(created_at=SEPTEMBER_1, revoked_at=utc("2026-10-31T10:00")), (0, 0)),
    ("revoked after the month", link(created_at=SEPTEMBER_1, revoked_at=utc("2026-11-01T00:00")), (1, 1)),
    ("expired", link(created_at=SEPTEMBER_1, expires_at=utc("2026-10-31T10:00")), (0, 0)),
    (
        "valid to the end of its last day",
        link(created_at=SEPTEMBER_1, expires_at=utc("2026-10-31T00:00"), expires_at_has_time=False),
        (1, 1),
    ),
    ("a single-use link that was used", link(created_at=SEPTEMBER_1, single_use=True, uses=1), (0, 0)),
    ("a single-use link that was not", link(created_at=SEPTEMBER_1, single_use=True, uses=0), (1, 1)),
    ("made after the month", link(created_at=utc("2026-11-01T00:00")), (0, 0)),
]


@pytest.mark.parametrize(("why", "given", "expected"), UNCLAIMED, ids=[case[0] for case in UNCLAIMED])
def test_unclaimed_links(why: str, given: dict, expected: tuple):
    assert value(reader_of(invite_links=[given]), "2.1.8-01", OCTOBER)[:2] == expected


def test_up_to_five_unclaimed_links_are_amber():
    links = [link(f"l{n}", created_at=SEPTEMBER_1) for n in range(6)]
    assert measured(reader_of(invite_links=links[:5]), "2.1.8-01", OCTOBER)[0].state == "warn"
    assert measured(reader_of(invite_links=links), "2.1.8-01", OCTOBER)[0].state == "breach"
    assert broken(reader_of(invite_links=links[:1]), "2.1.8-01", OCTOBER) == [
        {"link_id": "l0", "idle_days": 60, "row_id": "row-l0", "level": "breach"}
    ]


def test_links_without_a_number_of_their_own_are_told_apart():
    links = [link(created_at=SEPTEMBER_1) | {"link_id": None, "row_id": f"row-{n}"} for n in range(2)]
    reader = reader_of(invite_links=links)
    assert len(broken(reader, "2.1.8-01", OCTOBER)) == value(reader, "2.1.8-01", OCTOBER)[0] == 2


# --- 2.1.8-02: revoked in time ----------------------------------------------------------------------------

# Made on 28 September: idle for 14 days by Monday 12 October, so to be revoked by Thursday the 15th.
MADE = utc("2026-09-28T12:00")
REVOKED = [
    ("on the last day", link(created_at=MADE, revoked_at=utc("2026-10-15T23:50")), (1, 1)),
    ("a day late", link(created_at=MADE, revoked_at=utc("2026-10-16T00:10")), (0, 1)),
    ("not at all", link(created_at=MADE), (0, 1)),
    ("before it was unclaimed", link(created_at=MADE, revoked_at=utc("2026-10-12T12:00")), (0, 0)),
    (
        "used meanwhile, so idle since then",
        link(created_at=MADE, last_used_at=utc("2026-10-25T12:00")),
        (0, 0),
    ),
    ("expired by itself", link(created_at=MADE, expires_at=utc("2026-10-10T12:00")), (0, 0)),
    ("single-use and used", link(created_at=MADE, single_use=True, uses=1), (0, 0)),
    ("the deadline falls in November", link(created_at=utc("2026-10-16T12:00")), (0, 0)),
]


@pytest.mark.parametrize(("why", "given", "expected"), REVOKED, ids=[case[0] for case in REVOKED])
def test_share_of_unclaimed_links_revoked_in_time(why: str, given: dict, expected: tuple):
    assert value(reader_of(invite_links=[given]), "2.1.8-02", OCTOBER)[:2] == expected


def test_a_link_whose_deadline_falls_in_november_is_counted_there():
    reader = reader_of(newest="2026-11-30T23:59:59", invite_links=[link(created_at=utc("2026-10-16T12:00"))])
    assert value(reader, "2.1.8-02", OCTOBER) == (0, 0, None)
    assert value(reader, "2.1.8-02", "2026-11") == (0, 1, 0)


# --- 2.1.8-03: faulty links -------------------------------------------------------------------------------

GROUP = {
    "group_id": "Робототехника · 1",
    "association": "Робототехника",
    "group_name": "1",
    "direction": "техническая",
}


def enrolled(n: int) -> list[dict]:
    return [
        {"person_id": f"c{k}", "group_id": GROUP["group_id"], "enrolled_on": "2026-09-01", "status": "учится"}
        for k in range(n)
    ]


FAULTY = [
    ("sound", link(), {}, ""),
    ("without an end", link(expires_at=None), {}, "без срока"),
    (
        "used half as often again as there are children",
        link(group_id=GROUP["group_id"], uses=15),
        {"students": enrolled(10)},
        "",
    ),
    (
        "used oftener",
        link(group_id=GROUP["group_id"], uses=16),
        {"students": enrolled(10)},
        "использована чаще, чем человек в группе",
    ),
    (
        "the larger of children and members counts",
        link(group_id=GROUP["group_id"], uses=16),
        {
            "students": enrolled(10),
            "members": [{"member_id": f"m{k}", "group_id": GROUP["group_id"]} for k in range(11)],
        },
        "",
    ),
    ("nobody knows its target's size", link(uses=900), {}, ""),
    (
        "a closed group's, used yesterday",
        link(group_id=GROUP["group_id"], last_used_at=utc("2026-10-30T12:00")),
        {"groups": [GROUP | {"ended_on": "2026-10-31"}]},
        "группа закрыта",
    ),
    (
        "a group that ends tomorrow",
        link(group_id=GROUP["group_id"]),
        {"groups": [GROUP | {"ended_on": "2026-11-01"}]},
        "",
    ),
    (
        "into a chat of a closed group",
        link(target_chat_id="k1"),
        {
            "groups": [GROUP | {"ended_on": "2026-10-31"}],
            "chats": [{"chat_id": "k1", "kind_source": "register", "group_id": GROUP["group_id"]}],
        },
        "группа закрыта",
    ),
    (
        "used oftener than its chat has people",
        link(target_chat_id="k1", uses=4),
        {"chat_members": [{"chat_id": "k1", "member_id": f"m{k}"} for k in range(2)]},
        "использована чаще, чем человек в группе",
    ),
    (
        "a dismissed author's",
        link(created_by_person_id="t1", expires_at=None),
        {"staff": [teacher(dismissed_on="2026-10-31")]},
        "без срока; автор уволен",
    ),
    ("its author works", link(created_by_person_id="t1"), {"staff": [teacher()]}, ""),
    ("revoked already", link(expires_at=None, revoked_at=utc("2026-10-30T12:00")), {}, ""),
]


@pytest.mark.parametrize(("why", "given", "tables", "reasons"), FAULTY, ids=[case[0] for case in FAULTY])
def test_faulty_links(why: str, given: dict, tables: dict, reasons: str):
    rows = broken(reader_of(invite_links=[given], **tables), "2.1.8-03", OCTOBER)
    found = [{"link_id": "l1", "reasons": reasons, "row_id": "row-l1", "level": "breach"}]
    assert rows == (found if reasons else [])


# --- 2.1.8-04, 2.1.4-03: who joined by a link -------------------------------------------------------------


def joined(member: str = "m1", **given: object) -> dict:
    return {"member_id": member, "link_id": "l1", "roles": ["обучающийся"], "joined_on": "2026-10-10"} | given


@pytest.mark.parametrize(
    ("revoked_at", "is_broken"),
    [(utc("2026-10-10T09:00"), False), (utc("2026-10-09T23:00"), True), (None, False)],
)
def test_nobody_joins_by_a_revoked_link(revoked_at: object, is_broken: bool):
    reader = reader_of(invite_links=[link(revoked_at=revoked_at)], members=[joined()])
    expected = [{"link_id": "l1", "member_id": "m1", "level": "breach"}] if is_broken else []
    assert broken(reader, "2.1.8-04", OCTOBER) == expected
    assert value(reader, "2.1.8-04", OCTOBER) == (len(expected), 1, len(expected))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (joined(), (0, 1)),
        (joined(roles=["родитель"]), (1, 1)),
        (joined(roles=["родитель", "обучающийся"]), (0, 1)),  # one right role is enough
        (joined(roles=["не определена"]), (0, 0)),  # nothing to compare
        (joined(roles=None), (0, 0)),
        (joined(joined_on="2026-09-30"), (0, 0)),  # another month
        (joined(link_id="l9"), (0, 0)),  # an unknown link
    ],
)
def test_people_join_by_a_link_of_their_role(given: dict, expected: tuple):
    reader = reader_of(invite_links=[link(created_at=SEPTEMBER_1)], members=[given])
    assert value(reader, "2.1.4-03", OCTOBER)[:2] == expected


def test_a_worker_may_be_an_administrator_besides():
    members = [
        joined("m1", roles=["администратор"], person_id="t1", person_kind="staff"),
        joined("m2", roles=["администратор"]),  # nobody knows who
    ]
    reader = reader_of(invite_links=[link(role="педагог")], members=members)
    assert broken(reader, "2.1.4-03", OCTOBER) == [{"link_id": "l1", "member_id": "m2", "level": "breach"}]


# --- 2.1.4-01: links for those who have not joined --------------------------------------------------------


def test_teachers_and_groups_without_joining_hold_a_living_link():
    groups = [
        GROUP | {"started_on": "2026-09-01"},
        GROUP | {"group_id": "Робототехника · 2", "group_name": "2", "started_on": "2026-09-01"},
        GROUP | {"group_id": "Робототехника · 3", "group_name": "3", "started_on": "2026-09-01"},
    ]
    children = [
        {
            "person_id": f"c{n}",
            "group_id": each["group_id"],
            "association": "Робототехника",
            "group_name": each["group_name"],
        }
        for n, each in enumerate(groups)
    ]
    reader = reader_of(
        staff=[teacher("t1"), teacher("t2"), teacher("t3"), teacher("t4"), teacher("t5")],
        members=[
            {
                "member_id": "m1",
                "person_id": "t1",
                "person_kind": "staff",
                "member_kind": "user",
                "roles": ["педагог"],
            },
            {
                "member_id": "m2",
                "person_id": "c2",
                "person_kind": "student",
                "member_kind": "user",
                "roles": ["обучающийся"],
            },
        ],
        groups=groups,
        students=children,
        chats=[
            {
                "chat_id": "k3",
                "kind": "обучающиеся",
                "kind_source": "register",
                "group_id": "Робототехника · 3",
            }
        ],
        chat_members=[{"chat_id": "k3", "member_id": "m2"}],
        invite_links=[
            link("l2", role="педагог", recipient_person_id="t2"),
            link("l3", role="родитель", recipient_person_id="t3"),  # not the teacher's role
            link("l4", role="педагог", recipient_person_id="t4", expires_at=utc("2026-10-20T00:00")),  # dead
            link("l5", role="родитель", group_id="Робототехника · 1"),
        ],
    )
    assert value(reader, "2.1.4-01.teachers", OCTOBER) == (1, 4, 0.25)  # t1 has joined
    assert value(reader, "2.1.4-01.groups", OCTOBER) == (1, 2, 0.5)  # a child of the third is in its chat
    assert value(reader, "2.1.4-01", OCTOBER) == (2, 6, 2 / 6)
    assert [(f.by, f.value) for f in measured(reader, "2.1.4-01", OCTOBER, by="association")] == [
        ((("association", "Робототехника"),), 0.5)
    ]


# --- 2.1.4-02: new workers --------------------------------------------------------------------------------

# Hired on Monday 5 October: the link is due by Thursday the 8th.
INVITED = [
    ("before the first day", utc("2026-10-02T12:00"), (1, 1), 0),
    ("the same day", utc("2026-10-05T12:00"), (1, 1), 0),
    ("on the third working day", utc("2026-10-08T23:00"), (1, 1), 3),
    ("on the fourth", utc("2026-10-09T00:10"), (0, 1), 4),
    ("never", None, (0, 1), None),
    ("after the month: unknown to it", utc("2026-11-02T12:00"), (0, 1), None),
]


@pytest.mark.parametrize(
    ("why", "invited_at", "expected", "median"), INVITED, ids=[case[0] for case in INVITED]
)
def test_a_new_worker_is_invited_in_three_working_days(
    why: str, invited_at: object, expected: tuple, median: object
):
    other = link("l0", role="педагог", recipient_person_id="t9")
    links = [link(role="педагог", recipient_person_id="t1", created_at=invited_at)] if invited_at else []
    reader = reader_of(staff=[teacher(hired_on="2026-10-05")], invite_links=[other, *links])
    assert value(reader, "2.1.4-02", OCTOBER)[:2] == expected
    assert value(reader, "2.1.4-02.median", OCTOBER)[2] == median


@pytest.mark.parametrize(
    ("given", "newest", "n"),
    [
        (teacher(hired_on="2026-10-28"), "2026-11-30T23:59:59", 0),  # due on 2 November
        (teacher(hired_on="2026-10-27"), "2026-11-30T23:59:59", 1),  # due on 30 October
        (teacher(hired_on="2026-10-27"), "2026-10-30T12:00:00", 0),  # that day is not over
        (teacher(hired_on="2026-09-29"), "2026-11-30T23:59:59", 1),  # due on 2 October
        (teacher(hired_on="2026-10-05", dismissed_on="2026-10-07"), "2026-10-31T23:59:59", 0),
        (teacher(hired_on=None), "2026-10-31T23:59:59", 0),
    ],
)
def test_whose_deadline_fell_in_the_month(given: dict, newest: str, n: int):
    reader = reader_of(newest=newest, staff=[given], invite_links=[link()])
    assert value(reader, "2.1.4-02", OCTOBER)[1] == n


# --- 2.1.6: requests --------------------------------------------------------------------------------------


def request(request_id: str = "r1", **given: object) -> dict:
    """A request made on Monday 5 October 2026, to be decided by Thursday the 8th."""
    return {
        "request_id": request_id,
        "row_id": f"row-{request_id}",
        "requested_at": utc("2026-10-05T12:00"),
    } | given


def decided(at: str, **given: object) -> dict:
    return request(**{"decided_at": utc(at), "decision": "принята", **given})


REQUESTS = [
    ("decided on the last day", decided("2026-10-08T23:59"), (1, 1)),
    ("decided a day late", decided("2026-10-09T00:01"), (0, 1)),
    ("never decided", request(), (0, 1)),
    (
        "made on a Saturday, decided on Wednesday",
        decided("2026-10-14T12:00", requested_at=utc("2026-10-10T12:00")),
        (1, 1),
    ),
    ("due on the month's last working day", request(requested_at=utc("2026-10-27T12:00")), (0, 1)),
    ("due in November", request(requested_at=utc("2026-10-28T12:00")), (0, 0)),
    (
        "decided at once, due in November",
        decided("2026-10-28T13:00", requested_at=utc("2026-10-28T12:00")),
        (0, 0),
    ),
    (
        "made in September, due in October",
        decided("2026-10-02T12:00", requested_at=utc("2026-09-30T12:00")),
        (1, 1),
    ),
]


@pytest.mark.parametrize(("why", "given", "expected"), REQUESTS, ids=[case[0] for case in REQUESTS])
def test_requests_decided_in_time(why: str, given: dict, expected: tuple):
    assert value(reader_of(join_requests=[given]), "2.1.6-01", OCTOBER)[:2] == expected


def test_median_of_working_days_until_decided():
    rows = [
        decided("2026-10-05T13:00", request_id="r1"),
        decided("2026-10-07T13:00", request_id="r2"),
        decided("2026-10-16T13:00", request_id="r3"),
        request("r4"),  # still open
    ]
    assert value(reader_of(join_requests=rows), "2.1.6-01.median", OCTOBER) == (None, 3, 2)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (request(requested_at=utc("2026-10-28T12:00")), (0, 1)),  # waits two working days
        (request(requested_at=utc("2026-10-27T12:00")), (0, 1)),  # the third is not over before its end
        (request(requested_at=utc("2026-10-26T12:00")), (1, 1)),
        (decided("2026-10-31T12:00", requested_at=utc("2026-10-01T12:00")), (0, 0)),
        (
            decided("2026-11-02T12:00", requested_at=utc("2026-10-01T12:00")),
            (1, 1),
        ),  # decided after the month
    ],
)
def test_overdue_requests(given: dict, expected: tuple):
    assert value(reader_of(join_requests=[given]), "2.1.6-02", OCTOBER)[:2] == expected


def test_the_oldest_open_request():
    rows = [request("r1"), request("r2", requested_at=utc("2026-10-28T12:00"))]
    reader = reader_of(join_requests=rows)
    assert value(reader, "2.1.6-02.oldest", OCTOBER) == (None, 2, 19)  # 6–9, 12–16, 19–23, 26–30 October
    assert broken(reader, "2.1.6-02", OCTOBER) == [
        {"request_id": "r1", "workdays": 19, "row_id": "row-r1", "level": "breach"}
    ]


def test_strangers_are_not_accepted():
    reader = reader_of(
        students=[{"person_id": "c1"}],
        members=[{"member_id": "m2", "person_id": "c1", "person_kind": "student"}, {"member_id": "m3"}],
        join_requests=[
            decided("2026-10-06T12:00", request_id="r1", person_id="c1"),
            decided("2026-10-06T12:00", request_id="r2", member_id="m2"),  # found by the account
            decided("2026-10-06T12:00", request_id="r3", member_id="m3"),
            decided("2026-10-06T12:00", request_id="r4"),
            decided("2026-10-06T12:00", request_id="r5", decision="отклонена"),
            decided("2026-11-02T12:00", request_id="r6"),  # accepted in November
        ],
    )
    assert value(reader, "2.1.6-03", OCTOBER) == (2, 4, 2)
    assert [row["request_id"] for row in broken(reader, "2.1.6-03", OCTOBER)] == ["r3", "r4"]
