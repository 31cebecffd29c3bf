"""Clauses 4.2 and 4.5: what counts as an episode, what a moderator may do today, when a removal was due.

Pure functions over plain values. A strike is only what a person confirmed or wrote into the journal; a right to block is
never a duty. Moments are local to the institution; what is dated later than `now` isn't known yet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from regulation.calendars import DayClock, school_year
from regulation.model import BULLETS

# --- what comes in ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class When:
    """A moment of a journal; many journals know the day alone."""

    at: datetime
    has_time: bool = True

    @property
    def day(self) -> date:
        """The day."""
        return self.at.date()

    def is_later_than(self, other: When) -> bool:
        """Surely later: by the clock where both know it, else by the day."""
        if self.has_time and other.has_time:
            return self.at > other.at
        return self.day > other.day

    def is_earlier_than(self, other: When) -> bool:
        """Surely earlier: by the clock where both know it, else by the day."""
        return other.is_later_than(self)

    def came_before(self, other: When) -> bool:
        """Earlier, or on the same day where no clock tells: a measure follows what it answers."""
        if self.has_time and other.has_time:
            return self.at < other.at
        return self.day <= other.day


@dataclass(frozen=True)
class Limits:
    """Numbers of the regulation and of the settings that these functions use."""

    block_after: int = 4  # «более трёх раз»
    episode_gap: timedelta = timedelta(minutes=30)
    is_by_school_year: bool = True  # else strikes never lapse
    school_year_starts: tuple[int, int] = (9, 1)
    objection_window: timedelta = timedelta(hours=24)
    acquaint_within: timedelta = timedelta(hours=24)
    severe_removal: timedelta = timedelta(hours=2)
    flood_removal: timedelta = timedelta(hours=14)
    clock: DayClock = field(default_factory=DayClock)


@dataclass(frozen=True)
class Violation:
    """One confirmed or journalled violation of section 5."""

    violation_id: str
    chat_id: str
    member_id: str
    bullet: str  # «5.3-4», «5.2-тон»
    occurred: When
    is_confirmed: bool = True  # false: rejected, disputed, not yet considered


class Kind(StrEnum):
    """Kinds of measures."""

    REMARK = "замечание"
    BLOCK = "блокировка"
    UNBLOCK = "разблокировка"
    REMOVAL = "удаление"


@dataclass(frozen=True)
class Measure:
    """One row of the journal of measures."""

    measure_id: str
    kind: str
    chat_id: str
    member_id: str
    started: When
    planned_end: When | None = None
    ended: When | None = None
    decided_by: str | None = None
    reason: str | None = None
    basis: tuple[str, ...] = ()
    apology: When | None = None
    consulted: When | None = None
    objections: int | None = None

    @property
    def case(self) -> tuple[str, str]:
        """(chat_id, member_id)."""
        return self.chat_id, self.member_id


# --- episodes --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Episode:
    """Offending messages of one author in one chat that belong together; its bullet is the most severe one."""

    chat_id: str
    member_id: str
    started: When
    ended: When
    bullet: str
    violations: tuple[str, ...]

    @property
    def case(self) -> tuple[str, str]:
        """(chat_id, member_id)."""
        return self.chat_id, self.member_id


def severity(bullet: str) -> int:
    """How grave a bullet is: 5.3-5, -6, -4, -3, -2, -1, then the duties of 5.2."""
    return int(BULLETS.get(bullet, 0))


def episodes(
    violations: Iterable[Violation], *, now: datetime | None = None, limits: Limits = Limits()
) -> list[Episode]:
    """Confirmed violations up to `now` as episodes: neighbours at most 30 minutes apart, whatever their bullets.

    Rows that know only the day are one episode a day, apart from those that know the hour.
    Rows: one per episode, by chat, member and start.
    """
    cases: dict[tuple, list[Violation]] = defaultdict(list)
    for violation in violations:
        if violation.is_confirmed and (now is None or violation.occurred.at <= now):
            cases[violation.chat_id, violation.member_id].append(violation)
    found: list[Episode] = []
    for case in sorted(cases):
        of_case = [_episode(run) for run in _runs(cases[case], limits.episode_gap)]
        found.extend(sorted(of_case, key=lambda episode: (episode.started.at, episode.started.has_time)))
    return found


def _runs(violations: list[Violation], gap: timedelta) -> list[list[Violation]]:
    ordered = sorted(
        violations, key=lambda each: (each.occurred.has_time, each.occurred.at, each.violation_id)
    )
    runs: list[list[Violation]] = []
    for violation in ordered:
        if runs and _belongs(runs[-1][-1], violation, gap):
            runs[-1].append(violation)
        else:
            runs.append([violation])
    return runs


def _belongs(last: Violation, this: Violation, gap: timedelta) -> bool:
    if last.occurred.has_time != this.occurred.has_time:
        return False
    if not this.occurred.has_time:
        return last.occurred.day == this.occurred.day
    return this.occurred.at - last.occurred.at <= gap


def _episode(run: list[Violation]) -> Episode:
    gravest = max(run, key=lambda violation: severity(violation.bullet))
    first = run[0]
    return Episode(
        first.chat_id,
        first.member_id,
        first.occurred,
        run[-1].occurred,
        gravest.bullet,
        tuple(violation.violation_id for violation in run),
    )


# --- measures: what is known, what belongs together --------------------------------------------------------


def known_at(measures: Iterable[Measure], now: datetime) -> list[Measure]:
    """Measures begun by `now`, without what happened to them later."""

    def known(when: When | None) -> When | None:
        return when if when is None or when.at <= now else None

    return [
        replace(
            measure,
            ended=known(measure.ended),
            apology=known(measure.apology),
            consulted=known(measure.consulted),
        )
        for measure in measures
        if measure.started.at <= now
    ]


def join_unblocks(measures: Iterable[Measure]) -> list[Measure]:
    """Unblockings written as rows of their own become the end of the block they lift.

    That is the participant's last open block in that chat; what the block's row says already stays.
    Rows: measures without the joined unblockings; one that lifts nothing stays as it is.
    """
    ordered = sorted(measures, key=lambda each: (each.started.at, each.kind == Kind.UNBLOCK, each.measure_id))
    joined: list[Measure] = []
    open_blocks: dict[tuple, list[int]] = defaultdict(list)
    for measure in ordered:
        if measure.kind == Kind.UNBLOCK and open_blocks[measure.case]:
            place = open_blocks[measure.case].pop()
            joined[place] = _lifted(joined[place], measure)
            continue
        if measure.kind == Kind.BLOCK and measure.ended is None:
            open_blocks[measure.case].append(len(joined))
        joined.append(measure)
    return joined


def _lifted(block: Measure, unblock: Measure) -> Measure:
    return replace(
        block,
        ended=unblock.started,
        apology=block.apology or unblock.apology,
        consulted=block.consulted or unblock.consulted,
        objections=unblock.objections if block.objections is None else block.objections,
    )


def end_of(block: Measure, now: datetime) -> When:
    """When a block ended or is to end; one without an end lasts until now."""
    return block.ended or block.planned_end or When(now)


# --- the strike ledger -------------------------------------------------------------------------------------


class Allowed(StrEnum):
    """What clause 4.5 allows towards a participant today."""

    NOTHING = "nothing"  # no strikes
    REMARK = "remark"  # one to three: talk, remark
    BLOCK = "block"  # four and more: a block is possible, not required
    BLOCKED = "blocked"  # blocked now


@dataclass(frozen=True)
class Ledger:
    """Strikes of one participant in one chat in the current school year.

    Clause: 4.5.
    """

    chat_id: str
    member_id: str
    episodes: tuple[Episode, ...]  # of the school year
    fresh: tuple[Episode, ...]  # those not used up by an earlier block
    blocked_until: When | None  # the planned end of a block in force
    is_blocked: bool
    was_warned: bool  # a remark before the fourth episode
    allowed: Allowed
    missing: int  # episodes before a block becomes possible

    @property
    def n_used(self) -> int:
        """Episodes of the school year that an earlier block has answered already."""
        return len(self.episodes) - len(self.fresh)

    @property
    def sentence(self) -> str:
        """What the clause allows today, in plain Russian."""
        used = f"учтено прежней блокировкой: {counted_episodes(self.n_used)}" if self.n_used else ""
        if self.allowed is Allowed.BLOCKED:
            until = f" до {self.blocked_until.at:%d.%m.%Y}" if self.blocked_until else ""
            return f"Сейчас заблокирован{until}."
        counted = counted_episodes(len(self.fresh)) + (f" (сверх того {used})" if used else "")
        if self.allowed is Allowed.BLOCK:
            return (
                f"Подтверждено: {counted} за учебный год. Модератор вправе заблокировать на срок до одного "
                "месяца (п. 4.5); это право, а не обязанность."
            )
        if self.allowed is Allowed.REMARK:
            return f"Подтверждено: {counted} за учебный год. Блокировка пока не предусмотрена (п. 4.5: более трёх раз)."
        return (
            f"Новых подтверждённых эпизодов нет; {used}."
            if used
            else "Подтверждённых эпизодов за учебный год нет."
        )


def ledgers(
    violations: Iterable[Violation], measures: Iterable[Measure], now: datetime, limits: Limits = Limits()
) -> list[Ledger]:
    """The ledger of every participant and chat with a strike in the current school year or a block in force.

    Rows: one per chat and member.
    """
    found = _by_case(episodes(violations, now=now, limits=limits))
    joined = _by_case(join_unblocks(known_at(measures, now)))
    all_ledgers = (
        ledger(chat, member, found.get((chat, member), []), joined.get((chat, member), []), now, limits)
        for chat, member in sorted({*found, *joined})
    )
    return [each for each in all_ledgers if each.episodes or each.is_blocked]


def ledger(
    chat_id: str,
    member_id: str,
    of_case: Sequence[Episode],
    measures: Sequence[Measure],
    now: datetime,
    limits: Limits = Limits(),
) -> Ledger:
    """The ledger of one case: its episodes, and its measures with unblockings joined, both as known at `now`."""
    blocks = [measure for measure in measures if measure.kind == Kind.BLOCK]
    in_force = [block for block in blocks if is_in_force(block, now)]
    this_year = [episode for episode in of_case if is_in_year(episode, now.date(), limits)]
    used_up_by = [block for block in blocks if is_served(block, now) or block in in_force]
    fresh = fresh_episodes(this_year, used_up_by)
    if in_force:
        allowed = Allowed.BLOCKED
    elif len(fresh) >= limits.block_after:
        allowed = Allowed.BLOCK
    else:
        allowed = Allowed.REMARK if fresh else Allowed.NOTHING
    ends = [block.planned_end for block in in_force if block.planned_end]
    return Ledger(
        chat_id,
        member_id,
        tuple(this_year),
        tuple(fresh),
        max(ends, key=lambda end: end.at, default=None),
        bool(in_force),
        was_warned(this_year, measures, limits),
        allowed,
        max(0, limits.block_after - len(fresh)),
    )


def is_in_force(block: Measure, now: datetime) -> bool:
    """Whether a block holds: not lifted yet. A planned end alone gives nobody the access back (4.5-05)."""
    return block.ended is None or block.ended.at > now


def is_served(block: Measure, by: datetime) -> bool:
    """Whether a block lasted and was over by a moment; one lifted at once (cancelled) served nothing."""
    end = end_of(block, datetime.max)
    return end.at <= by and not (block.ended is not None and block.ended.at <= block.started.at)


def is_in_year(episode: Episode, day: date, limits: Limits = Limits()) -> bool:
    """Whether an episode counts in the school year of a day (01.09–31.08)."""
    return (
        not limits.is_by_school_year or episode.started.day >= school_year(day, limits.school_year_starts)[0]
    )


def fresh_episodes(of_case: Sequence[Episode], used_up_by: Iterable[Measure]) -> list[Episode]:
    """Episodes that no earlier block has used up: an episode is answered by one block only."""
    blocks = list(used_up_by)
    return [
        episode
        for episode in of_case
        if not any(episode.started.came_before(block.started) for block in blocks)
    ]


def was_warned(of_case: Sequence[Episode], measures: Iterable[Measure], limits: Limits = Limits()) -> bool:
    """Whether the participant got a remark before the episode that makes a block possible (4.5-06)."""
    remarks = [measure for measure in measures if measure.kind == Kind.REMARK]
    if len(of_case) < limits.block_after:
        return bool(remarks)
    fourth = of_case[limits.block_after - 1].started
    return any(remark.started.came_before(fourth) for remark in remarks)


def _by_case(items: Iterable) -> dict[tuple[str, str], list]:
    cases: dict[tuple[str, str], list] = defaultdict(list)
    for item in items:
        cases[item.case].append(item)
    return cases


def counted_episodes(n: int) -> str:
    """«1 эпизод», «3 эпизода», «5 эпизодов»."""
    tens, ones = n % 100, n % 10
    if ones == 1 and tens != 11:
        return f"{n} эпизод"
    return f"{n} эпизода" if 2 <= ones <= 4 and not 12 <= tens <= 14 else f"{n} эпизодов"


# --- removal of messages -----------------------------------------------------------------------------------

FLOOD = "5.3-2"
TO_BE_REMOVED = frozenset({"5.3-2", "5.3-3", "5.3-4", "5.3-5", "5.3-6"})


class Removed(StrEnum):
    """How the removal of an offending message went."""

    IN_TIME = "in_time"
    LATE = "late"
    OPEN = "open"  # not removed, still in time
    OVERDUE = "overdue"  # not removed, too late: stays in the denominator


@dataclass(frozen=True)
class Removal:
    """One offending message and its removal, on the 07–21 clock.

    Clause: 4.2. `hours` is the delay of a moderator's removal, or the age of what is still there; none where the
    author removed it (in time, but no work of the moderator's).
    """

    deadline: datetime
    state: Removed
    hours: float | None


def removal_deadline(bullet: str, occurred_at: datetime, limits: Limits = Limits()) -> datetime:
    """When a message has to be gone: 2 hours of the clock, «засорение» one day of it, from 07:00 at the earliest.

    Raises: ValueError for a bullet that asks for no removal.
    """
    if bullet not in TO_BE_REMOVED:
        raise ValueError(f"{bullet} asks for no removal")
    span = limits.flood_removal if bullet == FLOOD else limits.severe_removal
    return limits.clock.add(occurred_at, span)


def removal(
    bullet: str,
    occurred_at: datetime,
    removed_at: datetime | None,
    now: datetime,
    *,
    by_author: bool = False,
    limits: Limits = Limits(),
) -> Removal:
    """How the removal of one message went, as known at `now`."""
    deadline = removal_deadline(bullet, occurred_at, limits)
    if removed_at is not None and removed_at > now:
        removed_at = None
    if removed_at is None:
        state = Removed.OVERDUE if now > deadline else Removed.OPEN
        return Removal(deadline, state, limits.clock.hours_between(occurred_at, now))
    is_in_time = by_author or removed_at <= deadline
    hours = None if by_author else max(0.0, limits.clock.hours_between(occurred_at, removed_at))
    return Removal(deadline, Removed.IN_TIME if is_in_time else Removed.LATE, hours)
