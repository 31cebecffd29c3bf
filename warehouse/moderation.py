"""Fair moderation: what journals and confirmed findings say to `regulation.sanctions` and `regulation.audit`, and back.

Everything is counted from the public file and the casebook beside it, so a decision changes it at once. Participants are
pseudonyms throughout; sentences are about a measure or a message, never about a person.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from regulation import audit, sanctions
from regulation.calendars import DayClock
from regulation.indicators import BY_ID
from regulation.sanctions import Kind, Limits, Measure, Violation, When
from warehouse import periods as calendar
from warehouse.measure import breaches, figures, materialise

if TYPE_CHECKING:
    from settings import Settings
    from warehouse.connect import Reader
    from warehouse.periods import Period

_SQL = Path(__file__).parent / "sql" / "moderation"


@cache
def _query(name: str) -> str:
    return (_SQL / f"{name}.sql").read_text(encoding="utf-8")


# --- what comes in -----------------------------------------------------------------------------------------


def limits_of(settings: Settings) -> Limits:
    """The numbers of clauses 4.2–4.6 as the institution set them."""
    values, quiet = settings.limits, settings.quiet_hours
    month, day = (int(part) for part in settings.institution.school_year_starts.split("-"))
    return Limits(
        block_after=int(values["block_after_episodes"]),
        episode_gap=timedelta(minutes=values["episode_gap_minutes"]),
        school_year_starts=(month, day),
        objection_window=timedelta(hours=values["objection_hours"]),
        acquaint_within=timedelta(hours=values["acquaint_hours"]),
        severe_removal=timedelta(hours=values["severe_removal_hours"]),
        flood_removal=timedelta(hours=values["flood_removal_hours"]),
        clock=DayClock(quiet.from_, quiet.to),
    )


@dataclass(frozen=True)
class Case:
    """Everything about measures and strikes of all chats: read once, judged for any «now»."""

    strikes: tuple[Violation, ...]
    measures: tuple[Measure, ...]
    chats: dict[str, audit.Chat]
    rows: dict[str, dict] = field(
        default_factory=dict
    )  # measure → its journal row: chat_kind, association, …
    numbers: dict[str, str] = field(
        default_factory=dict
    )  # strike → its number in the journal, where it has one
    places: dict[str, dict] = field(default_factory=dict)  # chat with strikes → chat_kind, association, …
    people: dict[str, str] = field(default_factory=dict)  # member with strikes → the person, where known


def read_case(reader: Reader) -> Case:
    """Strikes, measures and chats as the audit wants them, all times.

    Clause: 4.4–4.7. A strike is what a person confirmed or wrote into the journal. A measure whose participant wasn't
    found can't be compared with anything and stays out of the audit (`rows` has it).
    """
    return reader.once("case", lambda: _read_case(reader), of_casebook=True)


def _read_case(reader: Reader) -> Case:
    _need(reader, "mart_violation", "mart_rules_pin", "mart_chat_leader")
    strikes = reader.rows(_STRIKES)
    rows = {row["measure_id"]: row for row in reader.rows(_query("measures"))}
    moderators = _moderators(reader)
    measures = [_measure(row, moderators.get(row["chat_id"])) for row in rows.values() if row["member_id"]]
    return Case(
        tuple(_strike(row) for row in strikes),
        tuple(measures),
        _chats(reader, measures, moderators),
        rows,
        {row["violation_key"]: row["violation_id"] for row in strikes if row["violation_id"]},
        {row["chat_id"]: row for row in reader.rows(_PLACES)},
        {row["member_id"]: row["person_id"] for row in reader.rows(_PEOPLE)},
    )


_STRIKES = """
    select violation_key, violation_id, chat_id, member_id, bullet, occurred_local, is_timed
    from mart_violation where is_strike"""
_PLACES = """
    select distinct chat_id, chat_kind, association, direction, platform
    from mart_violation where is_strike"""
_PEOPLE = """
    select member_id, person_id
    from v_members semi join (from mart_violation where is_strike) using (member_id)
    where person_id is not null"""


def _need(reader: Reader, *marts: str) -> None:
    """Build marts that have no period of their own, for the periods registered (or the newest month)."""
    wanted = reader.built.get("period")
    if not wanted:
        newest = calendar.newest_fact(reader) or datetime.min
        wanted = (calendar.month(newest.date()),)
    for mart in marts:
        materialise(reader, mart, wanted)


def _strike(row: dict) -> Violation:
    return Violation(
        row["violation_key"],
        row["chat_id"],
        row["member_id"],
        row["bullet"],
        When(row["occurred_local"], row["is_timed"]),
    )


def _measure(row: dict, moderators: frozenset[str] | None) -> Measure:
    def when(name: str, flag: str) -> When | None:
        return When(row[name], row[flag]) if row[name] is not None else None

    return Measure(
        row["measure_id"],
        row["kind"],
        row["chat_id"],
        row["member_id"],
        When(row["started"], row["is_started_timed"]),
        when("planned_end", "is_planned_timed"),
        when("ended", "is_ended_timed"),
        _decider(row, moderators or frozenset()),
        row["reason"],
        tuple(each for each in row["basis"] if each),
        when("apology", "is_apology_timed"),
        when("consulted", "is_consulted_timed"),
        row["objections"],
    )


def _decider(row: dict, moderators: frozenset[str]) -> str | None:
    """Who decided: the person where known, the account else; an account registered in the chat goes as it is."""
    if row["decided_by"] in moderators and row["decided_by_person"] not in moderators:
        return row["decided_by"]
    return row["decided_by_person"] or row["decided_by"]


def _moderators(reader: Reader) -> dict[str, frozenset[str]]:
    """Registered moderators of each chat that has any, by account and by person, dismissed ones too."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in reader.rows("select chat_id, member_id, person_id from v_chat_moderators"):
        found[row["chat_id"]] |= {each for each in (row["member_id"], row["person_id"]) if each}
    return {chat: frozenset(people) for chat, people in found.items()}


def _chats(
    reader: Reader, measures: Sequence[Measure], moderators: dict[str, frozenset[str]]
) -> dict[str, audit.Chat]:
    """What the audit has to know of the chats that measures are about."""
    joined, acquainted = _acquaintance(reader)
    return {
        chat: audit.Chat(moderators.get(chat), joined.get(chat, {}), acquainted.get(chat, {}))
        for chat in {measure.chat_id for measure in measures}
    }


def _acquaintance(reader: Reader) -> tuple[dict, dict]:
    """Chat → blocked member → when they joined, and since when they may be taken to know the rules (first stay that tells)."""
    limits = limits_of(reader.settings)
    told = {row["chat_id"]: row for row in reader.rows(_query("rules_told"))}
    stays = reader.rows("""
        select chat_id, member_id, local_of(joined_at) as joined, coalesce(joined_at_has_time, true) as is_timed
        from v_chat_members
        semi join (select chat_id, member_id from v_measures where kind = 'блокировка') using (chat_id, member_id)
        where joined_at is not null
        order by joined_at""")
    joined: dict[str, dict] = defaultdict(dict)
    acquainted: dict[str, dict] = defaultdict(dict)
    for stay in stays:
        chat, member, came = stay["chat_id"], stay["member_id"], When(stay["joined"], stay["is_timed"])
        if chat not in told:
            continue
        joined[chat].setdefault(member, came)
        known = _known_since(came, told[chat]["pins"], told[chat]["posts"], limits)
        earlier = acquainted[chat].get(member)
        if known and (earlier is None or known.at < earlier.at):
            acquainted[chat][member] = known
    return joined, acquainted


def _known_since(came: When, pins: Iterable[dict], posts: Iterable[datetime], limits: Limits) -> When | None:
    """The earliest of what each stretch of pinned rules, and the posts, tell."""
    standing = [When(pin["since"]) for pin in pins if pin["until"] is None or pin["until"] > came.at]
    posts = list(posts)
    told = [audit.acquainted_since(came, pin, posts, limits) for pin in (None, *standing)]
    return min((each for each in told if each), key=lambda when: when.at, default=None)


# --- verdicts ------------------------------------------------------------------------------------------------


def verdicts(case: Case, period: Period, now: datetime, limits: Limits) -> list[audit.Verdict]:
    """Verdicts on measures that belong to a period, as known at `now`.

    Clause: 4.4-03, 4.5-02…05, 4.6-02, 4.6-03, 4.7-01, 4.7-03.
    """
    measured = {measure.case for measure in case.measures}
    strikes = [each for each in case.strikes if (each.chat_id, each.member_id) in measured]
    found = audit.audit(case.measures, strikes, case.chats, now, limits)
    return [verdict for verdict in found if audit.falls_in(verdict, period.start, period.end)]


# What is said of rows that are no measures: check → (moment, sentence, what to do); values of the row in braces.
_SENTENCES = {
    "4.2-03": (
        "deadline",
        "Сообщение с подтверждённым нарушением (п. {bullet}) не удалено; срок истёк {deadline}.",
        "Позвонить модератору сегодня: удалить сообщение.",
    ),
    "4.2-04": (
        "deleted_local",
        "Модератор удалил чужое сообщение, а нарушения в журнале о нём нет.",
        "Разъяснить модератору: удаление отмечают в журнале с пунктом правил.",
    ),
    "4.3-01": (
        "joined_on",
        "Участник включён в чат модератором без ссылки, согласия на день включения нет.",
        "Подтвердить желание участника или исключить по просьбе; разъяснить модератору п. 4.3.",
    ),
    "4.3-02": (
        "joined_on",
        "Участник вышел сам, а потом его добавили в тот же чат снова.",
        "Извиниться и удалить по желанию участника.",
    ),
    "4.3-03": (
        "happened_local",
        "Поступило обращение о принуждении к участию в чате.",
        "Провести служебную проверку; предложить семье другой канал связи.",
    ),
    "4.3-03.wave": (
        "happened_local",
        "За один час в чат добавили почти всю группу (человек: {largest_wave}): участие добровольно.",
        "Выяснить у модератора, спрашивали ли людей; предложить другой канал связи.",
    ),
    "4.3-04": (
        "revoked_on",
        "Согласие отозвано, а участник остаётся в чате.",
        "Удалить участника (это не мера п. 4.7).",
    ),
    "4.7-02": (
        "left_local",
        "Участника удалили из чата, а причины, меры или движения рядом с этим днём нет.",
        "Запросить пояснение модератора.",
    ),
    "5.1-04": (
        "closed_day",
        "Жалоба на удаление признана обоснованной: удалено допустимое сообщение.",
        "Восстановить сообщение, принести извинения.",
    ),
}


def audit_cases(reader: Reader, period: Period) -> list[dict]:
    """Every block, unblocking, removal and re-adding that isn't in order: the list of «Модерация», newest first.

    Clause: 4.2–4.7, 5.1.
    Rows: one per measure (message, stay, ticket) and check.
    Columns: check («4.5-02»), clause, code (the check's ground, measures only), level (breach: counted; warn: listed),
    chat_id, member_id, measure_id, message_id, violation_id, ticket_id (those that apply, pseudonyms), moderator
    (pseudonym), moment (local or None), sentence (Russian), advice (what to do).
    """
    case, now, limits = read_case(reader), calendar.now_of(reader, period), limits_of(reader.settings)
    found = [_of_verdict(verdict) for verdict in verdicts(case, period, now, limits)]
    checks = [BY_ID[each] for each in _SENTENCES if each in BY_ID]
    for figure in figures(reader, checks, [period]):
        if figure.n_breaches != 0:  # where a kept figure says that there are none, nothing is looked for
            found += [_of_row(figure.indicator.id, row) for row in breaches(reader, figure.indicator, period)]
    return sorted(found, key=lambda row: row["moment"] or datetime.min, reverse=True)


_BLANK = dict.fromkeys(
    (
        *(
            "check",
            "clause",
            "code",
            "level",
            "chat_id",
            "member_id",
            "measure_id",
            "message_id",
            "violation_id",
        ),
        *("ticket_id", "moderator", "moment", "sentence", "advice"),
    )
)


def _of_verdict(verdict: audit.Verdict) -> dict:
    measure = verdict.measure
    return _BLANK | {
        "check": verdict.check,
        "clause": verdict.clause,
        "code": verdict.code,
        "level": verdict.level.value,
        "chat_id": measure.chat_id,
        "member_id": measure.member_id,
        "measure_id": measure.measure_id,
        "moderator": measure.decided_by,
        "moment": verdict.happened.at,
        "sentence": verdict.sentence,
        "advice": verdict.advice,
    }


def _of_row(check: str, row: dict) -> dict:
    is_wave = check == "4.3-03" and row["ticket_id"] is None
    column, sentence, advice = _SENTENCES["4.3-03.wave" if is_wave else check]
    told = {name: f"{value:%d.%m.%Y %H:%M}" for name, value in row.items() if isinstance(value, datetime)}
    moment = row.get(column)
    if isinstance(moment, date) and not isinstance(moment, datetime):
        moment = datetime.combine(moment, datetime.min.time())
    return (
        _BLANK
        | {name: row[name] for name in _BLANK if name in row}
        | {
            "check": check,
            "clause": check.split("-")[0],
            "level": row["level"],
            "moderator": row.get("deleted_by"),
            "moment": moment,
            "sentence": sentence.format_map(row | told),
            "advice": advice,
        }
    )


# --- one participant in one chat -------------------------------------------------------------------------------


def ledgers(reader: Reader, now: datetime) -> list[sanctions.Ledger]:
    """Strike ledgers of everybody with a strike in the current school year or a block in force.

    Clause: 4.5. Rows: one per chat and member.
    """
    case = read_case(reader)
    return sanctions.ledgers(case.strikes, case.measures, now, limits_of(reader.settings))


def ledger(reader: Reader, chat_id: str, member_id: str, now: datetime) -> sanctions.Ledger:
    """The ledger of one participant in one chat at a local moment; an empty one where there is nothing.

    Clause: 4.5. `episodes` of the school year (each with its gravest bullet and violation keys), `fresh` those not
    used up by an earlier block (strikes 1…4), `missing` before a block becomes possible, `allowed`, `blocked_until`,
    and `sentence`: what the clause allows today, in plain Russian.
    """
    case, limits = read_case(reader), limits_of(reader.settings)
    mine = [each for each in case.strikes if (each.chat_id, each.member_id) == (chat_id, member_id)]
    measures = [each for each in case.measures if each.case == (chat_id, member_id)]
    return sanctions.ledger(
        chat_id,
        member_id,
        sanctions.episodes(mine, now=now, limits=limits),
        sanctions.join_unblocks(sanctions.known_at(measures, now)),
        now,
        limits,
    )


def timeline(reader: Reader, chat_id: str, member_id: str) -> list[dict]:
    """What happened with one participant in one chat, oldest first: the page «Дело».

    Rows: one per event. Columns: moment (local; None: unknown), has_time, what (joined, left, finding, decision,
    violation, measure, measure_ended, apology, consulted, message_deleted), sentence (Russian, neutral), bullet, rule,
    outcome (of a finding), state (of a finding, decision or journal row), message_id, finding_key, violation_id, measure_id, who,
    reason. Texts are elsewhere: see `warehouse.private`.
    """
    return reader.rows(_query("timeline"), [chat_id, member_id])


# --- are all treated alike ---------------------------------------------------------------------------------------

ANSWER_WITHIN = timedelta(days=14)
_GRAVITY = (Kind.REMOVAL, Kind.BLOCK, Kind.REMARK)


def same_violation_different_outcome(reader: Reader, period: Period) -> list[dict]:
    """What followed confirmed episodes of one bullet in chats of one kind: alike things should end alike.

    An episode's outcome is the gravest measure against the participant in that chat which names one of its violations,
    else the gravest begun within 14 days after it.
    Rows: one per chat kind, bullet, outcome and moderator who decided. Columns: chat_kind, bullet, outcome (замечание,
    блокировка, удаление, «без мер»), moderator (None: nobody), n_episodes, n_participants, is_different (this bullet
    ended in more than one way in chats of this kind).
    """
    case, now = read_case(reader), calendar.now_of(reader, period)
    limits = limits_of(reader.settings)
    kinds = {chat: place["chat_kind"] for chat, place in case.places.items()}
    of_case: dict[tuple, list[Measure]] = defaultdict(list)
    for measure in sanctions.known_at(case.measures, now):
        of_case[measure.case].append(measure)
    counted: dict[tuple, list[str]] = defaultdict(list)
    for episode in sanctions.episodes(case.strikes, now=now, limits=limits):
        if period.start <= episode.started.at < period.end:
            answer = _answer(episode, of_case[episode.case], case)
            outcome, moderator = (answer.kind, answer.decided_by) if answer else ("без мер", None)
            counted[kinds[episode.chat_id], episode.bullet, outcome, moderator].append(episode.member_id)
    ways: dict[tuple, set] = defaultdict(set)
    for kind, bullet, outcome, _ in counted:
        ways[kind, bullet].add(outcome)
    return [
        {
            "chat_kind": kind,
            "bullet": bullet,
            "outcome": outcome,
            "moderator": moderator,
            "n_episodes": len(people),
            "n_participants": len(set(people)),
            "is_different": len(ways[kind, bullet]) > 1,
        }
        for (kind, bullet, outcome, moderator), people in sorted(
            counted.items(), key=lambda item: tuple(str(part) for part in item[0])
        )
    ]


def _answer(episode: sanctions.Episode, measures: Sequence[Measure], case: Case) -> Measure | None:
    numbers = {case.numbers[key] for key in episode.violations if key in case.numbers}
    after = [
        measure
        for measure in measures
        if measure.kind != Kind.UNBLOCK
        and episode.started.came_before(measure.started)
        and measure.reason not in audit.ADMINISTRATIVE_REASONS
    ]
    named = [measure for measure in after if numbers & set(measure.basis)]
    soon = [m for m in after if not m.basis and m.started.at - episode.ended.at <= ANSWER_WITHIN]
    return min(named or soon, key=lambda measure: _GRAVITY.index(measure.kind), default=None)


def measures_per_moderator(reader: Reader, period: Period) -> list[dict]:
    """Measures of each moderator beside what happened in their chats: fairness is a proportion, not a count.

    Clause: 4.7-04. Moderators with fewer than three measures aren't compared, and nobody is where fewer than ten have any.
    Rows: one per person (or account) that took a measure in the period. Columns: moderator (pseudonym), n_measures,
    n_remarks, n_blocks, n_removals, n_people (against whom), same_person_share, n_chats, n_episodes (confirmed, in the
    chats they moderate or took measures in), measures_per_episode (None without episodes), is_compared, is_one_person,
    is_above_others (signs of 4.7-04).
    """
    case, now = read_case(reader), calendar.now_of(reader, period)
    limits = limits_of(reader.settings)
    taken = punishing(case, period, now)
    signs = {sign.moderator: sign for sign in audit.dislike_signs(taken)}
    in_chat = Counter(
        episode.chat_id
        for episode in sanctions.episodes(case.strikes, now=now, limits=limits)
        if period.start <= episode.started.at < period.end
    )
    by_moderator: dict[str, list[Measure]] = defaultdict(list)
    for measure in taken:
        by_moderator[measure.decided_by].append(measure)
    led: dict[str, set[str]] = defaultdict(set)
    for chat, people in _moderators(reader).items():
        for each in people:
            led[each].add(chat)
    found = []
    for moderator, measures in sorted(by_moderator.items()):
        chats = led[moderator] | {measure.chat_id for measure in measures}
        n_episodes, kinds = sum(in_chat[chat] for chat in chats), Counter(m.kind for m in measures)
        people, sign = Counter(measure.member_id for measure in measures), signs.get(moderator)
        found.append(
            {
                "moderator": moderator,
                "n_measures": len(measures),
                "n_remarks": kinds[Kind.REMARK],
                "n_blocks": kinds[Kind.BLOCK],
                "n_removals": kinds[Kind.REMOVAL],
                "n_people": len(people),
                "same_person_share": max(people.values()) / len(measures),
                "n_chats": len(chats),
                "n_episodes": n_episodes,
                "measures_per_episode": len(measures) / n_episodes if n_episodes else None,
                "is_compared": len(measures) >= 3 and len(by_moderator) >= 10,
                "is_one_person": bool(sign and sign.is_one_person),
                "is_above_others": bool(sign and sign.is_above_others),
            }
        )
    return found


def punishing(case: Case, period: Period, now: datetime) -> list[Measure]:
    """Remarks, blocks and removals of a period that no movement of people explains and somebody decided."""
    return [
        measure
        for measure in case.measures
        if measure.kind != Kind.UNBLOCK
        and measure.decided_by
        and measure.reason not in audit.ADMINISTRATIVE_REASONS
        and period.start <= measure.started.at < period.end
        and measure.started.at <= now
    ]


# --- how good the rules are ----------------------------------------------------------------------------------------


def live_precision(reader: Reader) -> list[dict]:
    """How often people confirmed what each rule found, by the decisions so far.

    Clause: 5.3-08. A rule under 30 % says so and may be switched off. Quiet hours are facts; their decisions are told too.
    Rows: one per rule with findings. Columns: rule, n_findings, n_confirmed, n_dismissed, n_second_look, n_open,
    precision (confirmed / decided; None before the first decision), n_overdue (not decided, older than five working days).
    """
    now = calendar.newest_fact(reader)
    return reader.rows(_query("live_precision"), [now.date() if now else date.max])
