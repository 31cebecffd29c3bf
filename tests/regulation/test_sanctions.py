"""Episodes, strikes and removal deadlines: tables of edges, and a recount from scratch for any sequence."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulation.sanctions import (
    Allowed,
    Limits,
    Measure,
    Removed,
    Violation,
    When,
    counted_episodes,
    episodes,
    join_unblocks,
    ledgers,
    removal,
    removal_deadline,
)


def at(text: str) -> When:
    """«10.11.2026 12:00», or a day alone: the clock isn't known."""
    has_time = " " in text
    return When(datetime.strptime(text, "%d.%m.%Y %H:%M" if has_time else "%d.%m.%Y"), has_time)


def said(*times: str, bullet: str = "5.3-3", chat: str = "c1", member: str = "m1") -> list[Violation]:
    return [
        Violation(f"{chat}-{member}-{number}-{time}", chat, member, bullet, at(time))
        for number, time in enumerate(times)
    ]


def block(start: str, planned: str | None = None, ended: str | None = None, **more) -> Measure:
    return Measure(
        more.pop("id", f"b {start}"),
        more.pop("kind", "блокировка"),
        "c1",
        "m1",
        at(start),
        planned_end=at(planned) if planned else None,
        ended=at(ended) if ended else None,
        **more,
    )


NOW = datetime(2026, 11, 24, 12, 0)
FOUR_DAYS = ("02.11.2026 10:00", "03.11.2026 10:00", "04.11.2026 10:00", "05.11.2026 10:00")


# --- episodes --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("times", "n"),
    [
        (("10.11.2026 12:00",), 1),
        (("10.11.2026 12:00", "10.11.2026 12:30"), 1),  # a gap of exactly 30 minutes
        (("10.11.2026 12:00", "10.11.2026 12:31"), 2),
        (
            ("10.11.2026 12:00", "10.11.2026 12:25", "10.11.2026 12:50", "10.11.2026 13:15"),
            1,
        ),  # neighbours count
        (("10.11.2026 23:50", "11.11.2026 00:10"), 1),  # over midnight
        (("10.11.2026", "10.11.2026"), 1),  # days alone: one a day
        (("10.11.2026", "11.11.2026"), 2),
        (("10.11.2026", "10.11.2026 00:00"), 2),  # a day and a known midnight
        (("10.11.2026 12:30", "10.11.2026 12:00"), 1),  # the order of rows is no order of events
        ((), 0),
    ],
)
def test_episodes_by_time(times, n):
    assert len(episodes(said(*times))) == n


def test_an_episode_is_of_one_author_in_one_chat():
    together = (
        said("10.11.2026 12:00") + said("10.11.2026 12:01", member="m2") + said("10.11.2026 12:02", chat="c2")
    )
    assert [episode.case for episode in episodes(together)] == [("c1", "m1"), ("c1", "m2"), ("c2", "m1")]


@pytest.mark.parametrize(
    ("bullets", "shown"),
    [
        (("5.3-1", "5.3-2"), "5.3-2"),
        (("5.3-2", "5.3-3"), "5.3-3"),
        (("5.3-3", "5.3-4"), "5.3-4"),
        (("5.3-4", "5.3-6"), "5.3-6"),
        (("5.3-5", "5.3-6"), "5.3-5"),
        (("5.2-тон", "5.3-1"), "5.3-1"),
        (("5.2-тон",), "5.2-тон"),
    ],
)
def test_an_episode_stands_under_its_most_severe_bullet(bullets, shown):
    violations = [violation for bullet in bullets for violation in said("10.11.2026 12:00", bullet=bullet)]
    (episode,) = episodes(violations)
    assert episode.bullet == shown
    assert len(episode.violations) == len(bullets)


def test_only_what_is_confirmed_and_known_by_now():
    rejected = Violation("x", "c1", "m1", "5.3-3", at("10.11.2026 12:00"), is_confirmed=False)
    assert episodes([rejected, *said("25.11.2026 12:00")], now=NOW) == []


def test_a_rejected_link_splits_an_episode():
    first, middle, last = said("10.11.2026 12:00", "10.11.2026 12:20", "10.11.2026 12:40")
    rejected = Violation(middle.violation_id, "c1", "m1", "5.3-3", middle.occurred, is_confirmed=False)
    assert len(episodes([first, middle, last])) == 1
    assert len(episodes([first, rejected, last])) == 2


# --- the ledger ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("times", "measures", "fresh", "allowed"),
    [
        (FOUR_DAYS[:1], [], 1, Allowed.REMARK),
        (FOUR_DAYS[:3], [], 3, Allowed.REMARK),
        (FOUR_DAYS, [], 4, Allowed.BLOCK),
        (("31.08.2026 20:00", *FOUR_DAYS[:3]), [], 3, Allowed.REMARK),  # last school year
        (("01.09.2026 07:00", *FOUR_DAYS[:3]), [], 4, Allowed.BLOCK),
        (FOUR_DAYS, [block("06.11.2026 09:00", "16.11.2026 09:00", "16.11.2026 09:00")], 0, Allowed.NOTHING),
        (FOUR_DAYS, [block("06.11.2026 09:00", "30.11.2026 09:00")], 0, Allowed.BLOCKED),
        (
            FOUR_DAYS,
            [block("06.11.2026 09:00", "10.11.2026 09:00")],
            0,
            Allowed.BLOCKED,
        ),  # access not restored
        # lifted at once, as cancelled: nothing is used up
        (FOUR_DAYS, [block("06.11.2026 09:00", "16.11.2026 09:00", "06.11.2026 09:00")], 4, Allowed.BLOCK),
        (
            (*FOUR_DAYS, "20.11.2026 10:00"),
            [block("06.11.2026 09:00", "16.11.2026 09:00", "16.11.2026 09:00")],
            1,
            Allowed.REMARK,
        ),
        # a row «разблокировка» lifts the block
        (
            FOUR_DAYS,
            [block("06.11.2026 09:00", "30.11.2026 09:00"), block("10.11.2026 09:00", kind="разблокировка")],
            0,
            Allowed.NOTHING,
        ),
        # lifted tomorrow is not lifted yet
        (FOUR_DAYS, [block("06.11.2026 09:00", "30.11.2026 09:00", "25.11.2026 09:00")], 0, Allowed.BLOCKED),
    ],
)
def test_ledger(times, measures, fresh, allowed):
    (of_case,) = ledgers(said(*times), measures, NOW)
    assert (len(of_case.fresh), of_case.allowed) == (fresh, allowed)
    assert of_case.missing == max(0, 4 - fresh)


def test_strikes_without_a_school_year_never_lapse():
    times = ("31.08.2026 20:00", *FOUR_DAYS[:3])
    (of_case,) = ledgers(said(*times), [], NOW, Limits(is_by_school_year=False))
    assert of_case.allowed is Allowed.BLOCK


def test_strikes_of_other_chats_and_people_do_not_add_up():
    spread = said(*FOUR_DAYS[:2]) + said(*FOUR_DAYS[2:], chat="c2") + said(FOUR_DAYS[0], member="m2")
    assert [(each.chat_id, each.member_id, len(each.fresh)) for each in ledgers(spread, [], NOW)] == [
        ("c1", "m1", 2),
        ("c1", "m2", 1),
        ("c2", "m1", 2),
    ]


@pytest.mark.parametrize(
    ("remark", "warned"),
    [("04.11.2026 12:00", True), ("05.11.2026 09:59", True), ("05.11.2026 10:00", False), (None, False)],
)
def test_warned_before_the_fourth(remark, warned):
    remarks = [block(remark, kind="замечание")] if remark else []
    (of_case,) = ledgers(said(*FOUR_DAYS), remarks, NOW)
    assert of_case.was_warned is warned


@pytest.mark.parametrize(
    ("times", "measures", "sentence"),
    [
        (FOUR_DAYS[:3], [], "Подтверждено: 3 эпизода за учебный год. Блокировка пока не предусмотрена"),
        (FOUR_DAYS, [], "это право, а не обязанность"),
        (FOUR_DAYS, [block("06.11.2026 09:00", "30.11.2026 09:00")], "Сейчас заблокирован до 30.11.2026."),
        ((), [block("06.11.2026 09:00")], "Сейчас заблокирован."),
        (
            FOUR_DAYS,
            [block("06.11.2026 09:00", "07.11.2026 09:00", "07.11.2026 09:00")],
            "Новых подтверждённых эпизодов нет; учтено прежней блокировкой: 4 эпизода.",
        ),
    ],
)
def test_ledger_says_what_is_allowed(times, measures, sentence):
    (of_case,) = ledgers(said(*times), measures, NOW)
    assert sentence in of_case.sentence


@pytest.mark.parametrize(
    ("n", "words"),
    [
        (1, "1 эпизод"),
        (2, "2 эпизода"),
        (5, "5 эпизодов"),
        (11, "11 эпизодов"),
        (14, "14 эпизодов"),
        (21, "21 эпизод"),
    ],
)
def test_counted_episodes(n, words):
    assert counted_episodes(n) == words


def test_an_unblocking_joins_the_last_open_block_and_keeps_what_the_block_says():
    unblock = block(
        "10.11.2026 09:00",
        kind="разблокировка",
        apology=at("09.11.2026 10:00"),
        consulted=at("09.11.2026"),
        objections=0,
    )
    older = block("01.10.2026 09:00", "10.10.2026 09:00")
    newer = block("06.11.2026 09:00", "30.11.2026 09:00", objections=2)
    joined = join_unblocks([unblock, newer, older])
    assert [(each.started, each.ended) for each in joined] == [
        (older.started, None),
        (newer.started, unblock.started),
    ]
    assert (joined[1].apology, joined[1].consulted, joined[1].objections) == (
        unblock.apology,
        unblock.consulted,
        2,
    )


def test_an_unblocking_of_somebody_else_or_of_nothing_stays():
    stray = block("10.11.2026 09:00", kind="разблокировка")
    later = block("11.11.2026 09:00")
    lifted = block("01.11.2026 09:00", ended="02.11.2026 09:00")
    assert join_unblocks([stray, later, lifted]) == [lifted, stray, later]


# --- a recount from scratch ------------------------------------------------------------------------------

START = datetime(2026, 8, 25)
spots = st.integers(0, 24 * 60 // 5 * 100).map(lambda n: START + timedelta(minutes=5 * n))
violation_rows = st.tuples(st.sampled_from("ab"), st.sampled_from("xy"), spots, st.booleans())
block_rows = st.tuples(
    st.sampled_from("ab"),
    st.sampled_from("xy"),
    spots,
    st.none() | st.integers(0, 40 * 24 * 12).map(lambda n: timedelta(minutes=5 * n)),  # planned for
    st.none() | st.integers(0, 40 * 24 * 12).map(lambda n: timedelta(minutes=5 * n)),  # lifted after
)


def naive_ledger(chat, member, rows, decided, blocks, now):
    """Strikes, those left and whether blocked: counted anew from the bare rows, minute by minute."""
    timed, days = set(), set()
    for number, (row_chat, row_member, moment, has_time) in enumerate(rows):
        if (row_chat, row_member) == (chat, member) and moment <= now and decided[number]:
            timed |= {moment} if has_time else set()
            days |= set() if has_time else {moment.date()}
    near = timedelta(minutes=30)
    starts = [
        (moment, True) for moment in timed if not any(moment - near <= other < moment for other in timed)
    ]
    starts += [(datetime.combine(day, datetime.min.time()), False) for day in days]
    year = datetime(2026, 9, 1) if now >= datetime(2026, 9, 1) else datetime(2025, 9, 1)
    starts = [(moment, has_time) for moment, has_time in starts if moment >= year]
    used, blocked = [], False
    for row_chat, row_member, start, _planned, lifted_after in blocks:
        if (row_chat, row_member) != (chat, member) or start > now:
            continue
        lifted = None if lifted_after is None else start + lifted_after
        if lifted == start:
            continue
        blocked = blocked or lifted is None or lifted > now
        used.append(start)
    left = [
        (moment, has_time)
        for moment, has_time in starts
        if not any(moment < start if has_time else moment.date() <= start.date() for start in used)
    ]
    return len(starts), len(left), blocked


@settings(max_examples=300, deadline=None)
@given(
    st.lists(violation_rows, max_size=25),
    st.lists(st.tuples(st.integers(0, 24), st.booleans()), max_size=10),
    st.lists(block_rows, max_size=5),
    spots,
)
def test_ledger_equals_a_recount_from_scratch(rows, decisions, blocks, now):
    decided = dict.fromkeys(range(len(rows)), True) | dict(decisions)  # the last decision on a row holds
    violations = [
        Violation(
            f"v{number}",
            chat,
            member,
            "5.3-3",
            When(moment if has_time else datetime.combine(moment.date(), datetime.min.time()), has_time),
            decided[number],
        )
        for number, (chat, member, moment, has_time) in enumerate(rows)
    ]
    measures = [
        Measure(
            f"b{number}",
            "блокировка",
            chat,
            member,
            When(start),
            planned_end=None if planned is None else When(start + planned),
            ended=None if lifted is None else When(start + lifted),
        )
        for number, (chat, member, start, planned, lifted) in enumerate(blocks)
    ]
    found = {(each.chat_id, each.member_id): each for each in ledgers(violations, measures, now)}
    naive_rows = [
        (chat, member, moment if has_time else datetime.combine(moment.date(), datetime.min.time()), has_time)
        for chat, member, moment, has_time in rows
    ]
    for chat in "ab":
        for member in "xy":
            expected = naive_ledger(chat, member, naive_rows, decided, blocks, now)
            each = found.get((chat, member))
            counted = (len(each.episodes), len(each.fresh), each.is_blocked) if each else (0, 0, False)
            assert counted == expected


# --- removal ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bullet", "occurred", "deadline"),
    [
        ("5.3-3", "10.11.2026 12:00", "10.11.2026 14:00"),
        ("5.3-6", "10.11.2026 03:00", "10.11.2026 09:00"),
        ("5.3-5", "10.11.2026 20:30", "11.11.2026 08:30"),
        ("5.3-4", "10.11.2026 22:00", "11.11.2026 09:00"),
        ("5.3-2", "10.11.2026 12:00", "11.11.2026 12:00"),
        ("5.3-2", "10.11.2026 22:00", "11.11.2026 21:00"),
    ],
)
def test_removal_deadline(bullet, occurred, deadline):
    assert removal_deadline(bullet, at(occurred).at) == at(deadline).at


@pytest.mark.parametrize("bullet", ["5.3-1", "5.2-тон"])
def test_not_everything_has_to_be_removed(bullet):
    with pytest.raises(ValueError, match="no removal"):
        removal_deadline(bullet, NOW)


@pytest.mark.parametrize(
    ("removed", "by_author", "now", "state", "hours"),
    [
        ("10.11.2026 14:00", False, NOW, Removed.IN_TIME, 2.0),
        ("10.11.2026 14:01", False, NOW, Removed.LATE, pytest.approx(2 + 1 / 60)),
        (None, False, datetime(2026, 11, 10, 14, 0), Removed.OPEN, 2.0),
        (None, False, datetime(2026, 11, 10, 14, 1), Removed.OVERDUE, pytest.approx(2 + 1 / 60)),
        (None, False, datetime(2026, 11, 11, 12, 0), Removed.OVERDUE, 14.0),
        ("12.11.2026 12:00", True, NOW, Removed.IN_TIME, None),  # the author did it
        ("12.11.2026 12:00", False, datetime(2026, 11, 10, 13, 0), Removed.OPEN, 1.0),  # not known yet
    ],
)
def test_removal(removed, by_author, now, state, hours):
    gone = at(removed).at if removed else None
    found = removal("5.3-4", at("10.11.2026 12:00").at, gone, now, by_author=by_author)
    assert (found.state, found.hours) == (state, hours)
