"""What happens in one chat from its first day to its last: messages, calls and service events, in order of time.

One chat at a time is held in memory, so that ten million messages need no more room than a few thousand.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from etl.sample import phrases
from etl.sample.people import DAY, MAX, VK, Account, Institution, Room, Stay, at, day_of

# A school year's rhythm: how lively a month is, and when in a day and a week people write.
_SEASON = {
    1: 0.8,
    2: 1.0,
    3: 1.0,
    4: 1.05,
    5: 1.1,
    6: 0.3,
    7: 0.12,
    8: 0.35,
    9: 1.6,
    10: 1.3,
    11: 1.15,
    12: 1.2,
}
_STYLE = {"normal": 1.0, "quiet": 0.15, "one-sided": 0.35, "dead": 0.25}
_KIND = {"родители": 1.0, "обучающиеся": 0.75, "служебный": 1.4, "канал": 0.35, "иной": 0.5}
_HOURS = (
    7,
    8,
    8,
    9,
    9,
    10,
    10,
    11,
    12,
    12,
    13,
    13,
    14,
    14,
    15,
    15,
    16,
    16,
    17,
    17,
    17,
    18,
    18,
    18,
    18,
    19,
    19,
    19,
    19,
    20,
    20,
)
_WEEKDAYS = (10, 10, 10, 10, 9, 6, 4)
_BREAKS = (((10, 27), (11, 4)), ((12, 30), (1, 8)), ((3, 23), (3, 31)))  # school holidays: half as lively


@dataclass(slots=True)
class Message:
    """One message; `rule` is the truth about it, `pinned` tells that it is the pinned one."""

    at: int
    author: Account
    text: str
    kind: str = "текст"
    reply_to: Message | None = None
    edited: int | None = None
    deleted: int | None = None
    deleted_by: Account | None = None
    reactions: tuple[Account, ...] = ()
    forwarded: str = ""
    rule: str = ""
    excepted: bool = False
    pinned: bool = False
    n: int = 0


@dataclass(slots=True)
class Event:
    """A service event: create, join, leave, kick, pin, rename."""

    at: int
    kind: str
    stay: Stay | None = None
    actor: Account | None = None
    message: Message | None = None
    text: str = ""
    n: int = 0


@dataclass(slots=True)
class Call:
    """A call in a chat: the host, how long, how many people with the host."""

    at: int
    host: Account
    room: Room
    seconds: int
    participants: int
    purpose: str
    n: int = 0


Item = Message | Event | Call


@dataclass
class Script:
    """What is decided beforehand for a chat: messages of a case, and who may not write when."""

    messages: dict[int, list[Message]] = field(default_factory=dict)
    blocked: dict[tuple[int, int], list[tuple[int, int]]] = field(default_factory=dict)

    def add(self, room: Room, message: Message) -> Message:
        """A message that will stand in the chat."""
        self.messages.setdefault(room.key, []).append(message)
        return message


@dataclass(slots=True)
class Plan:
    """How many ordinary messages each chat has in each month."""

    counts: dict[int, list[tuple[date, int]]]


def plan(it: Institution, messages: int) -> Plan:
    """Share a number of messages out to chats and months by their liveliness; the sum is exact."""
    weights: list[tuple[Room, date, float]] = []
    for room in it.rooms:
        for month in it.months:
            weight = _weight(it, room, month)
            if weight > 0:
                weights.append((room, month, weight))
    total = sum(w for _, _, w in weights) or 1.0
    counts: dict[int, list[tuple[date, int]]] = {}
    done = 0
    for (room, month, _), reached in zip(weights, accumulate(w for _, _, w in weights), strict=True):
        upto = round(messages * reached / total)
        counts.setdefault(room.key, []).append((month, upto - done))
        done = upto
    return Plan(counts)


def _weight(it: Institution, room: Room, month: date) -> float:
    on_max = month >= it.moved_on
    if month == it.silent_month or on_max != (room.platform == MAX):
        return 0.0
    if day_of(room.created).replace(day=1) > month:
        return 0.0
    if room.group and room.group.ended_on and room.group.ended_on < month:
        return 0.0
    if room.style == "dead" and (month - day_of(room.created)).days > 75:
        return 0.0
    days = (it.as_of - month).days + 1
    part = min(1.0, days / 30)
    return _SEASON[month.month] * _STYLE[room.style] * _KIND[room.kind] * room.weight * part


class Talk:
    """Writes the life of the chats."""

    def __init__(self, it: Institution, counts: Plan, script: Script):
        self.it, self.counts, self.script = it, counts, script
        self.pool = phrases.Pool(it.seed)

    def timeline(self, room: Room) -> list[Item]:
        """Everything that happened in a chat, oldest first and numbered; incidents carry their rule."""
        random = Random(f"sample/{self.it.seed}/talk/{room.key}")
        items: list[Item] = list(self.script.messages.get(room.key, ()))
        items += self._events(room)
        for month, count in self.counts.counts.get(room.key, ()):
            self._month(random, room, month, count, items)
        start = at(self.it.months[0]) if room.platform == VK else 0
        items = [item for item in items if item.at >= start]
        items.sort(key=lambda item: item.at)
        for number, item in enumerate(items, 1 if room.platform == MAX else 31):
            item.n = number
        return items

    # --- service events and rules ---------------------------------------------------------------------
    def _events(self, room: Room) -> Iterator[Item]:
        owner = room.created_by
        if owner is None:
            return
        yield Event(room.created, "create", actor=owner, text=room.old_title or room.title)
        if room.pinned is not None:
            rules = Message(room.pinned, owner, phrases.RULES, "правила", pinned=True)
            yield rules
            yield Event(room.pinned + 40, "pin", actor=owner, message=rules, text=phrases.RULES)
        yield from self._reminders(room)
        for stay in room.stays:
            if stay.account is not owner or stay.joined > room.created:
                yield Event(stay.joined, "join", stay, stay.added_by or stay.account)
            if stay.left is not None:
                by_hand = stay.leave_kind == "удалён"
                yield Event(
                    stay.left, "kick" if by_hand else "leave", stay, owner if by_hand else stay.account
                )
        if room.renamed:
            yield Event(room.renamed, "rename", actor=owner, text=room.title)

    def _reminders(self, room: Room) -> Iterator[Message]:
        """The rules said once more at the beginning of a school year, in most chats."""
        chats = [
            account for account in (stay.account for stay in room.stays) if account.person in room.moderators
        ]
        for month in self.it.months:
            if month.month == 9 and room.kind in ("родители", "обучающиеся") and room.key % 5 < 3 and chats:
                moment = at(month.replace(day=2 + room.key % 4), 10 + room.key % 8, room.key * 7 % 60)
                if moment > room.created + DAY and (room.platform == MAX) == (month >= self.it.moved_on):
                    yield Message(moment, chats[0], phrases.RULES, "правила")

    # --- ordinary talk --------------------------------------------------------------------------------
    def _month(self, random: Random, room: Room, month: date, count: int, items: list[Item]) -> None:
        """Threads of one month until their messages are as many as planned."""
        cast = _Cast(self, random, room)
        if not cast.moderators and not cast.others:
            return
        calendar = _Calendar(random, room, month, self.it.as_of)
        threads = self.pool.threads(room.kind, room.group.theme if room.group else "", month.month)
        one_sided = room.style == "one-sided" or room.kind == "канал"
        made, tries = 0, 0
        while made < count and tries < count * 4 + 20:
            tries += 1
            thread = threads[int(random.random() * len(threads))]
            if one_sided:
                thread = tuple(turn for turn in thread if turn.speaker == "M" and not turn.reply)
            made += self._thread(random, cast, calendar, thread, count - made, items)
        if room.kind in ("родители", "обучающиеся") and not one_sided:
            self._congratulations(random, cast, calendar, items)

    def _thread(
        self,
        random: Random,
        cast: _Cast,
        calendar: _Calendar,
        thread: phrases.Thread,
        room_left: int,
        items: list[Item],
    ) -> int:
        moment = calendar.moment()
        voices: dict[str, Account] = {}
        first: Message | None = None
        haste = random.random()
        unanswered = haste > 0.9
        before = ""
        made = 0
        for turn in thread:
            if made >= room_left:
                break
            if turn.speaker == "M":
                if unanswered and first is not None:
                    continue
                author = cast.moderator(moment)
            else:
                author = voices.get(turn.speaker) or cast.participant(moment, voices)
            if author is None:
                if first is None:
                    return made  # nobody to begin: the thread makes no sense
                continue
            voices[turn.speaker] = author
            if first is not None:
                moment = calendar.later(moment, _pause(random, haste, turn.speaker == "M" and before != "M"))
                if moment is None:
                    break
            if turn.kind == "звонок":
                items.append(self._call(random, cast.room, author, moment))
                continue
            before = turn.speaker
            text = turn.text
            if phrases.DATE in text:
                text = text.replace(phrases.DATE, calendar.near)
            message = Message(moment, author, text, turn.kind, first if turn.reply else None)
            message.rule = "flood" if text in phrases.EMPTY else ""
            self._decorate(random, cast, message)
            items.append(message)
            author.last_seen = max(author.last_seen, moment)
            first = first or message
            made += 1
        return made

    def _decorate(self, random: Random, cast: _Cast, message: Message) -> None:
        """Reactions, edits, forwards, deletions: rarely, as in life."""
        chance = random.random()
        if chance > 0.16:
            return
        if chance > 0.04:
            seen = {
                account.id: account
                for account in (cast.participant(message.at, {}) for _ in range(int(chance * 25)))
                if account
            }
            message.reactions = tuple(seen.values())
        elif chance > 0.02:
            message.edited = message.at + random.randint(20, 1800)
        elif chance > 0.012 and message.kind == "текст":
            message.forwarded = "Расписание на неделю: понедельник и среда в 16:00, суббота в 11:00"
        elif chance > 0.009:
            message.deleted, message.deleted_by = message.at + random.randint(30, 7200), message.author
        elif chance > 0.0075 and cast.moderators and message.author not in cast.moderator_accounts:
            message.deleted, message.deleted_by = (
                message.at + random.randint(600, 20_000),
                cast.moderators[0].account,
            )

    def _call(self, random: Random, room: Room, host: Account, moment: int) -> Call:
        purpose = {"родители": "собрание", "обучающиеся": "занятие", "служебный": "совещание"}.get(
            room.kind, "иное"
        )
        inside = sum(
            1 for stay in room.stays if stay.joined <= moment and (stay.left is None or stay.left > moment)
        )
        short = random.random() < 0.08
        people = 1 if short else max(2, round(inside * random.uniform(0.35, 0.85)))
        return Call(
            moment,
            host,
            room,
            random.randint(12, 55) if short else random.randint(900, 4200),
            people,
            purpose,
        )

    def _congratulations(self, random: Random, cast: _Cast, calendar: _Calendar, items: list[Item]) -> None:
        """A run of congratulations on the eve of a holiday, in some chats."""
        holiday = {3: 8, 10: 5, 12: 30}.get(calendar.month.month)
        if holiday is None or random.random() > 0.12:
            return
        moment = at(calendar.month.replace(day=holiday), random.randint(9, 18), random.randint(0, 50))
        for text in [
            *random.sample(phrases.GREETINGS[3:], 4),
            phrases.GREETINGS[{12: 0, 3: 1, 10: 2}[calendar.month.month]],
        ]:
            author = cast.participant(moment, {})
            if author is None or moment > calendar.last:
                return
            items.append(Message(moment, author, text, rule="flood"))
            moment += random.randint(40, 400)


class _Cast:
    """Who can speak in a chat; a few people talk much, most of them little."""

    def __init__(self, talk: Talk, random: Random, room: Room):
        self.random, self.room = random, room
        self.blocked = talk.script.blocked
        self.moderators = [
            s for s in room.stays if s.account.person in room.moderators or s.chat_role != "участник"
        ]
        self.moderator_accounts = [s.account for s in self.moderators]
        self.others = [
            s for s in room.stays if s.chat_role == "участник" and s.account.person not in room.moderators
        ]

    def moderator(self, moment: int) -> Account | None:
        """The moderator who answers at a moment: the owner, or sometimes another one."""
        for stay in self.moderators:
            if self._may(stay, moment) and (len(self.moderators) == 1 or self.random.random() < 0.85):
                return stay.account
        return None

    def participant(self, moment: int, voices: dict[str, Account]) -> Account | None:
        """A participant who is in the chat at a moment and has not spoken in this thread under another letter."""
        others = self.others
        for _ in range(4):
            if not others:
                return None
            stay = others[int(len(others) * self.random.random() ** 1.7)]
            if self._may(stay, moment) and stay.account not in voices.values():
                return stay.account
        return None

    def _may(self, stay: Stay, moment: int) -> bool:
        if stay.joined > moment or (stay.left is not None and stay.left <= moment) or stay.account.deleted:
            return False
        employment = stay.account.person.staff
        if employment and employment.dismissed_on and day_of(moment) > employment.dismissed_on:
            return False
        if employment and employment.leave_from and day_of(moment) >= employment.leave_from:
            return False
        spans = self.blocked.get((self.room.key, stay.account.id))
        return not spans or all(not start <= moment < end for start, end in spans)


class _Calendar:
    """When people write in a month: weekdays, holidays, hours, never at night."""

    def __init__(self, random: Random, room: Room, month: date, as_of: date):
        self.random, self.month = random, month
        self.last_day = min(
            as_of, (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        )
        first = max(month, day_of(room.created))
        self.days = [first + timedelta(days=n) for n in range((self.last_day - first).days + 1)]
        self.sums = list(
            accumulate(_WEEKDAYS[day.weekday()] * (0.4 if _is_break(day) else 1.0) for day in self.days)
        )
        self.starts = [at(day) for day in self.days]
        self.near = ""
        self.first, self.last = room.created, at(self.last_day, 20, 59)

    def moment(self) -> int:
        """A moment at which somebody begins to talk."""
        random = self.random.random
        start = self.starts[bisect_right(self.sums, random() * self.sums[-1] * 0.999999)]
        near = day_of(start) + timedelta(days=2 + int(random() * 12))
        self.near = f"{near.day}.{near.month:02d}"  # the date that the thread is about
        return max(
            start + _HOURS[int(random() * len(_HOURS))] * 3600 + 300 + int(random() * 3240), self.first + 60
        )

    def later(self, moment: int, pause: int) -> int | None:
        """The moment of an answer: not at night, not in another month."""
        moment += pause
        in_day = moment % DAY
        if in_day > 75_300:
            moment += DAY - in_day + 27_000 + int(self.random.random() * 7000)
        elif in_day < 25_500:
            moment += 27_000 - in_day + int(self.random.random() * 5000)
        return moment if moment <= self.last else None


def _is_break(day: date) -> bool:
    here = (day.month, day.day)
    return any(
        (start <= here <= end) if start <= end else (here >= start or here <= end) for start, end in _BREAKS
    )


def _pause(random: Random, haste: float, moderator: bool) -> int:
    """Seconds to the next turn: most threads are quick, some moderators answer after hours or next day."""
    if not moderator or haste < 0.6:
        return 30 + int(random.random() ** 2 * 1500)
    if haste < 0.82:
        return 3600 + int(random.random() * 15_000)
    return 45_000 + int(random.random() * 50_000)
