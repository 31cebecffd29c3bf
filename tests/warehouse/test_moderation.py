"""What the pages ask of `warehouse.moderation`, on the rows of the indicators' tests."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kit import reader_of, utc
from tests.regulation.indicators.test_moderation import (
    CHATS,
    decisions,
    entry,
    finding,
    four,
    measure,
    message,
    sign,
)
from warehouse import moderation
from warehouse.measure import materialise
from warehouse.periods import month

OCTOBER = month("2026-10")
END = datetime(2026, 10, 31, 23, 59)


def test_cases_name_the_clause_what_is_wrong_and_what_to_do():
    reader = reader_of(
        chats=CHATS,
        messages=[message("m1")],
        chat_moderators=[{"chat_id": "c1", "member_id": "m", "source": "register"}],
        chat_members=[
            {"row_id": "s1", "chat_id": "c1", "member_id": "b", "left_at": utc("2026-09-10 10:00"), "leave_kind": "вышел", "joined_at": utc("2026-09-01 10:00")},
            {"row_id": "s2", "chat_id": "c1", "member_id": "b", "joined_at": utc("2026-10-12 10:00"), "join_method": "добавлен", "added_by": "m"},
        ],
        consents=[{"member_id": "b", "given_on": "2026-09-01"}],
        violations=four(n=3, removed_at=utc("2026-10-01 12:10"), removed_at_has_time=True),
        measures=[measure("b1", "2026-10-10 10:00", planned_end="2026-10-20 10:00")],
    )  # fmt: skip
    cases = moderation.audit_cases(reader, OCTOBER)
    assert [(case["check"], case["level"]) for case in cases] == [
        ("4.3-02", "breach"),
        ("4.5-02", "breach"),
        ("4.5-05", "breach"),
    ]
    block = cases[1]
    assert (block["clause"], block["measure_id"], block["chat_id"], block["member_id"]) == (
        "4.5",
        "b1",
        "c1",
        "a",
    )
    assert block["sentence"].startswith("До блокировки подтверждено: 3 эпизода")
    assert block["moment"] == datetime(2026, 10, 10, 10)
    assert all(case["advice"] for case in cases)


def test_the_ledger_follows_a_decision_and_its_withdrawal():
    rows = {"chats": CHATS, "violations": four(n=3), "findings": [sign("s4", "2026-10-20 12:00")]}

    def now(**states: str) -> tuple:
        found = moderation.ledger(reader_of(**rows, casebook=decisions(**states)), "c1", "a", END)
        return len(found.fresh), found.allowed.value, found.missing

    assert now() == (3, "remark", 1)
    assert now(s4="confirmed") == (4, "block", 0)
    assert now(s4="open") == (3, "remark", 1)


def test_the_ledger_of_nobody_is_empty():
    found = moderation.ledger(reader_of(chats=CHATS), "c1", "nobody", END)
    assert (found.episodes, found.allowed.value) == ((), "nothing")
    assert found.sentence == "Подтверждённых эпизодов за учебный год нет."


def test_the_timeline_is_one_participants_and_in_order():
    reader = reader_of(
        chats=CHATS,
        chat_members=[
            {"row_id": "s1", "chat_id": "c1", "member_id": "a", "joined_at": utc("2026-09-01 10:00")}
        ],
        findings=[sign("s1", "2026-10-02 12:00"), finding("n1", "2026-10-03 22:00", author="b")],
        violations=[entry("v1", "2026-10-04 12:00"), entry("v2", "2026-10-04 12:00", member="b")],
        measures=[
            measure("b1", "2026-10-05 10:00", planned_end="2026-10-09 10:00", ended_at="2026-10-08 10:00")
        ],
        casebook=decisions(s1="confirmed"),
    )
    told = moderation.timeline(reader, "c1", "a")
    assert [row["what"] for row in told] == [
        "joined",
        "finding",
        "violation",
        "measure",
        "measure_ended",
        "decision",
    ]
    assert told[3]["sentence"] == "Блокировка до 09.10.2026."
    assert told[5]["who"] == "ivanova"


def test_one_bullet_two_outcomes():
    reader = reader_of(
        chats=CHATS,
        violations=[entry("v1", "2026-10-01 12:00"), entry("v2", "2026-10-02 12:00", member="b"), entry("v3", "2026-10-03 12:00", "5.3-2")],
        measures=[measure("r1", "2026-10-01 15:00", "замечание"), measure("r2", "2026-10-20 15:00", "замечание", member="b")],
    )  # fmt: skip
    rows = moderation.same_violation_different_outcome(reader, OCTOBER)
    assert [(row["bullet"], row["outcome"], row["moderator"], row["is_different"]) for row in rows] == [
        ("5.3-2", "без мер", None, False),
        ("5.3-4", "без мер", None, True),  # eighteen days later isn't an answer
        ("5.3-4", "замечание", "m", True),
    ]


def test_moderators_with_too_little_data_are_not_compared():
    few = [measure(f"r{n}", f"2026-10-0{n + 1} 10:00", "замечание") for n in range(3)]
    alone = moderation.measures_per_moderator(
        reader_of(chats=CHATS, measures=few, violations=four()), OCTOBER
    )
    assert [
        (row["n_measures"], row["n_episodes"], row["is_compared"], row["is_one_person"]) for row in alone
    ] == [(3, 4, False, True)]
    others = [measure(f"o{n}", "2026-10-02 10:00", "замечание", decided_by=f"m{n}") for n in range(9)]
    rows = moderation.measures_per_moderator(reader_of(chats=CHATS, measures=few + others), OCTOBER)
    assert [row["moderator"] for row in rows if row["is_compared"]] == ["m"]


def test_precision_is_by_rule_and_counts_what_waits():
    reader = reader_of(
        chats=CHATS,
        findings=[*(sign(f"s{n}", "2026-10-05 12:00") for n in range(4)), finding("n1", "2026-10-05 22:00")],
        casebook=decisions(s0="confirmed", s1="dismissed", s2="second_look"),
    )
    quiet, obscene = sorted(moderation.live_precision(reader), key=lambda row: row["n_findings"])
    assert (quiet["rule"], quiet["precision"], quiet["n_overdue"]) == ("quiet_hours", None, 0)
    assert (obscene["precision"], obscene["n_open"], obscene["n_overdue"]) == (0.5, 1, 2)


minutes = st.integers(0, 26 * 60)
heard = st.tuples(
    st.sampled_from("ab"), minutes, st.sampled_from(["5.3-2", "5.3-4", "5.3-5"]), st.sampled_from(["confirmed", "dismissed", "open"])
)  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(st.lists(heard, max_size=12), st.lists(heard, max_size=6))
def test_episodes_and_ledgers_equal_a_naive_recount(signs: list, journal: list):
    start = datetime(2026, 10, 5)

    def at(minute: int) -> str:
        return f"{start + timedelta(minutes=minute):%Y-%m-%d %H:%M}"

    found = [sign(f"s{n}", at(m), bullet, author=who) for n, (who, m, bullet, _) in enumerate(signs)]
    told = [
        entry(f"v{n}", at(m), bullet, who, status={"confirmed": "подтверждено", "dismissed": "отклонено"}.get(state, "на рассмотрении"))
        for n, (who, m, bullet, state) in enumerate(journal)
    ]  # fmt: skip
    states = {f"s{n}": state for n, (*_, state) in enumerate(signs)}
    reader = reader_of(chats=CHATS, findings=found, violations=told, casebook=decisions(**states))
    expected = {}
    for who in "ab":
        moments = sorted(
            {m for author, m, _, state in (*signs, *journal) if author == who and state == "confirmed"}
        )
        expected[who] = sum(n == 0 or m - moments[n - 1] > 30 for n, m in enumerate(moments))
    ledgers = {each.member_id: len(each.episodes) for each in moderation.ledgers(reader, END)}
    assert ledgers == {who: n for who, n in expected.items() if n}
    materialise(reader, "mart_episode_period", [OCTOBER])
    assert reader.scalar("select coalesce(sum(n_episodes), 0) from mart_episode_period") == sum(
        expected.values()
    )
    lines = "coalesce(sum(n_quiet + n_flood + n_rude + n_obscene + n_hate + n_personal), 0)"
    assert reader.scalar(f"select {lines} from mart_episode_period") == sum(expected.values())
