"""Cases of moderation, trips and single incidents: what the journals tell and the checks must find.

Every case is written down twice: as messages in a chat, and as rows of the journals that people keep. The
truth about each (which rule, lawful or not) stays in `Truth` for the tests.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from etl.sample import phrases
from etl.sample.people import DAY, MAX, VK, Account, Institution, Person, Room, Stay, at
from etl.sample.talk import Message, Plan, Script


@dataclass(slots=True, eq=False)
class Violation:
    """A row of the journal of violations."""

    room: Room
    account: Account
    clause: str
    at: int
    message: Message | None = None
    status: str = "подтверждено"
    detected: int | None = None
    removed: int | None = None
    recorded_by: Person | None = None
    comment: str = ""
    day_only: bool = False
    number: str = ""


@dataclass(slots=True, eq=False)
class Measure:
    """A row of the journal of measures; `flaw` is what a check must say of it («» — in order)."""

    kind: str
    room: Room
    account: Account
    at: int
    planned_end: int | None = None
    ended: int | None = None
    decided_by: Person | None = None
    reason: str = "нарушение правил"
    basis: list[Violation] = field(default_factory=list)
    apology: int | None = None
    consulted: int | None = None
    objections: int | None = None
    flaw: str = ""
    number: str = ""


@dataclass(slots=True)
class Exemption:
    """A row of the register of exceptions."""

    start: int
    end: int
    kind: str
    room: Room | None = None
    group_name: str = ""
    account: Account | None = None
    tz: str = ""
    basis: str = ""
    entered: int | None = None


@dataclass
class Story:
    """Everything that the journals hold and the chats show of it."""

    script: Script = field(default_factory=Script)
    violations: list[Violation] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    exemptions: list[Exemption] = field(default_factory=list)


# (what, episodes, days before the end of the story at which the first happens, block of how many days, flaws…)
@dataclass(frozen=True, slots=True)
class _Case:
    flaw: str
    episodes: int
    first: int  # days before the last day
    block: int | None = None  # days; None — no block; 0 — without an end
    early: int | None = None  # lifted so many days after the start
    apology: bool = False
    consulted: bool = False
    objections: int | None = None
    warned: bool = True
    stranger: bool = False  # decided by somebody who is no moderator of the chat
    reason: str = "нарушение правил"
    rejected: int = 0  # so many of the episodes were rejected later
    overdue: bool = False  # the term is over, access is not given back
    separate: bool = False  # the unblocking is a row of its own
    chain: bool = False  # a second block follows at once


CASES = (
    _Case("", 4, 55, 7),
    _Case("", 5, 53, 30),
    _Case("", 4, 230, 14, early=6, apology=True, consulted=True, objections=0),
    _Case("", 4, 50, 10, early=4, apology=True, consulted=True, objections=0, separate=True),
    _Case("", 6, 49, 14),
    _Case("4.5-02", 3, 48, 7),
    _Case("4.5-02", 3, 130, 5),
    _Case("4.5-02", 1, 33, 3, warned=False),
    _Case("4.5-03", 4, 57, 45),
    _Case("4.5-03", 4, 58, 0),
    _Case("warn", 4, 25, 0),
    _Case("4.6-02", 4, 46, 20, early=5),
    _Case("4.6-03", 4, 45, 20, early=9, apology=True, consulted=True, objections=1),
    _Case("4.6-03", 4, 44, 14, early=6, apology=True),
    _Case("4.5-04", 4, 43, 7, stranger=True),
    _Case("4.7-01", 4, 42, 7, reason="личная неприязнь"),
    _Case("4.5-02", 4, 41, 7, rejected=1),
    _Case("4.5-05", 4, 40, 10, overdue=True),
    _Case("4.5-03", 4, 59, 20, chain=True),
    _Case("", 4, 12),
    _Case("", 3, 20),
    _Case("", 2, 15),
    _Case("", 2, 9, warned=False),
    _Case("", 5, 365, 7),
)


def write(it: Institution, counts: Plan) -> Story:
    """All cases, trips and incidents of the institution."""
    story = Story()
    random = Random(f"sample/{it.seed}/story")
    _cases(it, story, random)
    _removals(it, story, random)
    _trips(it, story, random)
    _imitation(it, story, random)
    for room in it.rooms:
        _incidents(it, story, room, counts, Random(f"sample/{it.seed}/incidents/{room.key}"))
    story.violations.sort(key=lambda v: (v.at, v.room.key))
    for number, violation in enumerate(story.violations, 1):
        violation.number = f"Н-{number}"
    story.measures.sort(key=lambda m: (m.at, m.room.key))
    for number, measure in enumerate(story.measures, 1):
        measure.number = f"М-{number}"
    return story


def _free(it: Institution, room: Room, moment: int, random: Random, used: set[int]) -> Stay | None:
    """A parent who is in the chat at a moment and plays no other part yet."""
    fit = [
        stay
        for stay in room.stays
        if stay.joined < moment and stay.left is None and stay.account.person.kind == "guardian"
        and not stay.account.guise and stay.account.id not in used
    ]  # fmt: skip
    if not fit:
        return None
    chosen = fit[int(random.random() * len(fit))]
    used.add(chosen.account.id)
    return chosen


def _cases(it: Institution, story: Story, random: Random) -> None:
    """Each case gets a parents' chat of its own, as long as there are chats and days enough."""
    used: set[int] = set()
    for number, case in enumerate(CASES):
        first_day = it.as_of - timedelta(days=case.first)
        if first_day < it.months[0] or (it.silent_month and _same_month(first_day, it.silent_month)):
            continue
        platform = VK if first_day < it.moved_on else MAX
        rooms = [
            r
            for r in it.rooms_of(platform, "родители")
            if r.moderators and r.style == "normal" and r.created_by
        ]
        rooms = [r for r in rooms if not r.group.ended_on and "(новый)" not in r.title]
        if not rooms:
            continue
        room = rooms[number % len(rooms)]
        stay = _free(it, room, at(first_day), random, used)
        if stay is not None:
            _tell(it, story, random, case, room, stay)


def _same_month(one, other) -> bool:
    return (one.year, one.month) == (other.year, other.month)


_CASE_RULES = ("flood", "quiet_hours", "insult", "flood", "quiet_hours", "obscenity", "personal")


def _tell(it: Institution, story: Story, random: Random, case: _Case, room: Room, stay: Stay) -> None:
    """Episodes a few days apart, a remark, a block, its end."""
    moderator = room.moderators[0]
    rows: list[Violation] = []
    day = it.as_of - timedelta(days=case.first)
    for number in range(case.episodes):
        rule = _CASE_RULES[(number + case.first) % len(_CASE_RULES)]
        moment = _moment_of(rule, day, random)
        row = _incident(story, room, stay.account, rule, moment, random, day.month)
        row.status = "отклонено" if number < case.rejected else "подтверждено"
        row.recorded_by = moderator
        rows.append(row)
        if number == 1 and case.warned:
            story.measures.append(
                Measure("замечание", room, stay.account, moment + 7200, decided_by=moderator, basis=[row])
            )
        day += timedelta(days=3 if case.first > 20 else 2)
    if case.block is None:
        return
    start = rows[-1].at // DAY * DAY + DAY + 10 * 3600
    _block(it, story, case, room, stay, rows, start, moderator)


def _block(
    it: Institution,
    story: Story,
    case: _Case,
    room: Room,
    stay: Stay,
    rows: list[Violation],
    start: int,
    moderator: Person,
) -> None:
    """The block of a case, with what is wrong about it."""
    now = at(it.as_of, 23, 59)
    made = Measure(
        "блокировка", room, stay.account, start, decided_by=moderator, reason=case.reason, flaw=case.flaw
    )
    if case.reason == "нарушение правил":
        made.basis = [row for row in rows if row.status == "подтверждено"]
    if case.stranger:
        made.decided_by = next(
            p for p in it.staff if p not in room.moderators and p.staff.category == "педагог"
        )
    made.planned_end = start + case.block * DAY if case.block else None
    ended = start + case.early * DAY + 3 * 3600 if case.early else None if case.overdue else made.planned_end
    made.ended = ended if ended is None or ended <= now else None
    made.apology = (ended or start) - 2 * DAY if case.apology else None
    made.consulted = (ended or start) - 30 * 3600 if case.consulted else None
    made.objections = case.objections
    story.measures.append(made)
    story.script.blocked.setdefault((room.key, stay.account.id), []).append((start, ended or now + DAY))
    if case.separate:
        _unblock(story, made)
    if case.chain and made.planned_end and made.planned_end + 20 * DAY < now:
        _chained(story, made)


def _unblock(story: Story, block: Measure) -> None:
    """The end of a block as a row of its own."""
    story.measures.append(
        Measure("разблокировка", block.room, block.account, block.ended, decided_by=block.decided_by, apology=block.apology,
                consulted=block.consulted, objections=block.objections)
    )  # fmt: skip
    block.ended = block.apology = block.consulted = block.objections = None


def _chained(story: Story, block: Measure) -> None:
    """A second block right after the first, on the same basis."""
    start, end = block.planned_end, block.planned_end + 20 * DAY
    story.measures.append(
        Measure(
            "блокировка",
            block.room,
            block.account,
            start,
            end,
            end,
            block.decided_by,
            basis=list(block.basis),
            flaw=block.flaw,
        )
    )
    story.script.blocked[(block.room.key, block.account.id)].append((start, end))


def _moment_of(rule: str, day, random: Random) -> int:
    """When such a thing is written: quiet hours at night, the rest by day."""
    if rule == "quiet_hours":
        late = random.random() < 0.75
        return at(
            day, random.choice((21, 22, 22, 23)) if late else 6, random.randint(8, 55), random.randint(0, 59)
        )
    return at(day, random.randint(9, 20), random.randint(0, 55), random.randint(0, 59))


def _incident(
    story: Story,
    room: Room,
    account: Account,
    rule: str,
    moment: int,
    random: Random,
    month: int,
    *,
    journal: bool = True,
) -> Violation:
    """A message that breaks a rule and, if a person wrote it down, its row in the journal."""
    text = random.choice(phrases.INCIDENTS[rule]).format_map(phrases.slots(random, month))
    message = story.script.add(room, Message(moment, account, text, rule=rule))
    account.last_seen = max(account.last_seen, moment)
    row = Violation(room, account, phrases.BULLETS[rule], moment, message)
    row.detected = max(moment + random.randint(300, 9000), _seven(moment))
    if rule != "quiet_hours":
        fate = random.random()
        owner = room.created_by
        if fate < 0.62:
            row.removed = row.detected + random.randint(120, 2400)
        elif fate < 0.82:
            row.removed = row.detected + random.randint(10 * 3600, 40 * 3600)
        if row.removed is not None and owner is not None:
            message.deleted, message.deleted_by = row.removed, owner
    if journal:
        story.violations.append(row)
    return row


def _seven(moment: int) -> int:
    """Seven in the morning after a night message, else the moment itself."""
    in_day = moment % DAY
    if in_day >= 21 * 3600:
        return moment - in_day + DAY + 7 * 3600 + 900
    return moment - in_day + 7 * 3600 + 900 if in_day < 7 * 3600 else moment


def _incidents(it: Institution, story: Story, room: Room, counts: Plan, random: Random) -> None:
    """Single incidents of ordinary chats: more in parents' chats, most of them harmless."""
    if room.kind not in ("родители", "обучающиеся") or room.style in ("dead", "one-sided"):
        return
    rate = 0.012 if room.kind == "родители" else 0.008
    rules = ("quiet_hours", "flood", "insult", "obscenity", "personal", "threat", "hate")
    for month, count in counts.counts.get(room.key, ()):
        for _ in range(int(count * rate + random.random())):
            rule = random.choices(rules, (50, 30, 8, 3, 8, 0.5, 0.3))[0]
            _one(it, story, room, rule, month, random)


def _one(it: Institution, story: Story, room: Room, rule: str, month, random: Random) -> None:
    last = min(it.as_of, (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1))
    moment = _moment_of(rule, month + timedelta(days=random.randint(0, (last - month).days)), random)
    inside = [
        s
        for s in room.stays
        if s.joined < moment and (s.left is None or s.left > moment) and s.chat_role == "участник"
    ]
    if not inside:
        return
    stay = random.choice(inside)
    if any(start <= moment < end for start, end in story.script.blocked.get((room.key, stay.account.id), ())):
        return
    journal = random.random() < (0.35 if rule == "quiet_hours" else 0.6)
    row = _incident(story, room, stay.account, rule, moment, random, month.month, journal=journal)
    row.recorded_by = room.moderators[0] if room.moderators else None
    row.status = random.choices(("подтверждено", "отклонено", "на рассмотрении", ""), (74, 9, 12, 5))[0]
    row.day_only = random.random() < 0.08
    if rule == "insult" and random.random() < 0.2:
        row.clause = random.choice(("5.2-тон", "5.2-стиль", "5.2-провокация"))
    row.comment = random.choice(("", "", "устно напомнила правила", "сообщение скрыто", "по жалобе родителя"))


def _removals(it: Institution, story: Story, random: Random) -> None:
    """Removals: without a reason, for rules without a basis, and the lawful ones that follow a movement."""
    rooms = [r for r in it.rooms_of(MAX, "родители") if r.created_by and r.moderators and r.style == "normal"]
    plans = ("без причины", "нарушение правил", "дубликат", "по просьбе", "посторонний", "личная неприязнь")
    for number, reason in enumerate(plans):
        if number + 6 >= len(rooms):
            return
        room = rooms[number + 6]
        moment = at(it.as_of - timedelta(days=11 + number * 3), 15, 20 + number)
        stay = _free(it, room, moment - 20 * DAY, random, {s.account.id for s in room.stays if s.left})
        if stay is None or (room.key, stay.account.id) in story.script.blocked:
            continue
        stay.left, stay.leave_kind, stay.leave_reason = (
            moment,
            "удалён",
            "" if reason == "без причины" else reason,
        )
        if reason != "без причины":
            flaw = {"нарушение правил": "4.7-03", "личная неприязнь": "4.7-01"}.get(reason, "")
            story.measures.append(
                Measure(
                    "удаление",
                    room,
                    stay.account,
                    moment,
                    decided_by=room.moderators[0],
                    reason=reason,
                    flaw=flaw,
                )
            )
    for room in it.rooms_of(MAX):
        for stay in room.stays:
            if stay.leave_reason in ("отчисление", "перевод") and random.random() < 0.6 and room.moderators:
                story.measures.append(
                    Measure(
                        "удаление",
                        room,
                        stay.account,
                        stay.left,
                        decided_by=room.moderators[0],
                        reason=stay.leave_reason,
                    )
                )


def _trips(it: Institution, story: Story, random: Random) -> None:
    """Nights on the road: with an order, entered afterwards without one, and one that was forgotten; another zone."""
    rooms = [r for r in it.rooms_of(MAX, "родители") if r.group and r.style == "normal" and r.created_by]
    plans = ((26, "Приказ № 41-к", -5), (19, "", 6), (30, None, 0))
    for number, (back, basis, entered) in enumerate(plans):
        if number >= len(rooms):
            return
        room = rooms[-1 - number]
        first = it.as_of - timedelta(days=back)
        if first < it.months[0] or first < it.moved_on:
            continue
        for night in range(3):
            _night(story, room, first + timedelta(days=night), random, excepted=basis is not None)
        if basis is not None:
            start, end = at(first, 12), at(first + timedelta(days=3), 12)
            story.exemptions.append(
                Exemption(start, end, "поездка коллектива", room, basis=basis, entered=start + entered * DAY)
            )
    if rooms:
        _far_away(it, story, rooms[0], random)
        _border(it, story, rooms[-1])


def _night(story: Story, room: Room, day, random: Random, *, excepted: bool) -> None:
    """A few messages of one night on the road."""
    moment = at(day, 22, random.randint(0, 30))
    inside = [s for s in room.stays if s.joined < moment and s.left is None]
    for _ in range(4):
        stay = random.choice(inside)
        text = random.choice(phrases.NIGHT_ON_THE_ROAD).format_map(phrases.slots(random, day.month))
        story.script.add(room, Message(moment, stay.account, text, rule="quiet_hours", excepted=excepted))
        moment += random.randint(120, 1500)


FAR_AWAY = 3 * 3600  # Vladivostok is so far ahead


def _far_away(it: Institution, story: Story, room: Room, random: Random) -> None:
    """A parent in Vladivostok: three hours ahead, so that 05:30 here is 08:30 there."""
    day = it.as_of - timedelta(days=24)
    stay = _free(it, room, at(day - timedelta(days=20)), random, set())
    if stay is None or day < it.moved_on:
        return
    story.exemptions.append(Exemption(at(day), at(day + timedelta(days=20), 23, 59), "другой часовой пояс", account=stay.account,
                                      tz="Asia/Vladivostok", basis="Заявление родителя", entered=at(day, 9)))  # fmt: skip
    for back, (hour, minute) in ((2, (5, 30)), (5, (6, 20)), (9, (4, 40))):
        moment = at(day + timedelta(days=back), hour, minute, 12)
        text = "Доброе утро! Подскажите, занятие сегодня в {time}?".format_map(
            phrases.slots(random, day.month)
        )
        story.script.add(room, Message(moment, stay.account, text, rule="quiet_hours", excepted=True))


def _border(it: Institution, story: Story, room: Room) -> None:
    """The minute that the clock still shows as 21:00: counted apart, no violation by default."""
    for back, second in ((16, 20), (8, 59)):
        moment = at(it.as_of - timedelta(days=back), 21, 0, second)
        stay = next(
            (s for s in room.stays if s.joined < moment and s.left is None and s.chat_role == "участник"),
            None,
        )
        if stay is not None and moment > at(it.moved_on):
            story.script.add(room, Message(moment, stay.account, "Хорошо, спасибо, будем", rule="border"))


def _imitation(it: Institution, story: Story, random: Random) -> None:
    """Activity for the report: the same text into every chat, and a dozen empty lines on the last day."""
    day = it.as_of - timedelta(days=1)
    teacher = max(it.staff, key=lambda p: (sum(1 for r in it.rooms_of(MAX) if p in r.moderators), -p.key))
    account = it.account(teacher, MAX)
    if account is None or day < it.moved_on:
        return
    moment = at(day, 16, 2)
    mine = [r for r in it.rooms_of(MAX) if r.group and teacher in r.moderators and r.created_by is account]
    for room in mine:
        story.script.add(
            room,
            Message(
                moment, account, "Уважаемые участники чата, напоминаю: платформой нужно пользоваться активно."
            ),
        )
        moment += 70
    if mine:
        moment = at(day, 18, 10)
        for number in range(12):
            text = ("+", "Добрый день", "👍", "Активность")[number % 4]
            rule = "flood" if text == "👍" else ""
            story.script.add(mine[0], Message(moment + number * 25, account, text, rule=rule))
