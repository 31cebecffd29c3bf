"""Messages that stood in one whole dump of a chat and are gone from a later one: probably deleted, some time between the two.

A dump is whole when its rows reach the count that the platform declares. Nothing is said of what is older than the
later dump's first message: an account that joined late sees less, and nothing was deleted there.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from etl.publish import Work
from etl.stage import arrived, message_key

_SQL = Path(__file__).parent / "sql" / "staging"


def note_whole_dumps(work: Work, zone: str) -> None:
    """Find this load's whole dumps of chats, before rows are merged: temporary `whole_now`, and `told_now` with their messages.

    Messages are kept only of chats that were dumped whole before: elsewhere nothing can have vanished.
    """
    connection = work.connection
    connection.execute("drop table if exists whole_now; drop table if exists told_now")
    if not (arrived(connection, "messages") and arrived(connection, "chats")):
        return
    connection.execute("set variable zone = ?", [zone])
    # By their hashes: a million texts are slow to tell apart.
    rows = "select platform, chat_id, source, hash('m', message_id) as item, sent_at as told_at, file_id from in_messages"
    if arrived(connection, "events"):
        rows += """ union all
            select platform, chat_id, source, hash('e', occurred_at, event_type, actor_id, target_id, message_id), occurred_at, file_id
            from in_events where counts"""
    connection.execute(f"""
        create temp table whole_now as
        with declared as (
            select platform, chat_id, source, max(declared_messages) as declared from in_chats
            where declared_messages is not null group by all),
        told as (
            select platform, chat_id, source, count(distinct item) as n, min(told_at) as oldest_at, max(told_at) as newest_at, min(file_id) as file_id
            from ({rows}) as r semi join declared using (platform, chat_id, source) group by all)
        select t.platform, t.chat_id, t.source, t.file_id, t.oldest_at, t.newest_at,
            greatest(t.newest_at, timezone('UTC', timezone(getvariable('zone'), (f.as_of + 1)::timestamp - interval 1 second))) as until_at
        from told t join declared d using (platform, chat_id, source) left join loading_files f using (file_id)
        where t.n >= d.declared""")
    key = message_key("platform", "chat_id", "message_id")
    connection.execute(f"""
        create temp table told_now as
        select distinct {key} as row_id, platform, chat_id, source from in_messages
        semi join private.whole_dumps using (platform, chat_id, source)
        semi join whole_now using (platform, chat_id, source)""")


def note_vanished(work: Work) -> set[date]:
    """Compare this load's whole dumps with those before them (either may come first to the loader).

    Returns the months of messages that are now held for deleted, or no longer.
    """
    connection = work.connection
    if not connection.execute(
        "select 1 from duckdb_tables() where temporary and table_name = 'whole_now'"
    ).fetchall():
        return set()
    before = "select row_id from private.vanished_messages"
    known = {row[0] for row in connection.execute(before).fetchall()}
    connection.execute((_SQL / "vanished.sql").read_text(encoding="utf-8"))
    changed = known ^ {row[0] for row in connection.execute(before).fetchall()}
    months = connection.execute(
        "select distinct date_trunc('month', local(sent_at))::date from private.messages where row_id in (select unnest(?::varchar[]))",
        [sorted(changed)],
    ).fetchall()
    connection.execute("drop table whole_now; drop table told_now")
    return {month for (month,) in months}
