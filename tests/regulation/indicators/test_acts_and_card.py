"""Acts, the organisation's card and its administrators: each figure on rows worked out by hand."""

from __future__ import annotations

import pytest

from tests.kit import broken, measured, reader_of, value

OCTOBER = "2026-10"


def act(act_id: str, kind: str, **given: object) -> dict:
    return {"act_id": act_id, "row_id": f"row-{act_id}", "kind": kind, "date": "2026-01-12"} | given


def worker(person: str = "p1", **given: object) -> dict:
    return {"person_id": person, "category": "администрация", "hired_on": "2020-09-01"} | given


# --- 1.2-01: references that are no longer in force --------------------------------------------------------


def test_repealed_references_are_counted_of_all_references():
    reader = reader_of(
        acts=[
            act("a1", "нормативный", valid_to="2026-10-30"),
            act("a2", "нормативный", valid_to="2026-10-31"),  # its last day in force
            act("a3", "нормативный"),
            act("a4", "положение", valid_to="2025-01-01"),  # not a reference
            act("a5", "нормативный", date="2026-11-02", valid_to="2026-11-03"),  # unknown in October
        ]
    )
    assert value(reader, "1.2-01", OCTOBER) == (1, 3, 1)
    assert broken(reader, "1.2-01", OCTOBER) == [{"act_id": "a1", "row_id": "row-a1", "level": "breach"}]
    assert measured(reader, "1.2-01", OCTOBER)[0].state == "warn"


def test_without_references_there_is_no_data():
    figure = measured(reader_of(acts=[act("a1", "положение")]), "1.2-01", OCTOBER)[0]
    assert (figure.value, figure.state) == (None, "nodata")
    assert "Нет данных" in figure.why


# --- 2.1.1-01, 2.1.2-01, 2.1.2-02: the card ---------------------------------------------------------------

FIELDS = ("Наименование", "Адрес", "Директор", "Контакты", "Администратор")


def card(**changed: dict) -> list[dict]:
    """A card that is filled and was checked on 1 October 2026, with some fields otherwise."""
    filled = [{"field": name, "is_filled": True, "checked_on": "2026-10-01"} for name in FIELDS]
    registered = [
        {"field": "Дата регистрации", "is_filled": True, "value_date": "2023-11-21"},
        {"field": "Статус", "is_filled": True, "value_status": "Подтверждена"},
    ]
    return [row | changed.get(row["field"], {}) for row in [*filled, *registered]]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, []),
        ({"Статус": {"value_status": "не подтверждена"}}, ["Статус"]),
        ({"Статус": {"value_status": "подтверждён"}}, []),
        ({"Статус": {"value_status": None}}, ["Статус"]),
        ({"Дата регистрации": {"value_date": None}}, ["Дата регистрации"]),
        ({"Дата регистрации": {"value_date": "2026-11-01"}}, ["Дата регистрации"]),
    ],
)
def test_registration_needs_a_date_and_a_confirmed_status(fields: dict, expected: list):
    reader = reader_of(org_profile=card(**fields))
    assert [row["field"] for row in broken(reader, "2.1.1-01", OCTOBER)] == expected
    assert value(reader, "2.1.1-01", OCTOBER) == (len(expected), 2, len(expected))


def test_a_field_that_is_missing_or_empty_is_not_filled():
    rows = [row for row in card(Контакты={"is_filled": False}) if row["field"] != "Адрес"]
    reader = reader_of(org_profile=rows)
    assert value(reader, "2.1.2-01", OCTOBER) == (2, 5, 2)
    assert [row["field"] for row in broken(reader, "2.1.2-01", OCTOBER)] == ["Адрес", "Контакты"]


@pytest.mark.parametrize(
    ("checked_on", "level", "state"),
    [
        ("2026-08-02", None, "ok"),  # 90 days before 31 October
        ("2026-08-01", "warn", "warn"),
        ("2026-05-04", "warn", "warn"),  # 180 days
        ("2026-05-03", "breach", "breach"),
        (None, "breach", "breach"),
        ("2026-11-01", "breach", "breach"),  # a check of tomorrow is unknown
    ],
)
def test_age_of_the_cards_check(checked_on: str | None, level: str | None, state: str):
    reader = reader_of(org_profile=card(Адрес={"checked_on": checked_on}))
    assert [row["level"] for row in broken(reader, "2.1.2-02", OCTOBER)] == ([level] if level else [])
    assert measured(reader, "2.1.2-02", OCTOBER)[0].state == state
    assert value(reader, "2.1.2-02", OCTOBER) == (int(level == "breach"), 5, int(level == "breach"))


def test_the_oldest_check_in_days():
    reader = reader_of(org_profile=card(Адрес={"checked_on": "2026-07-23"}))
    assert value(reader, "2.1.2-02.days", OCTOBER) == (None, 5, 100)


@pytest.mark.parametrize(
    ("named", "acting", "is_broken"),
    [
        ("p1", None, False),  # no act: the card is believed
        ("p2", act("a1", "исполнение обязанностей", person_id="p2"), False),
        ("p1", act("a1", "исполнение обязанностей", person_id="p2"), True),
        ("p1", act("a1", "исполнение обязанностей", person_id="p2", valid_to="2026-10-30"), False),
    ],
)
def test_the_card_names_the_acting_director(named: str, acting: dict | None, is_broken: bool):
    reader = reader_of(org_profile=card(Директор={"person_id": named}), acts=[acting] if acting else [])
    assert [row["field"] for row in broken(reader, "2.1.2-02", OCTOBER)] == (
        ["Директор"] if is_broken else []
    )


# --- 2.1.5: administrators --------------------------------------------------------------------------------


def administrator(member: str, person: str | None, **given: object) -> dict:
    return {
        "member_id": member,
        "person_id": person,
        "roles": ["администратор"],
        "joined_on": "2024-09-01",
    } | given


def test_administrators_are_workers():
    reader = reader_of(
        staff=[
            worker("p1"),
            worker("p2", dismissed_on="2026-10-31"),
            worker("p3", dismissed_on="2026-11-01"),
        ],
        members=[
            administrator("m1", "p1"),
            administrator("m2", "p2"),  # dismissed on that day
            administrator("m3", "p3"),  # works until tomorrow
            administrator("m4", None),
            administrator("m5", None, left_on="2026-10-31"),  # has left
            administrator("m6", None, joined_on="2026-11-01"),  # not yet there
            administrator("m7", None, roles=["родитель"]),
        ],
    )
    assert value(reader, "2.1.5-01", OCTOBER) == (2, 4, 2)
    assert [row["member_id"] for row in broken(reader, "2.1.5-01", OCTOBER)] == ["m2", "m4"]
    assert measured(reader, "2.1.5-01", OCTOBER)[0].state == "breach"


@pytest.mark.parametrize(("n", "state"), [(0, "warn"), (1, "warn"), (2, "ok"), (5, "ok"), (6, "warn")])
def test_spare_administrators_have_an_order_and_the_role(n: int, state: str):
    appointed = [act(f"a{k}", "назначение администратора", person_id=f"p{k}") for k in range(n)]
    over = act("old", "назначение администратора", person_id="p9", valid_to="2026-10-30")
    roleless = act("none", "назначение администратора", person_id="p8")
    reader = reader_of(
        acts=[*appointed, over, roleless],
        members=[
            *(administrator(f"m{k}", f"p{k}") for k in range(n)),
            administrator("m9", "p9"),
            administrator("m8", "p8", roles=["педагог"]),
        ],
    )
    assert value(reader, "2.1.5-02", OCTOBER) == (n, None, n)
    assert measured(reader, "2.1.5-02", OCTOBER)[0].state == state


# --- 2.2-01, 2.2-02, 6.3-01: what must be in force ----------------------------------------------------------


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        ([act("a1", "приказ об использовании")], []),
        ([act("a1", "приказ об использовании", valid_to="2026-10-31")], []),
        ([act("a1", "приказ об использовании", valid_to="2026-10-30")], [("a1", "приказ об использовании")]),
        (
            [act("a1", "приказ об использовании", valid_from="2026-11-01")],
            [("a1", "приказ об использовании")],
        ),
        ([act("a1", "нормативный")], [(None, "приказ об использовании")]),
    ],
)
def test_the_order_is_in_force(acts: list, expected: list):
    reader = reader_of(acts=acts)
    assert [(row["act_id"], row["kind"]) for row in broken(reader, "2.2-01", OCTOBER)] == expected
    assert value(reader, "2.2-01", OCTOBER) == (len(expected), 1, len(expected))


APPOINTED = act("a1", "назначение администратора", person_id="p1")


@pytest.mark.parametrize(
    ("staff", "acts", "levels"),
    [
        ([worker()], [APPOINTED], []),
        ([worker()], [act("a0", "положение")], ["breach"]),  # nobody is appointed
        ([worker("p2")], [APPOINTED], ["breach"]),  # not a worker
        ([worker(dismissed_on="2026-10-15")], [APPOINTED], ["breach"]),
        ([worker(leave_from="2026-10-01", leave_to="2026-10-31")], [APPOINTED], ["warn"]),
        ([worker(leave_from="2026-10-01", leave_to="2026-10-30")], [APPOINTED], []),
        (
            [worker(leave_from="2026-10-01"), worker("p2")],
            [APPOINTED, act("a2", "назначение администратора", person_id="p2")],
            [],  # there is a replacement
        ),
    ],
)
def test_the_administrator_is_appointed_and_there(staff: list, acts: list, levels: list):
    reader = reader_of(staff=staff, acts=acts)
    assert [row["level"] for row in broken(reader, "2.2-02", OCTOBER)] == levels
    assert measured(reader, "2.2-02", OCTOBER)[0].state == (levels[0] if levels else "ok")


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        ([act("a1", "положение")], []),
        ([act("a1", "положение"), act("a2", "положение", date="2026-09-01")], ["a1", "a2"]),
        ([act("a1", "положение", valid_to="2026-08-31"), act("a2", "положение", date="2026-09-01")], []),
        ([act("a1", "положение", valid_to="2026-08-31")], ["a1"]),
        ([act("a1", "нормативный")], [None]),
    ],
)
def test_one_edition_is_in_force(acts: list, expected: list):
    reader = reader_of(acts=acts)
    assert [row["act_id"] for row in broken(reader, "6.3-01", OCTOBER)] == expected


# --- 6.1-01 -----------------------------------------------------------------------------------------------


def test_instructions_newer_than_the_edition_wait_to_be_considered():
    reader = reader_of(
        acts=[
            act("rules", "положение", date="2026-06-01"),
            act("a1", "указание", date="2026-06-01"),  # the day of the edition: not newer
            act("a2", "указание", date="2026-06-02", result="Учтено"),
            act("a3", "указание", date="2026-08-31"),
            act("a4", "указание", date="2026-09-01", result="в работе"),
        ]
    )
    assert value(reader, "6.1-01", OCTOBER) == (2, 4, 2)
    rows = broken(reader, "6.1-01", OCTOBER)
    assert [(row["act_id"], row["age_days"], row["is_overdue"]) for row in rows] == [
        ("a3", 61, True),
        ("a4", 60, False),
    ]
    assert measured(reader, "6.1-01", OCTOBER)[0].state == "warn"
