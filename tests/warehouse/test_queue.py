"""Stepping through the queue by pages of heaps shows what a fresh reading of everything would show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kit import reader_of
from tests.regulation.indicators.test_moderation import CHATS, decisions, sign
from warehouse import queue
from warehouse.queue import Filter, Page, heap_rows, read_page, refresh

WAITING = Filter(("open", "second_look"), ("sign",))


def signs(n: int, *, alike: int = 1) -> list[dict]:
    """Signs an hour apart; each `alike` of them are near-duplicates."""
    start = datetime(2026, 10, 1, 8)
    return [
        sign(f"{k:03}", str(start + timedelta(hours=k)), duplicate_key=f"d{k // alike:03}", level="review")
        for k in range(n)
    ]


def walk(reader, size: int) -> Iterator[Page]:
    offset = 0
    while (page := read_page(reader, WAITING, offset)).heaps:
        assert len(page.heaps) <= size
        yield page
        offset += len(page.heaps)


def test_pages_hold_every_heap_once_and_in_order(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(queue, "SIZE", 4)
    reader = reader_of(chats=CHATS, findings=signs(20, alike=2))
    pages = list(walk(reader, 4))
    assert [heap.group_key for page in pages for heap in page.heaps] == [f"d{k:03}" for k in range(10)]
    assert {(page.n_heaps, page.n_all) for page in pages} == {(10, 20)}
    assert [page.number(0) for page in pages] == [1, 5, 9]


def test_sure_signs_come_first():
    rows = [*signs(3), sign("sure", "2026-10-30 12:00", level="violation", duplicate_key="s")]
    page = read_page(reader_of(chats=CHATS, findings=rows), WAITING)
    assert [heap.group_key for heap in page.heaps] == ["s", "d000", "d001", "d002"]


@settings(max_examples=25, deadline=None)
@given(
    st.dictionaries(st.integers(0, 11), st.sampled_from(["confirmed", "dismissed", "second_look", "open"]))
)
def test_a_page_read_before_tells_what_others_decided_since(states: dict[int, str]):
    rows = signs(12, alike=3)
    page = read_page(reader_of(chats=CHATS, findings=rows), WAITING)
    after = reader_of(
        chats=CHATS, findings=rows, casebook=decisions(**{f"{n:03}": s for n, s in states.items()})
    )
    refresh(after, WAITING, page)
    anew = read_page(after, WAITING)
    assert (page.n_left, page.n_heaps_left) == (anew.n_all, anew.n_heaps)
    assert [page.heaps[n].key for n in range(len(page.heaps)) if page.waits(n)] == [
        each.key for each in anew.heaps
    ]
    first, last = page.next(0), page.previous(len(page.heaps))
    assert (first is None) == (not anew.heaps)
    if first is not None:
        assert page.heaps[first].key == anew.heaps[0].key
        assert page.heaps[last].key == anew.heaps[-1].key
        assert page.number(last) == anew.n_heaps


def test_a_heap_gives_what_nobody_has_looked_at_first_and_only_what_the_filter_lets_through():
    rows = signs(3, alike=3)
    rows[2] |= {"chat_id": "c2"}
    reader = reader_of(chats=CHATS, findings=rows, casebook=decisions(**{"000": "second_look"}))
    (heap,) = read_page(reader, WAITING).heaps
    assert [row["finding_key"] for row in heap_rows(reader, WAITING, heap)] == ["f-001", "f-002", "f-000"]
    parents = Filter(("open", "second_look"), ("sign",), kinds=("родители",))
    assert [row["finding_key"] for row in heap_rows(reader, parents, heap)] == ["f-001", "f-000"]
