"""What is true about the sample and stands in none of its files: for tests of matching and of rules."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from etl.sample.monthsheets import mid
from etl.sample.people import DAY, Institution, Room, day_of
from etl.sample.story import FAR_AWAY, Story
from etl.sample.talk import Item, Message


@cache
def _month(day: int) -> str:
    return f"{day_of(day * DAY):%Y-%m}"


@dataclass
class Truth:
    """The generator's own knowledge."""

    it: Institution
    story: Story
    # (platform, chat id, message id, rule, kind of the chat) of every message that breaks a rule and is not excepted
    violations: list[tuple[str, str, str, str, str]] = field(default_factory=list)
    excepted: list[tuple[str, str, str]] = field(default_factory=list)
    messages: Counter = field(
        default_factory=Counter
    )  # (platform, YYYY-MM) → messages, deleted ones included
    deleted: Counter = field(default_factory=Counter)
    calls: Counter = field(default_factory=Counter)
    events: Counter = field(default_factory=Counter)

    def see(self, room: Room, items: list[Item]) -> None:
        """Take the truth of one chat."""
        for item in items:
            month = _month(item.at // DAY)
            if not isinstance(item, Message):
                (self.events if hasattr(item, "kind") else self.calls)[(room.platform, month)] += 1
                continue
            self.messages[(room.platform, month)] += 1
            self.deleted[(room.platform, month)] += item.deleted is not None
            self._judge(room, item)

    def _judge(self, room: Room, item: Message) -> None:
        """Which rule the message breaks; somebody in another zone is judged by the clock there."""
        rule, excepted = item.rule, item.excepted
        if item.author.id in self._away and room.kind in ("родители", "обучающиеся"):
            start, end = self._away[item.author.id]
            minute = (item.at + FAR_AWAY) % DAY // 60
            if start <= item.at <= end and rule in ("", "border", "quiet_hours"):
                excepted = 420 <= minute <= 1260
                rule = "quiet_hours" if rule == "quiet_hours" or not excepted else ""
        key = (room.platform, str(room.id), mid(room, item))
        if rule in ("", "border"):
            return
        if excepted:
            self.excepted.append(key)
        else:
            self.violations.append((*key, rule, room.kind))

    @cached_property
    def _away(self) -> dict[int, tuple[int, int]]:
        """Accounts in the other zone, from when to when."""
        return {e.account.id: (e.start, e.end) for e in self.story.exemptions if e.tz and e.account}

    @property
    def accounts(self) -> dict[tuple[str, str], str]:
        """(platform, member id) → the person's full name; «» for people whom no list of the institution knows."""
        return {
            (a.platform, str(a.id)): a.person.full if a.person.kind != "outsider" else ""
            for a in self.it.accounts
        }

    @property
    def guises(self) -> dict[tuple[str, str], str]:
        """Accounts whose name or role hides who they are, and how."""
        return {(a.platform, str(a.id)): a.guise for a in self.it.accounts if a.guise}

    @property
    def successors(self) -> dict[str, str]:
        """Chat of the former platform → its chat on the present one."""
        return {str(room.id): str(room.successor.id) for room in self.it.rooms if room.successor}

    @property
    def flaws(self) -> dict[str, str]:
        """Measure → the check that must name it («» — in order)."""
        return {measure.number: measure.flaw for measure in self.story.measures}

    def save(self, path: Path) -> None:
        """Write it down as JSON, outside the folder with the exports."""
        flat = {
            "accounts": [[*key, name] for key, name in self.accounts.items()],
            "guises": [[*key, how] for key, how in self.guises.items()],
            "successors": self.successors,
            "violations": self.violations,
            "excepted": self.excepted,
            "flaws": self.flaws,
            "messages": [[*key, n] for key, n in self.messages.items()],
        }
        path.write_text(json.dumps(flat, ensure_ascii=False, indent=1), "utf-8")
