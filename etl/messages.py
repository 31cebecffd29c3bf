"""Messages, events and reactions of the public file: only what this load changed is written anew.

Flags of a text are taken while it is in memory; the text itself goes no further than judging (see `etl.judge`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

from etl.publish import Work
from etl.stage import Change
from regulation.text import own_words, shares_word_ngrams
from settings import Settings
from warehouse.connect import marked_messages_sql

_SQL = Path(__file__).parent / "sql"
RULES_SHARE = 0.5
MESSAGES_AT_ONCE = 250_000


@dataclass
class Touched:
    """What a load changed among messages: the months whose roll-ups must be made anew."""

    months: set[date]


def write_messages(work: Work, settings: Settings, change: Change | None) -> Touched:
    """Write new and corrected messages of this load (temporary table `message_delta`) to the public file."""
    connection = work.connection
    if change is None or change.is_empty:
        return Touched(set())
    connection.execute("set variable support = ?", ["|".join(settings.rules.support) or "info@sferum.ru"])
    _read_empty_texts(work)
    _find_rules(work, settings)
    counted = connection.execute(
        "select date_trunc('month', local(sent_at))::date as month, count(*), min(sent_at) from message_delta group by 1 order by 1"
    ).fetchall()
    months = {month for month, _, _ in counted if month}
    if change.corrected:
        old = "select row_id from message_delta where was_there"
        months |= {
            row[0]
            for row in connection.execute(
                f"select distinct month from messages where message_id in ({old})"
            ).fetchall()
        }
        connection.execute(f"delete from messages where message_id in ({old})")
    script = (_SQL / "staging" / "messages.sql").read_text(encoding="utf-8")
    for begin, end in _runs(counted):
        connection.execute("set variable from_utc = ?::timestamp", [begin])
        connection.execute("set variable to_utc = ?::timestamp", [end])
        connection.execute(script)
    return Touched({month for month in months if month})


def _runs(
    counted: Sequence[tuple[date | None, int, datetime | None]],
) -> Iterator[tuple[datetime | None, datetime | None]]:
    """Begin and end (excluded) of runs of months with about MESSAGES_AT_ONCE messages each; None: those without a time."""
    begins, size = [], MESSAGES_AT_ONCE
    for month, n, first_at in counted:
        if month is None:
            yield None, None
            continue
        if size + n > MESSAGES_AT_ONCE:
            begins.append(first_at)
            size = 0
        size += n
    yield from pairwise([*begins, datetime.max])


def _read_empty_texts(work: Work) -> None:
    """An empty cell beside a picture or a voice, in a sheet that holds texts, is a text that was read: there is none."""
    work.connection.execute("""
        update message_delta set text = ''
        where text is null and kind in ('фото', 'стикер', 'файл', 'голос')
            and file_id in (select distinct file_id from message_delta where text is not null)""")


def _find_rules(work: Work, settings: Settings) -> None:
    """`rules_messages`: those with at least half of the rules' word 5-grams are the rules."""
    connection, text = work.connection, settings.rules.rules_text
    candidates = connection.execute(
        "select row_id, text from message_delta where length(text) > 120 and regexp_matches(text, 'правил', 'i')"
    ).fetchall()
    found = [
        row_id
        for row_id, body in candidates
        if text and shares_word_ngrams(own_words(body), text) >= RULES_SHARE
    ]
    connection.execute(
        "create or replace temp table rules_messages as select unnest(?::varchar[]) as row_id", [found]
    )


def write_events(work: Work, reactions: Change | None) -> None:
    """Public events and this load's reactions (`reaction_delta`), and what events tell of messages: who deleted what."""
    connection = work.connection
    if reactions is not None and not reactions.is_empty:
        connection.execute((_SQL / "staging" / "reactions.sql").read_text(encoding="utf-8"))
    connection.execute((_SQL / "staging" / "events.sql").read_text(encoding="utf-8"))


def roll_up(work: Work, touched: Touched) -> None:
    """Marts by day and hour, coverage and dumps: the months that changed are made anew."""
    connection = work.connection
    months = sorted(touched.months)
    if not months:
        return
    connection.execute(
        "create or replace temp table changed_months as select unnest(?::date[]) as month", [months]
    )
    connection.execute(
        "delete from mart_member_chat_day where date_trunc('month', day) in (from changed_months)"
    )
    script = (_SQL / "marts" / "mart_member_chat_day.sql").read_text(encoding="utf-8")
    connection.execute(
        script.replace(
            "from messages\n", "from (select * from messages where month in (from changed_months)) messages\n"
        ).replace("join messages m", "join (select * from messages where month in (from changed_months)) m")
    )
    for script in ("coverage", "mart_chat_hour", "mart_answer"):
        connection.execute((_SQL / "marts" / f"{script}.sql").read_text(encoding="utf-8"))


def mark(work: Work) -> None:
    """The few messages that figures look up by themselves, found anew: a deletion or a journal may speak of any month."""
    work.connection.execute("delete from mart_marked_message")
    work.connection.execute(f"insert into mart_marked_message by name {marked_messages_sql()}")
