"""Stays of people in chats: lists and service messages laid over each other."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.stays import JOINS, LEAVES, Event, Stay, from_events, merge

DAY = datetime(2026, 9, 1)


def day(n: float) -> datetime:
    return DAY + timedelta(days=n)


# events → (joined, left, how joined, how left)
TOLD = {
    "invited": ([(1, "invite")], [(1, None, "добавлен", None)]),
    "by link, then left": ([(1, "join_by_link"), (3, "leave")], [(1, 3, "ссылка", "вышел")]),
    "removed, then back": (
        [(1, "invite"), (3, "kick"), (5, "join_by_request")],
        [(1, 3, "добавлен", "удалён"), (5, None, "заявка", None)],
    ),
    "left without a known join": ([(3, "leave")], [(None, 3, None, "вышел")]),
    "told twice": ([(1, "invite"), (2, "invite")], [(1, None, "добавлен", None)]),
    "out of order": ([(3, "leave"), (1, "join_by_link")], [(1, 3, "ссылка", "вышел")]),
}


@pytest.mark.parametrize("case", TOLD)
def test_service_messages_tell_stays(case):
    events, expected = TOLD[case]
    found = from_events(Event(day(at), kind) for at, kind in events)
    assert [(s.joined_at, s.left_at, s.join_method, s.leave_kind) for s in found] == [
        (None if joined is None else day(joined), None if left is None else day(left), how, out)
        for joined, left, how, out in expected
    ]
    assert all(stay.is_reconstructed for stay in found)


# listed, told → (joined, left) of each stay
MERGED = {
    "list alone": ([Stay(day(1))], [], [(1, None)]),
    "told alone": ([], [Stay(day(1), day(2))], [(1, 2)]),
    "the same join told twice": ([Stay(day(1))], [Stay(day(1))], [(1, None)]),
    "the list lacks the leave": ([Stay(day(1))], [Stay(day(1), day(4))], [(1, 4)]),
    "a leave closes the listed stay": ([Stay(day(1))], [Stay(None, day(4))], [(1, 4)]),
    "an undated row is the open stay": ([Stay(chat_role="участник")], [Stay(day(1))], [(1, None)]),
    "an undated row beside nothing": ([Stay(chat_role="участник")], [], [(None, None)]),
    "left once, still listed: back": (
        [Stay(chat_role="участник")],
        [Stay(day(1), day(2), is_reconstructed=True)],
        [(1, 2), (None, None)],
    ),
    "two stays stay two": ([Stay(day(1), day(2)), Stay(day(5))], [Stay(day(5))], [(1, 2), (5, None)]),
}


@pytest.mark.parametrize("case", MERGED)
def test_lists_and_service_messages_are_laid_over_each_other(case):
    listed, told, expected = MERGED[case]
    assert [(s.joined_at, s.left_at) for s in merge(listed, told)] == [
        tuple(None if n is None else day(n) for n in pair) for pair in expected
    ]


def test_what_a_list_says_wins_over_what_was_told():
    listed = Stay(day(1), join_method="ссылка", chat_role="владелец", origin=("r",))
    told = Stay(day(1), day(3), "добавлен", "u1", "удалён", is_reconstructed=True)
    (stay,) = merge([listed], [told])
    assert (stay.join_method, stay.chat_role, stay.left_at, stay.leave_kind) == (
        "ссылка",
        "владелец",
        day(3),
        "удалён",
    )
    assert not stay.is_reconstructed
    assert stay.origin == ("r",)


EVENTS = st.lists(
    st.builds(
        Event, st.integers(0, 40).map(day), st.sampled_from([*JOINS, *LEAVES]), st.sampled_from([None, "u1"])
    ),
    max_size=12,
)
LISTED = st.lists(
    st.builds(
        lambda start, length: Stay(day(start), None if length is None else day(start + length)),
        st.integers(0, 40),
        st.none() | st.integers(0, 10),
    ),
    max_size=1,
) | st.just([Stay(chat_role="участник")])


@given(EVENTS)
@settings(max_examples=150, deadline=None)
def test_told_stays_never_overlap_and_only_the_last_is_open(events):
    stays = from_events(events)
    assert all(stay.left_at is not None for stay in stays[:-1])
    for before, after in pairwise(stays):
        assert after.joined_at is None or before.left_at <= after.joined_at
    assert all(s.joined_at <= s.left_at for s in stays if s.joined_at and s.left_at)


@given(LISTED, EVENTS)
@settings(max_examples=300, deadline=None)
def test_laid_over_each_other_at_most_one_stay_is_open(listed, events):
    stays = merge(listed, from_events(events))
    assert sum(stay.left_at is None for stay in stays) <= 1
    assert all(s.joined_at <= s.left_at for s in stays if s.joined_at and s.left_at)
    spans = sorted((s.joined_at, s.left_at or datetime.max) for s in stays if s.joined_at)
    assert all(a[1] <= b[0] for a, b in pairwise(spans)), spans
