"""Clauses 4.4–4.7: whether each block, unblocking and removal was in order, and the plain sentence that says so.

A verdict accuses nobody: it names the clause, what isn't in order and what to do. Pure functions; a verdict names a
measure, never a person.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from statistics import quantiles

from regulation.calendars import one_month_later, school_year
from regulation.sanctions import (
    Episode,
    Kind,
    Limits,
    Measure,
    Violation,
    When,
    counted_episodes,
    end_of,
    episodes,
    fresh_episodes,
    is_in_year,
    is_served,
    join_unblocks,
    known_at,
)

RULES_REASON = "нарушение правил"
ADMINISTRATIVE_REASONS = frozenset(
    {
        "отчисление",
        "увольнение",
        "перевод",
        "дубликат",
        "исправление роли",
        "по просьбе",
        "посторонний",
        "безопасность",
        "перенос чата",
    }
)


class Level(StrEnum):
    """A breach is counted; a warning is listed and not counted."""

    BREACH = "breach"
    WARN = "warn"


@dataclass(frozen=True)
class Verdict:
    """What isn't in order with one measure, by which check, and what to do."""

    check: str  # «4.5-02»
    code: str  # which of the check's grounds
    level: Level
    measure: Measure
    happened: When  # what the check is about: the start of a measure, the lifting of a block
    sentence: str
    advice: str

    @property
    def clause(self) -> str:
        """The clause of the regulation: the check's number before the dash."""
        return self.check.split("-")[0]


@dataclass(frozen=True)
class Chat:
    """What the audit has to know about a chat; None: not known, so nothing is said."""

    moderators: frozenset[str] | None = None  # registered, dismissed ones too
    joined: Mapping[str, When] = field(default_factory=dict)  # member → the stay in which the measure fell
    acquainted: Mapping[str, When | None] = field(
        default_factory=dict
    )  # member → rules known since (None: never)


# --- the audit of all measures -----------------------------------------------------------------------------


def audit(
    measures: Iterable[Measure],
    violations: Iterable[Violation],
    chats: Mapping[str, Chat],
    now: datetime,
    limits: Limits = Limits(),
) -> list[Verdict]:
    """Every verdict on every measure as known at `now`.

    Clause: 4.4-03, 4.5-02…05, 4.6-02, 4.6-03, 4.7-01, 4.7-03.
    Rows: one per measure and ground, in the order of measures and checks.
    """
    of_case: dict[tuple, list[Episode]] = defaultdict(list)
    for episode in episodes(violations, now=now, limits=limits):
        of_case[episode.case].append(episode)
    cases: dict[tuple, list[Measure]] = defaultdict(list)
    for measure in join_unblocks(known_at(measures, now)):
        cases[measure.case].append(measure)
    found: list[Verdict] = []
    for case in sorted(cases):
        found += audit_case(cases[case], of_case[case], chats.get(case[0], Chat()), now, limits)
    return found


def audit_case(
    measures: Sequence[Measure],
    of_case: Sequence[Episode],
    chat: Chat,
    now: datetime,
    limits: Limits = Limits(),
) -> list[Verdict]:
    """Verdicts on the measures of one participant in one chat (unblockings joined, known at `now`)."""
    ordered = sorted(measures, key=lambda measure: measure.started.at)
    blocks = [measure for measure in ordered if measure.kind == Kind.BLOCK]
    too_long = {id(verdict.measure): verdict for verdict in long_blocks(blocks, of_case, now, limits)}
    found: list[Verdict | None] = []
    for measure in ordered:
        if measure.kind == Kind.BLOCK:
            found += [
                unacquainted(measure, of_case, chat),
                groundless(measure, blocks, of_case, limits),
                too_long.get(id(measure)),
                not_by_moderator(measure, chat),
                not_restored(measure, now),
                *early_release(measure, limits),
            ]
        if measure.kind in (Kind.BLOCK, Kind.REMOVAL):
            found.append(other_reason(measure))
        if measure.kind == Kind.REMOVAL:
            found.append(removal_without_violations(measure))
    return [verdict for verdict in found if verdict]


def falls_in(verdict: Verdict, start: datetime, end: datetime) -> bool:
    """Whether a verdict belongs to the period [start; end).

    What happened in it; of 4.5-03 and 4.5-05 also blocks that are still open at its end.
    """
    if start <= verdict.happened.at < end:
        return True
    is_open = verdict.measure.ended is None or verdict.measure.ended.at >= end
    return verdict.check in ("4.5-03", "4.5-05") and is_open and verdict.measure.started.at < end


# --- clause 4.4: rules made known -----------------------------------------------------------------------------


def acquainted_since(
    joined: When, pinned_from: When | None, posts: Iterable[datetime], limits: Limits = Limits()
) -> When | None:
    """Since when a participant may be taken to know the rules, or None.

    Clause: 4.4. Rules pinned at the moment of joining, or pinned or posted by a moderator within 24 hours after.
    """
    if pinned_from is not None and not pinned_from.is_later_than(joined):
        return joined
    until = joined.at + limits.acquaint_within
    if not joined.has_time:  # the whole day of joining, then 24 hours
        until += timedelta(days=1)
    later = [post for post in posts if joined.at < post <= until]
    if pinned_from is not None and joined.at < pinned_from.at <= until:
        later.append(pinned_from.at)
    return When(min(later)) if later else None


def unacquainted(block: Measure, of_case: Sequence[Episode], chat: Chat) -> Verdict | None:
    """4.4-03: a block of somebody to whom the rules had not been made known before the first violation."""
    if block.member_id not in chat.joined:
        return None
    first = min((episode.started for episode in of_case), key=lambda when: when.at, default=block.started)
    known = chat.acquainted.get(block.member_id)
    if known is not None and not known.is_later_than(first):
        return None
    return _verdict(
        "4.4-03",
        "unacquainted",
        block,
        "Участник заблокирован, но нет подтверждения, что правила общения доведены до него до первого нарушения.",
        "Требует разъяснения модератора; без подтверждения — снять блокировку и ознакомить с правилами.",
    )


# --- clause 4.5: blocks ----------------------------------------------------------------------------------------


def grounds(
    block: Measure, blocks: Sequence[Measure], of_case: Sequence[Episode], limits: Limits = Limits()
) -> list[Episode]:
    """Episodes on which a block may rest: before it, in its school year, not used up by a block served before."""
    before = [
        episode
        for episode in of_case
        if episode.started.came_before(block.started) and is_in_year(episode, block.started.day, limits)
    ]
    served = [
        other
        for other in blocks
        if other is not block and other.started.at < block.started.at and is_served(other, block.started.at)
    ]
    return fresh_episodes(before, served)


def groundless(
    block: Measure, blocks: Sequence[Measure], of_case: Sequence[Episode], limits: Limits = Limits()
) -> Verdict | None:
    """4.5-02: three episodes or fewer."""
    n = len(grounds(block, blocks, of_case, limits))
    if n >= limits.block_after:
        return None
    had = (
        f"До блокировки подтверждено: {counted_episodes(n)}"
        if n
        else "До блокировки нет подтверждённых эпизодов"
    )
    return _verdict(
        "4.5-02",
        "too_few_episodes",
        block,
        f"{had} (без учтённых прежней блокировкой); п. 4.5 допускает блокировку, если их более {limits.block_after - 1}.",
        "Отменить блокировку или дополнить журнал подтверждёнными нарушениями; разъяснить модератору п. 4.5.",
    )


def long_blocks(
    blocks: Sequence[Measure], of_case: Sequence[Episode], now: datetime, limits: Limits = Limits()
) -> list[Verdict]:
    """4.5-03: blocks longer than a calendar month, alone or together with those they go on from.

    A chain lasts until four new episodes give a new basis or a new school year begins; it is reported on the
    block that crosses the month. A block without an end is a warning at once and a breach after the month.
    """
    found: list[Verdict] = []
    for chain in chains(blocks, of_case, limits):
        was_over = False
        for n, block in enumerate(chain):
            is_over = exceeds_month(chain[: n + 1], now)
            if (is_over and not was_over) or exceeds_month([block], now):
                found.append(_too_long(block, is_chain=not exceeds_month([block], now)))
            elif block.ended is None and block.planned_end is None:
                found.append(_endless(block))
            was_over = was_over or is_over
    return found


def chains(
    blocks: Sequence[Measure], of_case: Sequence[Episode], limits: Limits = Limits()
) -> list[list[Measure]]:
    """Blocks of one case, those without a new basis after the one they go on from."""
    found: list[list[Measure]] = []
    for block in sorted(blocks, key=lambda each: each.started.at):
        if found and not _has_new_basis(found[-1][-1], block, of_case, limits):
            found[-1].append(block)
        else:
            found.append([block])
    return found


def _has_new_basis(last: Measure, block: Measure, of_case: Sequence[Episode], limits: Limits) -> bool:
    before = [
        episode
        for episode in of_case
        if episode.started.came_before(block.started) and is_in_year(episode, block.started.day, limits)
    ]
    if limits.is_by_school_year and not _same_year(last.started.day, block.started.day, limits):
        return True
    return len(fresh_episodes(before, [last])) >= limits.block_after


def _same_year(one: date, other: date, limits: Limits) -> bool:
    return school_year(one, limits.school_year_starts) == school_year(other, limits.school_year_starts)


def exceeds_month(chain: Sequence[Measure], now: datetime) -> bool:
    """Whether blocks together last longer than a calendar month from the first: 31.01 → 28.02 is still a month.

    Where a journal knows days only, days are compared. Days under two blocks count once.
    """
    ends = [end_of(block, now) for block in chain]
    starts = [block.started for block in chain]
    by_day = not all(when.has_time for when in (*starts, *ends))

    def moment(when: When) -> datetime:
        return datetime.combine(when.day, datetime.min.time()) if by_day else when.at

    total, covered = timedelta(), moment(starts[0])
    for start, end in zip(starts, ends, strict=True):
        covered = max(covered, moment(start))
        total += max(timedelta(), moment(end) - covered)
        covered = max(covered, moment(end))
    first = moment(starts[0])
    return total > one_month_later(first) - first


def _too_long(block: Measure, *, is_chain: bool) -> Verdict:
    limit = one_month_later(block.started.at)
    sentence = (
        "Блокировки, следующие одна за другой без нового основания, вместе длятся дольше месяца."
        if is_chain
        else f"Блокировка длится дольше одного месяца: предельный срок — {limit:%d.%m.%Y}."
    )
    return _verdict(
        "4.5-03",
        "chain_over_month" if is_chain else "over_month",
        block,
        sentence,
        "Снять блокировку сегодня.",
    )


def _endless(block: Measure) -> Verdict:
    limit = one_month_later(block.started.at)
    return _verdict(
        "4.5-03",
        "no_end",
        block,
        f"У блокировки не указан срок; по п. 4.5 она заканчивается не позднее {limit:%d.%m.%Y}.",
        "Указать срок блокировки.",
        level=Level.WARN,
    )


def not_by_moderator(block: Measure, chat: Chat) -> Verdict | None:
    """4.5-04: decided by somebody who isn't a registered moderator of this chat (or by nobody named)."""
    if chat.moderators is None or block.decided_by in chat.moderators:
        return None
    sentence = (
        "Блокировку применил не модератор этого чата."
        if block.decided_by
        else "Не указано, кто применил блокировку; право на неё имеет только модератор чата."
    )
    return _verdict(
        "4.5-04",
        "not_moderator" if block.decided_by else "nobody_named",
        block,
        sentence,
        "Уточнить, кто принял решение, и кто ведёт чат.",
    )


def not_restored(block: Measure, now: datetime) -> Verdict | None:
    """4.5-05: the term is over and access isn't restored; a term known by its day lasts that whole day."""
    if block.ended is not None or block.planned_end is None:
        return None
    end = block.planned_end.at + (timedelta() if block.planned_end.has_time else timedelta(days=1))
    if now <= end if block.planned_end.has_time else now < end:
        return None
    return _verdict(
        "4.5-05",
        "not_restored",
        block,
        f"Срок блокировки истёк {block.planned_end.at:%d.%m.%Y}, а отметки о восстановлении доступа нет.",
        "Восстановить доступ и отметить это в журнале мер.",
    )


# --- clause 4.6: early release -----------------------------------------------------------------------------------


def is_early(block: Measure) -> bool:
    """Lifted on an earlier day than planned; the planned day itself, at any hour, is in time."""
    return (
        block.ended is not None and block.planned_end is not None and block.ended.day < block.planned_end.day
    )


def early_release(block: Measure, limits: Limits = Limits()) -> list[Verdict]:
    """4.6-02 and 4.6-03 of a block lifted early: an apology while it lasted, nobody against it, time to object."""
    if not is_early(block):
        return []
    found = []
    if (
        block.apology is None
        or block.apology.is_later_than(block.ended)
        or block.apology.is_earlier_than(block.started)
    ):
        code = "no_apology" if block.apology is None else "apology_outside"
        found.append(
            _released(
                "4.6-02",
                code,
                block,
                "Блокировка снята досрочно без извинения участника."
                if block.apology is None
                else "Блокировка снята досрочно, а извинение принесено не во время блокировки.",
                "Оформить извинение или вернуть срок блокировки.",
            )
        )
    objection = _objection(block, limits)
    if objection:
        found.append(objection)
    return found


def _objection(block: Measure, limits: Limits) -> Verdict | None:
    advice = "Провести опрос участников чата и дождаться конца срока для возражений."
    if (block.objections or 0) > 0:
        sentence = f"Блокировка снята досрочно, хотя у участников чата есть возражения: {block.objections}."
        return _released(
            "4.6-03", "objections", block, sentence, "Вернуть срок блокировки или снять возражения."
        )
    if block.consulted is None:
        return _released(
            "4.6-03", "not_consulted", block, "Блокировка снята досрочно без опроса участников чата.", advice
        )
    closes = When(block.consulted.at + limits.objection_window, block.consulted.has_time)
    if block.ended.is_earlier_than(closes):
        hours = limits.objection_window // timedelta(hours=1)
        sentence = f"Блокировка снята досрочно раньше, чем истекли {hours} ч на возражения."
        return _released("4.6-03", "window_open", block, sentence, advice)
    return None


# --- clause 4.7: reasons -----------------------------------------------------------------------------------------


def other_reason(measure: Measure) -> Verdict | None:
    """4.7-01: blocked or removed for a reason that is neither the rules nor a movement of people.

    A measure without a reason whose basis names violations is taken as one for the rules.
    """
    reason = measure.reason or (RULES_REASON if measure.basis else None)
    if reason == RULES_REASON or reason in ADMINISTRATIVE_REASONS:
        return None
    what = "Удаление" if measure.kind == Kind.REMOVAL else "Блокировка"
    why = f"по причине «{measure.reason}»" if measure.reason else "без указания причины"
    return _verdict(
        "4.7-01",
        "other_reason" if measure.reason else "no_reason",
        measure,
        f"{what} {why}: она не связана с правилами общения и не относится к движению состава.",
        "Выяснить причину; если она личная — восстановить участника и провести беседу с модератором.",
    )


def removal_without_violations(measure: Measure) -> Verdict | None:
    """4.7-03: removed for the rules, and no violation is named."""
    if measure.reason != RULES_REASON or measure.basis:
        return None
    return _verdict(
        "4.7-03",
        "no_violations",
        measure,
        "Удаление за нарушение правил, но ни одно нарушение из журнала не названо.",
        "Указать записи журнала или восстановить участника.",
    )


@dataclass(frozen=True)
class Dislike:
    """4.7-04: measures of one moderator that ask to be looked at by another, no more."""

    moderator: str
    n_measures: int
    same_person_share: float
    is_one_person: bool  # three measures or more, 80 % of them against one participant
    is_above_others: bool  # more measures than 95 % of at least ten moderators


def dislike_signs(
    measures: Iterable[Measure],
    *,
    at_least: int = 3,
    share: float = 0.8,
    moderators_at_least: int = 10,
) -> list[Dislike]:
    """4.7-04: signs of personal dislike in remarks, blocks and removals that no movement of people explains.

    Moderators with too little data are not compared.
    Rows: one per moderator with a sign.
    """
    counted: dict[str, Counter] = defaultdict(Counter)
    for measure in measures:
        is_punishing = measure.kind != Kind.UNBLOCK and measure.reason not in ADMINISTRATIVE_REASONS
        if is_punishing and measure.decided_by:
            counted[measure.decided_by][measure.member_id] += 1
    totals = {moderator: sum(people.values()) for moderator, people in counted.items()}
    usual = None
    if len(totals) >= moderators_at_least:
        usual = quantiles(totals.values(), n=20, method="inclusive")[-1]
    signs = []
    for moderator, people in sorted(counted.items()):
        total, most = totals[moderator], max(people.values())
        one_person = total >= at_least and most / total >= share
        above = usual is not None and total >= at_least and total > usual
        if one_person or above:
            signs.append(Dislike(moderator, total, most / total, one_person, above))
    return signs


def _verdict(
    check: str, code: str, measure: Measure, sentence: str, advice: str, *, level: Level = Level.BREACH
) -> Verdict:
    return Verdict(check, code, level, measure, measure.started, sentence, advice)


def _released(check: str, code: str, block: Measure, sentence: str, advice: str) -> Verdict:
    return Verdict(check, code, Level.BREACH, block, block.ended, sentence, advice)
