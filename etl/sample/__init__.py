"""An invented institution written as export files in real formats: for the first look, for tests, for benchmarks.

The same seed gives the same bytes. The files hold what such files hold in life, human untidiness included; the
truth about them (who is who, which message breaks which rule) is returned apart and never stands in the files.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Protocol

from etl.sample import journals, lists, office, people, platforms, story, talk
from etl.sample.dumpers import Dumper
from etl.sample.maxbot import MaxBot
from etl.sample.monthsheets import MonthSheets, mid
from etl.sample.people import MAX, VK
from etl.sample.truth import Truth
from etl.sample.vk import VkJson

AS_OF = date(2026, 10, 31)


class Writer(Protocol):
    """A format: it gets chats one after another, then closes its files."""

    def room(self, room: people.Room, items: list[talk.Item]) -> None:
        """One chat of its platform."""

    def finish(self) -> None:
        """Close what is open."""


def write(
    folder: Path,
    *,
    members: int = 620,
    messages: int = 11_000,
    months: int = 13,
    seed: int = 1,
    as_of: date | None = None,
    vk_as: str = "json",
    max_as: str = "bot",
    vk_months: int | None = None,
    without: frozenset[str] = frozenset(),
) -> Truth:
    """Write the institution's exports into a folder.

    Parameters: `members` and `messages` about how large, `months` how long (the last one ends at `as_of`);
    `vk_as` json | sheets | dumper and `max_as` bot | sheets: the same facts in another format; `vk_months` how many
    of the months passed on the former platform (by default a quarter); `without` facts that the platforms' files leave out
    (`LOSSES`, requests, reasons), so that a rich format tells no more than a poor one.
    Raises: ValueError for a size or a format that makes no sense.
    """
    if members < 12 or messages < 0 or not 1 <= months <= 120:
        raise ValueError("Нужно не меньше 12 участников, число сообщений от 0 и от 1 до 120 месяцев")
    as_of = as_of or AS_OF
    period = _months(as_of, months)
    former = vk_months if vk_months is not None else round(months * 0.23)
    moved_on = _next(period[-1]) if former >= months else period[former]
    silent = period[-4] if months >= 6 and period[-4] != moved_on else None
    it = platforms.build(seed, period, as_of, moved_on, silent, members)
    counts = talk.plan(it, messages)
    told = story.write(it, counts)
    folder.mkdir(parents=True, exist_ok=True)
    return _write(folder, it, counts, told, messages, vk_as, max_as, without)


def _write(
    folder: Path,
    it: people.Institution,
    counts: talk.Plan,
    told: story.Story,
    messages: int,
    vk_as: str,
    max_as: str,
    without: frozenset[str],
) -> Truth:
    """Chats first (the lists tell when everyone was last seen), then lists and journals."""
    sheets = MonthSheets(folder, it, messages)
    writers: dict[str, Writer] = {
        VK: _former(vk_as, folder, it, sheets),
        MAX: _present(max_as, folder, it, sheets),
    }
    truth = Truth(it, told)
    _stays_poorer(it, without)
    life = talk.Talk(it, counts, told.script)
    calls: list[talk.Call] = []
    for room in it.rooms:
        items = _poorer(life.timeline(room), without)
        writers[room.platform].room(room, items)
        truth.see(room, items)
        calls += [item for item in items if isinstance(item, talk.Call)]
    for writer in {id(w): w for w in writers.values()}.values():
        writer.finish()
    by_hand = {platform for platform, writer in writers.items() if isinstance(writer, MonthSheets)}
    lists.write(folder, it, by_hand)
    calls.sort(key=lambda call: (call.at, call.room.key))
    journals.write(folder, it, told, mid)
    office.write(folder, it, calls, by_hand)
    return truth


# What a format may not carry: fact → how a message looks without it (None: it is not there at all).
LOSSES: dict[str, Callable[[talk.Message], talk.Message | None]] = {
    "deletions": lambda message: None if message.deleted else message,
    "edits": lambda message: replace(message, edited=None),
    "replies": lambda message: replace(message, reply_to=None),
    "reactions": lambda message: replace(message, reactions=()),
    "polls": lambda message: _without_poll(message) if message.kind == "опрос" else message,
}


def _without_poll(message: talk.Message) -> talk.Message | None:
    """Where polls are lost, one without words leaves nothing."""
    return replace(message, kind="текст") if message.text.strip() else None


def _stays_poorer(it: people.Institution, without: frozenset[str]) -> None:
    """Take from stays what a format does not carry: that one asked to be let in, why one was removed."""
    for room in it.rooms:
        for stay in room.stays:
            if "requests" in without and stay.method == "заявка":
                stay.method = "ссылка"
            if "reasons" in without:
                stay.leave_reason = ""


def _poorer(items: list[talk.Item], without: frozenset[str]) -> list[talk.Item]:
    """The same life of a chat, told without some facts."""
    for fact in sorted(without & set(LOSSES)):
        lose = LOSSES[fact]
        items = [lose(item) if isinstance(item, talk.Message) else item for item in items]
        items = [item for item in items if item is not None]
    return items


def _former(kind: str, folder: Path, it: people.Institution, sheets: MonthSheets) -> Writer:
    if kind == "json":
        return VkJson(folder, it)
    if kind == "dumper":
        return Dumper(folder, it)
    if kind == "sheets":
        return sheets
    raise ValueError(f"Неизвестный формат прежней платформы: {kind}")


def _present(kind: str, folder: Path, it: people.Institution, sheets: MonthSheets) -> Writer:
    if kind == "bot":
        return MaxBot(folder, it)
    if kind == "sheets":
        return sheets
    raise ValueError(f"Неизвестный формат MAX: {kind}")


def _months(as_of: date, count: int) -> list[date]:
    last = as_of.replace(day=1)
    months = [last]
    while len(months) < count:
        before = months[0]
        months.insert(0, date(before.year - (before.month == 1), (before.month - 2) % 12 + 1, 1))
    return months


def _next(month: date) -> date:
    days = monthrange(month.year, month.month)[1]
    return date.fromordinal(month.toordinal() + days)
