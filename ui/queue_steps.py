"""Where a person stands in the queue: the page of heaps read, the position, what is on the screen; all of it in the session.

A rerun that changes nothing (a box ticked, a word typed) asks nothing; a step asks about one page of heaps.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from types import SimpleNamespace

import pandas as pd
import streamlit as st

from ui import data
from warehouse.connect import Reader
from warehouse.labels import chat_labels
from warehouse.moderation import live_precision
from warehouse.queries import page_sql
from warehouse.queue import Filter, Heap, Page, heap_rows, read_page, refresh


@dataclass(frozen=True)
class Board:
    """Everything of one heap that a screen of the queue shows, texts apart."""

    heap: Heap
    rows: pd.DataFrame
    finding: SimpleNamespace
    history: pd.DataFrame
    precision: dict | None
    labels: dict[str, str]
    revision: int  # of the casebook that this person looks at
    number: int  # which heap of the queue, from 1
    n_heaps: int
    n_findings: int


def from_start() -> None:
    """Forget the place in the queue: another filter, another queue."""
    for name in ("queue_page", "queue_at", "queue_board", "queue_after"):
        st.session_state.pop(name, None)


def step(n: int) -> None:
    """Go to the next heap (1) or the one before (-1)."""
    st.session_state["queue_at"] = st.session_state.get("queue_at", 0) + n
    st.session_state["queue_back"] = n < 0
    st.session_state.pop("queue_board", None)


def decided(batch: str | None, keys: Iterable[str]) -> None:
    """Note what was just decided here, so that the next heap comes and the decision can be taken back."""
    if batch is not None:
        place = st.session_state.get("queue_page"), st.session_state.get("queue_at", 0)
        st.session_state["queue_last"] = batch, *place
    st.session_state["queue_after"] = frozenset(keys)
    st.session_state.pop("queue_board", None)


def last_batch() -> str | None:
    """The decision that «Отменить» takes back."""
    last = st.session_state.get("queue_last")
    return last[0] if last else None


def taken_back() -> None:
    """Return to the heap whose decision was taken back."""
    _, page, at = st.session_state.pop("queue_last")
    if page is not None:
        st.session_state["queue_page"], st.session_state["queue_at"] = page, at
    st.session_state.pop("queue_board", None)


def board(chosen: Filter) -> Board | None:
    """What is to be shown now; None: nothing waits."""
    _, version, revision = data.stamp()
    held = st.session_state.get("queue_board")
    if held and held[0] == (version, revision, chosen):
        return held[1]
    with data.reader() as reader:
        found = _place(reader, chosen)
        if found is None:
            from_start()
            return None
        page, at, rows = found
        st.session_state["queue_page"], st.session_state["queue_at"] = ((reader.version, chosen), page), at
        shown = _board(reader, page, at, rows)
    st.session_state["queue_board"] = (reader.version, shown.revision, chosen), shown
    return shown


def _place(reader: Reader, chosen: Filter) -> tuple[Page, int, list[dict]] | None:
    """The page, the position and the findings of the heap there, after what people have decided since."""
    key, page = st.session_state.get("queue_page", (None, None))
    at = st.session_state.get("queue_at", 0)
    if key == (reader.version, chosen):
        refresh(reader, chosen, page)
    else:
        page, at = read_page(reader, chosen), 0
    is_back, just = (
        st.session_state.pop("queue_back", False),
        st.session_state.pop("queue_after", frozenset()),
    )
    for _ in range(2):
        found = _backward(reader, chosen, page, at) if is_back else _forward(reader, chosen, page, at)
        if found is None:
            return None
        page, at = found
        rows = heap_rows(reader, chosen, page.heaps[at])
        if rows and rows[0]["finding_key"] not in just:
            break
        at, is_back = at + 1, False  # all of this heap was put aside by the click just made
    return page, at, rows


def _forward(reader: Reader, chosen: Filter, page: Page, at: int) -> tuple[Page, int] | None:
    found = page.next(at)
    if found is not None:
        return page, found
    following = read_page(reader, chosen, page.offset + page.n_waiting)
    if not following.heaps:
        following = read_page(reader, chosen)  # the end: from the beginning again
    return (following, 0) if following.heaps else None


def _backward(reader: Reader, chosen: Filter, page: Page, at: int) -> tuple[Page, int] | None:
    found = page.previous(at)
    if found is not None:
        return page, found
    if page.offset:
        before = read_page(reader, chosen, max(0, page.offset - len(page.heaps)))
        return _forward(reader, chosen, before, page.offset - before.offset - 1)
    return _forward(reader, chosen, page, 0)


def _board(reader: Reader, page: Page, at: int, rows: list[dict]) -> Board:
    heap = page.heaps[at]

    def ask(question: str, *parameters: object) -> pd.DataFrame:
        return reader.connection.execute(page_sql(question), list(parameters)).df()

    finding = SimpleNamespace(**ask("finding", rows[0]["finding_key"]).iloc[0].to_dict())
    return Board(
        heap,
        pd.DataFrame(rows),
        finding,
        ask("history_in_chat", finding.chat_id, finding.author_id),
        next((row for row in live_precision(reader) if row["rule"] == heap.rule), None),
        chat_labels(reader),
        reader.casebook_revision,
        page.number(at),
        page.n_heaps_left,
        page.n_left,
    )
