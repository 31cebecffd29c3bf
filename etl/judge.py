"""Judging at load: each distinct text once by `regulation.judge`; findings with span, level and version.

Only new and corrected messages are judged. Texts live in memory; what is kept of
them is decided by the text policy. Quiet hours are judged by distinct times of day, exceptions joined.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack
from datetime import datetime, timedelta
from functools import partial
from io import BufferedReader
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa

from casebook import Casebook
from etl.publish import Work
from regulation.detectors.hours import Hours, Outcome
from regulation.judge import MAY_BE_DISGUISED, QUIET_HOURS, Judge, judge_objects, mask_personal, quiet_hours
from regulation.model import ChatKind, Finding, Level
from settings import Settings

_SQL = Path(__file__).parent / "sql" / "judge"
# Below this many texts a second process costs more than it saves.
PARALLEL_FROM = 20_000
PART = 5_000
POURING = 60_000  # bytes that have come at once: a file or a program that does not wait
DAY = 86_400  # seconds
_KIND = {"родители": "parents", "обучающиеся": "students"}


def judge_of(settings: Settings, off: frozenset[str] = frozenset()) -> Judge:
    """The judge with the institution's own values; `off` are rules that people switched off."""
    rules, quiet = settings.rules, settings.quiet_hours
    return Judge(
        own_phones=rules.own_phones,
        own_emails=rules.own_emails,
        own_addresses=rules.own_addresses,
        quiet_from=quiet.from_,
        quiet_to=quiet.to,
        strict=quiet.strict,
        off=frozenset(rules.off) | off,
        student_chats_bind=rules.student_chats_bind,
    )


def judge_new(work: Work, settings: Settings, now: datetime, progress: Callable[[str, float], None]) -> None:
    """Judge this load's messages and write findings, fragments and kept texts."""
    judge = judge_of(settings)
    _forget_changed(work)
    _judge_texts(work, judge, settings, progress)
    _judge_times(work, judge)
    _name_people(work)
    _keep_texts(work, judge, settings, now)


def _forget_changed(work: Work) -> None:
    """A message told anew is judged anew: what was found in its old words goes, whichever source told them."""
    connection = work.connection
    stale = "rule <> 'quiet_hours' and message_id in (select row_id from message_delta)"
    connection.execute(
        f"delete from private.fragments where finding_key in (select finding_key from findings where {stale})"
    )
    connection.execute(f"delete from findings where {stale}")


def _judge_texts(
    work: Work, judge: Judge, settings: Settings, progress: Callable[[str, float], None]
) -> None:
    """Signs in the texts of chats where the rules bind; each distinct text is looked at once."""
    connection = work.connection
    kinds = ["родители", *(["обучающиеся"] if settings.rules.student_chats_bind else [])]
    connection.execute(
        """create or replace temp table judged_text as
           select row_number() over () as text_no, text, n from (
               select d.text, count(*) as n from message_delta d
               join messages m on m.message_id = d.row_id join chats c on c.chat_id = m.chat_id
               where c.kind_source = 'register' and c.kind in (select unnest(?)) and length(d.text) > 0 group by 1)""",
        [kinds],
    )
    verdicts = list(_verdicts(work, judge, progress))
    shape = {
        "text_no": pa.int64(),
        "rule": pa.string(),
        "clause": pa.string(),
        "bullet": pa.string(),
        "level": pa.string(),
        "span_start": pa.int32(),
        "span_end": pa.int32(),
        "score": pa.float64(),
        "reason": pa.string(),
        "rule_version": pa.string(),
        "fragment": pa.string(),
        "normal": pa.string(),
    }
    columns = list(zip(*verdicts, strict=True)) if verdicts else [[] for _ in shape]
    table = pa.table(
        {
            name: pa.array(list(values), kind)
            for (name, kind), values in zip(shape.items(), columns, strict=True)
        }
    )
    connection.register("verdicts", table)
    connection.execute("create or replace temp table text_findings as from verdicts")
    connection.unregister("verdicts")
    connection.execute((_SQL / "text_findings.sql").read_text(encoding="utf-8"))


def _verdicts(work: Work, judge: Judge, progress: Callable[[str, float], None]) -> Iterator[tuple]:
    """(text_no, finding…) of every distinct text that has findings."""
    # Whether a text may be disguised costs Python more than all the rest of reading it; DuckDB tells it in passing.
    rows = work.connection.execute(
        "select text_no, text, regexp_matches(text, ?, 'i') from judged_text order by text_no",
        [MAY_BE_DISGUISED],
    ).fetchall()
    parts = [rows[n : n + PART] for n in range(0, len(rows), PART)]
    done = 0
    with _pool(len(rows), judge) as pool:
        for part, found in zip(parts, pool.map(_judge_part, ((judge, part) for part in parts)), strict=True):
            done += len(part)
            progress("Проверяю сообщения по правилам", 0.72 + 0.16 * done / max(1, len(rows)))
            for text_no, findings in found:
                for each in findings:
                    yield (
                        text_no,
                        each.rule,
                        each.clause,
                        each.bullet,
                        each.level.value,
                        each.start,
                        each.end,
                        each.score,
                        each.reason,
                        each.version,
                        each.fragment,
                        each.normal,
                    )


def _judge_part(task: tuple[Judge, list[tuple[int, str, bool]]]) -> list[tuple[int, tuple[Finding, ...]]]:
    """Findings of those texts that have any."""
    judge, rows = task
    numbers, texts, hidden = zip(*rows, strict=True)
    return [(numbers[place], findings) for place, findings in judge.findings(texts, hidden)]


class _Here:
    """The pool of one: small loads are judged in this process."""

    def map(self, function: Callable, tasks: Iterable) -> Iterator:
        """As `Executor.map`."""
        return map(function, tasks)

    def __enter__(self) -> _Here:
        return self

    def __exit__(self, *_: object) -> None:
        return None


def _pool(n_texts: int, judge: Judge) -> ProcessPoolExecutor | _Here:
    if n_texts < PARALLEL_FROM:
        return _Here()
    judge.judge_text("что будет завтра")  # what is read once is read before the processes part
    return ProcessPoolExecutor(2)


def _judge_times(work: Work, judge: Judge) -> None:
    """Quiet hours: each stretch of a day judged once in Python, messages joined by their clock time.

    Only messages whose verdict may have changed are looked at: a month costs the same however many stand before it.
    """
    connection = work.connection
    outcomes = [
        outcome
        for kind in (ChatKind.PARENTS, ChatKind.STUDENTS)
        for begin, end in pairwise(_edges(judge.hours))
        for outcome in [_outcome(datetime(2026, 1, 1) + timedelta(seconds=begin), kind, judge.hours)]
        * (end - begin)
    ]
    table = pa.table(
        {
            "second": pa.array([*range(DAY)] * 2, pa.int32()),
            "kind": pa.array(["родители"] * DAY + ["обучающиеся"] * DAY),
            "outcome": pa.array(outcomes, pa.string()),
        }
    )
    connection.register("clock_verdicts", table)
    connection.execute(
        "create or replace temp table clock_verdict as from clock_verdicts where outcome is not null"
    )
    connection.unregister("clock_verdicts")
    connection.execute("set variable rule_version = ?", [QUIET_HOURS.version])
    with Casebook(work.place.casebook) as book:
        dropped = [
            row["row_key"]
            for row in book.vanished()
            if row["table_name"] == "exceptions" and row["decision"] == "drop"
        ]
    connection.execute("set variable dropped_exceptions = ?::varchar[]", [dropped])
    for script in ("quiet_scope", "quiet_hours"):
        connection.execute((_SQL / f"{script}.sql").read_text(encoding="utf-8"))


def _name_people(work: Work) -> None:
    """An account may have been matched with a person since its message was judged."""
    work.connection.execute("""
        update findings as f set person_id = m.person_id from members m
        where m.member_id = f.author_id and m.person_id is distinct from f.person_id""")


def _edges(hours: Hours) -> list[int]:
    """Seconds of a day between which the clock's verdict cannot change: the bounds, the second after, their minutes."""
    edges = {0, DAY}
    for bound in (hours.opens, hours.closes):
        second = bound.hour * 3600 + bound.minute * 60 + bound.second
        edges |= {second, second + 1, second - bound.second, second - bound.second + 60}
    return sorted(edge for edge in edges if edge <= DAY)


def _outcome(moment: datetime, kind: ChatKind, hours: Hours) -> str | None:
    """break | border | advisory, or None where the time is allowed."""
    verdict = quiet_hours(moment, kind, hours)
    if verdict.level is None:
        return "border" if verdict.outcome is Outcome.BORDER else None
    return "break" if verdict.level is Level.VIOLATION else "advisory"


def _keep_texts(work: Work, judge: Judge, settings: Settings, now: datetime) -> None:
    """Keep what the text policy allows, personal data masked; for hate no fragment is kept."""
    connection, policy = work.connection, settings.text.effective
    connection.execute(
        "delete from private.fragments where finding_key not in (select finding_key from findings)"
    )
    if policy == "none":
        connection.execute("delete from private.fragments")
        connection.execute("delete from private.kept_texts")
        return
    connection.execute(
        "create or replace temp macro finding_of(m, r, s) as row_key('f|' || m || '|' || r || '|' || s)"
    )
    fragments = connection.execute("""
        select distinct f.finding_key, t.fragment from text_findings t join judged_text j using (text_no)
        join message_delta d on d.text = j.text
        join findings f on f.message_id = d.row_id and f.rule = t.rule and f.span_start = t.span_start where f.rule <> 'hate'""").fetchall()
    connection.execute(
        "delete from private.fragments where finding_key in (select unnest(?))",
        [[key for key, _ in fragments]],
    )
    if fragments:
        connection.register(
            "worked_fragments",
            pa.table({"k": [k for k, _ in fragments], "f": [mask_personal(f, judge) for _, f in fragments]}),
        )
        connection.execute("insert into private.fragments select * from worked_fragments")
        connection.unregister("worked_fragments")
    if policy == "all":
        connection.execute(
            "create or replace temp table to_keep as select row_id as message_id, text, false as is_flagged from message_delta where text <> ''"
        )
    else:
        connection.execute("set variable neighbours = ?", [settings.text.neighbours])
        connection.execute((_SQL / "neighbours.sql").read_text(encoding="utf-8"))
    kept = connection.execute("select message_id, text, is_flagged from to_keep").fetchall()
    if kept:
        masked = pa.table(
            {
                "message_id": [row[0] for row in kept],
                "text": [mask_personal(row[1], judge) for row in kept],
                "is_flagged": [row[2] for row in kept],
            }
        )
        connection.register("masked", masked)
        connection.execute(
            "delete from private.kept_texts where message_id in (select message_id from masked)"
        )
        connection.execute(
            "insert into private.kept_texts select message_id, text, is_flagged, ?::timestamp from masked",
            [now],
        )
        connection.unregister("masked")


# --- `etl judge` -----------------------------------------------------------------------------------------


def judge_lines(stream: BufferedReader, settings: Settings, chat_kind: str) -> Iterator[str]:
    """Answers to JSON lines, in order, many lines at a time; a line that is no object gets an error and the run goes on.

    What has come is answered at once, so a program may wait for each answer; what pours in is judged by two processes.
    """
    answer = partial(_answers, judge=judge_of(settings), zone=settings.zone, chat_kind=chat_kind)
    waiting: deque[Future[str]] = deque()
    with ExitStack() as stack:
        pool = None
        for block in _whole_lines(stream):
            if len(block) < POURING:
                while waiting:
                    yield waiting.popleft().result()
                yield answer(block)
                continue
            pool = pool or stack.enter_context(ProcessPoolExecutor(2))
            waiting.append(pool.submit(answer, block))
            if len(waiting) > 4:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _whole_lines(stream: BufferedReader) -> Iterator[bytes]:
    """What the stream holds by now, cut after its last line end."""
    kept = b""
    while read := stream.read1(1 << 18):
        lines, end, rest = read.rpartition(b"\n")
        if end:
            yield kept + lines + end
            kept = rest
        else:
            kept += rest
    if kept:
        yield kept


def _answers(block: bytes, judge: Judge, zone: ZoneInfo, chat_kind: str) -> str:
    """The answers to the lines of a block, a line each."""
    records = [_record(raw, chat_kind) for raw in block.split(b"\n") if raw.strip()]
    return "".join(
        json.dumps(each, ensure_ascii=False) + "\n" for each in judge_objects(records, judge, zone)
    )


def _record(raw: bytes, chat_kind: str) -> object:
    try:
        record = json.loads(raw.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        return ValueError("строка не читается как JSON")
    if isinstance(record, dict):
        record.setdefault("chat_kind", chat_kind)
    return record


__all__ = ["judge_lines", "judge_new", "judge_of"]
