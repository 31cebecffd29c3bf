"""Every block, unblocking and removal against clauses 4.4–4.7, edge by edge."""

from datetime import datetime, timedelta

import pytest

from regulation.audit import (
    Chat,
    Level,
    acquainted_since,
    audit,
    dislike_signs,
    falls_in,
)
from regulation.sanctions import Measure, Violation
from tests.regulation.test_sanctions import FOUR_DAYS, NOW, at, block, said

FIVE_MORE = tuple(f"{day:02}.11.2026 10:00" for day in (17, 18, 19, 20, 21))
RULES = {"reason": "нарушение правил"}


def codes(measures, violations=(), chat: Chat = Chat(), now=NOW, check: str = "") -> list[str]:
    """Grounds of one check (or «check code» of all), in order."""
    verdicts = audit(measures, violations, {"c1": chat}, now)
    return [
        each.code if check else f"{each.check} {each.code}"
        for each in verdicts
        if each.check.startswith(check)
    ]


# --- 4.5-02: more than three times -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("times", "start", "expected"),
    [
        (FOUR_DAYS, "06.11.2026 09:00", []),
        (FOUR_DAYS[:3], "06.11.2026 09:00", ["too_few_episodes"]),
        (FOUR_DAYS, "05.11.2026 10:00", ["too_few_episodes"]),  # the fourth isn't before the block
        (FOUR_DAYS, "05.11.2026 10:01", []),
        ((), "06.11.2026 09:00", ["too_few_episodes"]),
        (("31.08.2026 10:00", *FOUR_DAYS[:3]), "06.11.2026 09:00", ["too_few_episodes"]),
        (("01.09.2026 10:00", *FOUR_DAYS[:3]), "06.11.2026 09:00", []),
        # journals that know days alone: a measure follows what it answers
        ((*FOUR_DAYS[:3], "06.11.2026"), "06.11.2026", []),
        ((*FOUR_DAYS[:3], "06.11.2026 15:00"), "06.11.2026", []),
        ((*FOUR_DAYS[:3], "07.11.2026"), "06.11.2026", ["too_few_episodes"]),
        # four messages within half an hour are one episode
        (tuple(f"02.11.2026 10:{m}" for m in (10, 20, 30, 40)), "06.11.2026 09:00", ["too_few_episodes"]),
    ],
)
def test_grounds_of_a_block(times, start, expected):
    one = block(start, "16.11.2026 09:00", "16.11.2026 09:00", **RULES)
    assert codes([one], said(*times), check="4.5-02") == expected


def test_a_later_rejection_takes_the_ground_away():
    *three, fourth = said(*FOUR_DAYS)
    rejected = Violation(fourth.violation_id, "c1", "m1", "5.3-3", fourth.occurred, is_confirmed=False)
    one = block("06.11.2026 09:00", "16.11.2026 09:00", **RULES)
    assert codes([one], [*three, fourth], now=datetime(2026, 11, 7), check="4.5") == []
    assert codes([one], [*three, rejected], now=datetime(2026, 11, 7), check="4.5") == ["too_few_episodes"]


def test_strikes_of_another_chat_are_no_ground():
    one = block("06.11.2026 09:00", "16.11.2026 09:00", "16.11.2026 09:00", **RULES)
    assert codes([one], said(*FOUR_DAYS, chat="c2"), check="4.5-02") == ["too_few_episodes"]


@pytest.mark.parametrize(
    ("first_ended", "more", "expected"),
    [
        ("16.11.2026 09:00", FIVE_MORE[:3], ["too_few_episodes"]),  # the first four are used up
        ("16.11.2026 09:00", FIVE_MORE[:4], []),
        ("06.11.2026 09:00", (), []),  # the first block was cancelled at once
    ],
)
def test_strikes_are_answered_once(first_ended, more, expected):
    first = block("06.11.2026 09:00", "16.11.2026 09:00", first_ended, **RULES)
    second = block("22.11.2026 09:00", "23.11.2026 09:00", "23.11.2026 09:00", **RULES)
    assert codes([first, second], said(*FOUR_DAYS, *more), check="4.5-02") == expected


def test_a_prolongation_rests_on_the_same_ground():
    first = block("06.11.2026 09:00", "16.11.2026 09:00", "16.11.2026 09:00", **RULES)
    longer = block("10.11.2026 09:00", "20.11.2026 09:00", "20.11.2026 09:00", **RULES)
    assert codes([first, longer], said(*FOUR_DAYS), check="4.5") == []


# --- 4.5-03: a month ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "planned", "ended", "expected"),
    [
        ("31.01.2026 10:00", "28.02.2026 10:00", None, []),
        ("31.01.2026 10:00", "28.02.2026 10:01", None, ["over_month"]),
        ("30.03.2026 10:00", "30.04.2026 10:00", None, []),
        ("30.03.2026 10:00", "01.05.2026 10:00", None, ["over_month"]),
        ("30.03.2026 10:00", "01.06.2026 10:00", "30.04.2026 10:00", []),  # lifted in time
        ("30.03.2026 10:00", "10.04.2026 10:00", "30.04.2026 10:01", ["over_month"]),
        ("30.03.2026", "30.04.2026", None, []),
        ("30.03.2026", "30.04.2026 18:00", None, []),  # days are compared where a clock is missing
        ("30.03.2026", "01.05.2026", None, ["over_month"]),
        ("30.03.2026 10:00", None, None, ["over_month"]),
        ("24.10.2026 12:00", None, None, ["no_end"]),  # exactly a month ago
        ("24.10.2026 11:59", None, None, ["over_month"]),
        ("23.11.2026 12:00", None, None, ["no_end"]),
        ("30.03.2026 10:00", None, "10.04.2026 10:00", []),
    ],
)
def test_a_block_lasts_a_month_at_most(start, planned, ended, expected):
    assert codes([block(start, planned, ended, **RULES)], check="4.5-03") == expected


def test_a_block_without_an_end_is_a_warning_first():
    (verdict,) = [each for each in audit([block("23.11.2026 12:00")], [], {}, NOW) if each.check == "4.5-03"]
    assert verdict.level is Level.WARN
    assert "не позднее 23.12.2026" in verdict.sentence


OCTOBER = ("05.10.2026 10:00", "06.10.2026 10:00", "07.10.2026 10:00", "08.10.2026 10:00")


@pytest.mark.parametrize(
    ("blocks", "more", "reported"),
    [
        # two times twenty days, nothing new between: the second crosses the month
        ([("10.10.2026 09:00", "30.10.2026 09:00"), ("30.10.2026 09:00", "19.11.2026 09:00")], (), [1]),
        ([("10.10.2026 09:00", "30.10.2026 09:00"), ("01.11.2026 09:00", "19.11.2026 09:00")], (), [1]),
        # exactly a month together
        ([("10.10.2026 09:00", "30.10.2026 09:00"), ("30.10.2026 09:00", "10.11.2026 09:00")], (), []),
        # days under both blocks count once
        ([("10.10.2026 09:00", "05.11.2026 09:00"), ("20.10.2026 09:00", "10.11.2026 09:00")], (), []),
        # three blocks: reported once, on the one that crosses
        (
            [
                ("10.10.2026 09:00", "30.10.2026 09:00"),
                ("30.10.2026 09:00", "15.11.2026 09:00"),
                ("15.11.2026 09:00", "20.11.2026 09:00"),
            ],
            (),
            [1],
        ),
        # four new episodes are a new basis
        ([("10.10.2026 09:00", "30.10.2026 09:00"), ("06.11.2026 09:00", "24.11.2026 09:00")], FOUR_DAYS, []),
        (
            [("10.10.2026 09:00", "30.10.2026 09:00"), ("06.11.2026 09:00", "24.11.2026 09:00")],
            FOUR_DAYS[:3],
            [1],
        ),
    ],
)
def test_blocks_in_a_chain_are_summed(blocks, more, reported):
    rows = [block(start, end, end, id=str(n), **RULES) for n, (start, end) in enumerate(blocks)]
    verdicts = audit(rows, said(*OCTOBER, *more), {}, NOW)
    found = [int(each.measure.measure_id) for each in verdicts if each.check == "4.5-03"]
    assert found == reported


# --- 4.5-04, 4.5-05 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("decided_by", "moderators", "expected"),
    [
        ("t1", frozenset({"t1", "t2"}), []),
        ("t3", frozenset({"t1", "t2"}), ["not_moderator"]),
        (None, frozenset({"t1"}), ["nobody_named"]),
        ("t1", frozenset(), ["not_moderator"]),
        ("t3", None, []),  # nobody knows who moderates: nothing is said
    ],
)
def test_only_a_moderator_of_the_chat_blocks(decided_by, moderators, expected):
    one = block("06.11.2026 09:00", "16.11.2026 09:00", decided_by=decided_by)
    assert codes([one], chat=Chat(moderators), check="4.5-04") == expected


@pytest.mark.parametrize(
    ("planned", "ended", "expected"),
    [
        ("24.11.2026 11:59", None, ["not_restored"]),
        ("24.11.2026 12:00", None, []),
        ("24.11.2026", None, []),  # the whole day
        ("23.11.2026", None, ["not_restored"]),
        ("23.11.2026 12:00", "23.11.2026 18:00", []),
        ("23.11.2026 12:00", "25.11.2026 18:00", ["not_restored"]),  # lifted later than now
        (None, None, []),
    ],
)
def test_access_is_restored_in_time(planned, ended, expected):
    assert codes([block("20.11.2026 09:00", planned, ended)], check="4.5-05") == expected


# --- 4.6: early release ------------------------------------------------------------------------------------

CONSULTED = {"consulted": at("09.11.2026 09:00"), "objections": 0}


@pytest.mark.parametrize(
    ("ended", "apology", "expected"),
    [
        ("12.11.2026 09:00", "08.11.2026 10:00", []),
        ("12.11.2026 09:00", "06.11.2026 09:00", []),  # the very start
        ("12.11.2026 09:00", "12.11.2026 09:00", []),  # the very end
        ("12.11.2026 09:00", "12.11.2026", []),
        ("12.11.2026 09:00", None, ["no_apology"]),
        ("12.11.2026 09:00", "12.11.2026 09:01", ["apology_outside"]),
        ("12.11.2026 09:00", "06.11.2026 08:59", ["apology_outside"]),
        ("16.11.2026 00:01", None, []),  # the planned day, any hour, is not early
        ("17.11.2026 09:00", None, []),
        ("15.11.2026 23:59", None, ["no_apology"]),
    ],
)
def test_early_release_needs_an_apology(ended, apology, expected):
    more = {"apology": at(apology)} if apology else {}
    one = block("06.11.2026 09:00", "16.11.2026 09:00", ended, **CONSULTED, **more)
    assert codes([one], check="4.6-02") == expected


@pytest.mark.parametrize(
    ("consulted", "objections", "expected"),
    [
        ("11.11.2026 09:00", 0, []),  # exactly 24 hours before
        ("11.11.2026 09:00", None, []),
        ("11.11.2026 09:01", 0, ["window_open"]),
        ("11.11.2026", 0, []),
        ("12.11.2026", 0, ["window_open"]),
        ("09.11.2026 09:00", 1, ["objections"]),
        (None, None, ["not_consulted"]),
        (None, 2, ["objections"]),
    ],
)
def test_early_release_needs_nobody_against_it(consulted, objections, expected):
    one = block(
        "06.11.2026 09:00",
        "16.11.2026 09:00",
        "12.11.2026 09:00",
        apology=at("08.11.2026 09:00"),
        consulted=at(consulted) if consulted else None,
        objections=objections,
    )
    assert codes([one], check="4.6-03") == expected


def test_release_in_time_asks_for_nothing():
    one = block("06.11.2026 09:00", "16.11.2026 09:00", "16.11.2026 20:00", objections=3)
    assert codes([one], check="4.6") == []


def test_release_by_a_row_of_its_own():
    rows = [block("06.11.2026 09:00", "16.11.2026 09:00"), block("12.11.2026 09:00", kind="разблокировка")]
    assert codes(rows, check="4.6") == ["no_apology", "not_consulted"]


# --- 4.7: reasons ------------------------------------------------------------------------------------------

ADMINISTRATIVE = [
    "отчисление",
    "увольнение",
    "перевод",
    "дубликат",
    "исправление роли",
    "по просьбе",
    "посторонний",
    "безопасность",
    "перенос чата",
]


def removed(reason: str | None, basis: tuple[str, ...] = ()) -> Measure:
    return Measure("r", "удаление", "c1", "m1", at("06.11.2026 09:00"), reason=reason, basis=basis)


@pytest.mark.parametrize("reason", ADMINISTRATIVE)
def test_administrative_removals_are_no_breach(reason):
    assert codes([removed(reason)]) == []


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        (removed("нарушение правил", ("v1",)), []),
        (removed("нарушение правил"), ["4.7-03 no_violations"]),
        (removed(None, ("v1",)), []),
        (removed(None), ["4.7-01 no_reason"]),
        (removed("иное"), ["4.7-01 other_reason"]),
    ],
)
def test_reasons_of_removals(measure, expected):
    assert codes([measure]) == expected


@pytest.mark.parametrize(("reason", "expected"), [("иное", ["other_reason"]), ("нарушение правил", [])])
def test_reasons_of_blocks(reason, expected):
    one = block("06.11.2026 09:00", "16.11.2026 09:00", "16.11.2026 09:00", reason=reason)
    assert codes([one], said(*FOUR_DAYS), check="4.7") == expected


def test_remarks_and_stray_unblockings_are_not_audited():
    rows = [block("06.11.2026 09:00", kind="замечание"), block("07.11.2026 09:00", kind="разблокировка")]
    assert codes(rows) == []


def by(moderator: str, *members: str, reason: str = "нарушение правил") -> list[Measure]:
    return [
        Measure(
            f"{moderator}{n}",
            "блокировка",
            "c1",
            member,
            at("06.11.2026"),
            decided_by=moderator,
            reason=reason,
        )
        for n, member in enumerate(members)
    ]


@pytest.mark.parametrize(
    ("members", "is_sign"),
    [("aa", False), ("aaa", True), ("aaaab", True), ("aaab", False), ("abc", False)],
)
def test_measures_against_one_person_are_a_sign(members, is_sign):
    assert bool(dislike_signs(by("t1", *members))) is is_sign


def test_movements_of_people_are_no_sign():
    assert dislike_signs(by("t1", *"aaaa", reason="отчисление")) == []


def test_moderators_are_compared_only_where_there_are_enough():
    nine = [measure for n in range(8) for measure in by(f"t{n}", "a", "b")]
    busy = by("busy", *"abcdefgh")
    assert dislike_signs(nine + busy) == []
    (sign,) = dislike_signs(nine + by("t9", "a", "b") + busy)
    assert (sign.moderator, sign.n_measures, sign.is_above_others, sign.is_one_person) == (
        "busy",
        8,
        True,
        False,
    )


# --- 4.4: rules made known -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("joined", "pinned", "posts", "since"),
    [
        ("02.11.2026 10:00", "01.11.2026 09:00", [], "02.11.2026 10:00"),
        ("02.11.2026 10:00", "02.11.2026 10:00", [], "02.11.2026 10:00"),
        ("02.11.2026 10:00", "02.11.2026", [], "02.11.2026 10:00"),
        ("02.11.2026 10:00", "03.11.2026 09:00", [], "03.11.2026 09:00"),
        ("02.11.2026 10:00", "03.11.2026 10:00", [], "03.11.2026 10:00"),
        ("02.11.2026 10:00", "03.11.2026 11:00", [], None),  # 25 hours
        ("02.11.2026 10:00", None, ["03.11.2026 09:59"], "03.11.2026 09:59"),
        (
            "02.11.2026 10:00",
            None,
            ["02.11.2026 09:59", "09.11.2026 09:59"],
            None,
        ),  # weekly, none in 24 hours
        ("02.11.2026 10:00", "03.11.2026 09:00", ["02.11.2026 12:00"], "02.11.2026 12:00"),
        ("02.11.2026 10:00", None, [], None),
        ("02.11.2026", None, ["03.11.2026 23:00"], "03.11.2026 23:00"),  # the hour of joining isn't known
    ],
)
def test_rules_made_known(joined, pinned, posts, since):
    found = acquainted_since(at(joined), at(pinned) if pinned else None, [at(post).at for post in posts])
    assert found == (at(since) if since else None)


@pytest.mark.parametrize(
    ("joined", "acquainted", "expected"),
    [
        ({"m1": at("01.11.2026 10:00")}, {"m1": at("01.11.2026 12:00")}, []),
        ({"m1": at("01.11.2026 10:00")}, {"m1": at("02.11.2026 10:00")}, []),  # by the first violation
        ({"m1": at("01.11.2026 10:00")}, {"m1": at("02.11.2026 10:01")}, ["unacquainted"]),
        ({"m1": at("01.11.2026 10:00")}, {"m1": None}, ["unacquainted"]),
        ({}, {}, []),  # nobody knows when the participant joined
    ],
)
def test_no_measures_before_the_rules_are_known(joined, acquainted, expected):
    one = block("06.11.2026 09:00", "16.11.2026 09:00", "16.11.2026 09:00")
    chat = Chat(joined=joined, acquainted=acquainted)
    assert codes([one], said(*FOUR_DAYS), chat, check="4.4-03") == expected


# --- months --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "check", "october", "november"),
    [
        (block("31.10.2026 23:59", "10.11.2026 09:00", "10.11.2026 09:00"), "4.5-02", True, False),
        (block("01.11.2026 00:00", "10.11.2026 09:00", "10.11.2026 09:00"), "4.5-02", False, True),
        (block("01.09.2026 00:00", "10.12.2026 09:00"), "4.5-03", True, True),  # open at both ends
        (block("01.10.2026 00:00", "20.11.2026 00:00", "10.11.2026 00:00"), "4.6-02", False, True),
        (block("01.10.2026 00:00", "20.10.2026 00:00"), "4.5-05", True, True),
    ],
)
def test_a_verdict_belongs_to_its_month(measure, check, october, november):
    for (start, end), expected in {
        (datetime(2026, 10, 1), datetime(2026, 11, 1)): october,
        (datetime(2026, 11, 1), datetime(2026, 12, 1)): november,
    }.items():
        verdicts = audit([measure], [], {}, end - timedelta(seconds=1))
        assert any(each.check == check and falls_in(each, start, end) for each in verdicts) is expected


def test_every_verdict_is_a_plain_sentence_with_advice_and_its_clause():
    rows = [
        block("06.11.2026 09:00", "30.12.2026 09:00", "12.11.2026 09:00", reason="иное"),
        block("13.11.2026 09:00", None, id="endless"),
        removed("нарушение правил"),
    ]
    verdicts = audit(rows, said(FOUR_DAYS[0]), {"c1": Chat(frozenset({"t1"}))}, NOW)
    assert {each.check for each in verdicts} == {
        "4.5-02",
        "4.5-03",
        "4.5-04",
        "4.6-02",
        "4.6-03",
        "4.7-01",
        "4.7-03",
    }
    for each in verdicts:
        assert each.clause == each.check[:3]
        assert each.sentence.endswith(".")
        assert each.advice.endswith(".")
        assert "c1" not in each.sentence + each.advice
        assert "m1" not in each.sentence + each.advice
