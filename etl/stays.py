"""Stays of people in chats: lists of members, joins and leaves told by service messages, laid over each other.

Pure functions over one participant of one chat at a time; times are UTC.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

SAME_MOMENT = timedelta(minutes=1)
JOINS = {
    "invite": "добавлен",
    "join_by_link": "ссылка",
    "join_by_request": "заявка",
    "rejoin": None,
    "create": None,
}
LEAVES = {"leave": "вышел", "kick": "удалён"}


@dataclass(frozen=True)
class Stay:
    """One stay of a participant in a chat; missing is unknown."""

    joined_at: datetime | None = None
    left_at: datetime | None = None
    join_method: str | None = None
    added_by: str | None = None
    leave_kind: str | None = None
    leave_reason: str | None = None
    chat_role: str | None = None
    is_muted: bool | None = None
    joined_has_time: bool = True
    left_has_time: bool = True
    is_reconstructed: bool = False
    origin: tuple | None = None  # (row_id, file_id, locator, is_corrected) of the list row it came from


@dataclass(frozen=True)
class Event:
    """One join or leave: who acted matters for an invitation and for a removal."""

    at: datetime
    kind: str
    actor: str | None = None


def from_events(events: Iterable[Event]) -> list[Stay]:
    """Stays that service messages tell of, oldest first; a leave without a known join has no beginning."""
    stays: list[Stay] = []
    for event in sorted(events, key=lambda each: each.at):
        is_open = bool(stays) and stays[-1].left_at is None
        if event.kind in JOINS:
            if not is_open:
                added_by = event.actor if event.kind == "invite" else None
                stays.append(
                    Stay(event.at, join_method=JOINS[event.kind], added_by=added_by, is_reconstructed=True)
                )
        elif event.kind in LEAVES:
            last = stays.pop() if is_open else Stay(is_reconstructed=True)
            stays.append(replace(last, left_at=event.at, leave_kind=LEAVES[event.kind]))
    return stays


def merge(listed: Iterable[Stay], told: Iterable[Stay]) -> list[Stay]:
    """Stays from lists, completed by stays that events tell of; nothing doubles.

    What a list says wins; events fill what it leaves out. A list row without a date is the one open stay (or, where
    none is open, the last one).
    """
    dated = sorted((stay for stay in listed if stay.joined_at), key=lambda stay: stay.joined_at)
    undated = [stay for stay in listed if not stay.joined_at]
    merged, rest = list(dated), []
    for stay in told:
        twin = next((n for n, known in enumerate(merged) if _same(known, stay)), None)
        if twin is None:
            rest.append(stay)
        else:
            merged[twin] = _filled(merged[twin], stay)
    merged = sorted([*merged, *rest], key=lambda stay: stay.joined_at or stay.left_at or datetime.max)
    for stay in undated:
        opened = [
            n for n, known in enumerate(merged) if known.left_at is None or known.left_at == stay.left_at
        ]
        if stay.left_at and not opened:
            opened = [
                n for n, known in enumerate(merged) if known.joined_at and known.joined_at < stay.left_at
            ]
        if opened:
            merged[opened[-1]] = replace(
                _filled(stay, merged[opened[-1]]), joined_at=merged[opened[-1]].joined_at
            )
        elif merged and stay.left_at is None and merged[-1].left_at and merged[-1].is_reconstructed:
            merged.append(stay)  # left once, yet the list still has him: he is back
        else:
            merged.append(stay)
    return _apart(merged)


def _apart(stays: list[Stay]) -> list[Stay]:
    """Stays that overlap are one: nobody is twice in a chat. The one that begins later knows better how it ended."""
    apart: list[Stay] = []
    # a stay without a known beginning comes first if it has ended, last if it goes on
    for stay in sorted(
        stays, key=lambda each: each.joined_at or (datetime.min if each.left_at else datetime.max)
    ):
        last = apart[-1] if apart else None
        if last is None or last.left_at is None or not stay.joined_at or last.left_at <= stay.joined_at:
            is_twice_open = last is not None and last.left_at is None
            if not is_twice_open:
                apart.append(stay)
                continue
        ends = _filled(stay, last)
        if last.left_at and stay.left_at and last.left_at > stay.left_at:
            ends = last
        apart[-1] = replace(
            _filled(last, stay),
            left_at=ends.left_at if stay.left_at else None,
            left_has_time=ends.left_has_time,
            leave_kind=ends.leave_kind if stay.left_at else None,
            leave_reason=ends.leave_reason if stay.left_at else None,
        )
    return apart


def _same(listed: Stay, told: Stay) -> bool:
    """Whether two stays are one: the same beginning, or an end that fits an open stay."""
    if told.joined_at is None:
        return (listed.left_at is None and listed.joined_at <= told.left_at) or listed.left_at == told.left_at
    if not listed.joined_has_time:
        return abs(told.joined_at - listed.joined_at) <= timedelta(days=1)
    if abs(told.joined_at - listed.joined_at) <= SAME_MOMENT:
        return True
    return listed.left_at is None and told.left_at is None


def _filled(first: Stay, second: Stay) -> Stay:
    """`first` with its gaps filled from `second`."""
    gaps = {
        name: getattr(second, name)
        for name in (
            "joined_at",
            "left_at",
            "join_method",
            "added_by",
            "leave_kind",
            "leave_reason",
            "chat_role",
            "is_muted",
        )
        if getattr(first, name) is None and getattr(second, name) is not None
    }
    if "left_at" in gaps:
        gaps["left_has_time"] = second.left_has_time
    return replace(
        first,
        is_reconstructed=first.is_reconstructed and second.is_reconstructed,
        origin=first.origin or second.origin,
        **gaps,
    )
