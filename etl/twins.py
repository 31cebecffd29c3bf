"""One chat, several sources: dumps of one chat by two accounts, or by a dumper and the API, are one chat.

Chats are twins when their messages are the same (sender, second, normalised text); an offset by whole hours is a
wrong zone, reported with a proposal and never merged silently. Of twin messages the richer source stays.
"""

from __future__ import annotations

from dataclasses import dataclass

from casebook import Casebook
from etl.publish import Work
from etl.stage import RANK_SQL, arrived

FEWEST_SHARED = 3
SHARE_OF_SMALLER = 0.5


@dataclass(frozen=True)
class Offset:
    """Messages of a file stand off by whole hours from the same messages of another: a wrong zone."""

    file_id: str
    hours: int
    shared: int

    def __str__(self) -> str:
        return (
            f"Сообщения этого файла отстоят на {self.hours:+d} ч от тех же сообщений другой выгрузки ({self.shared} шт.): "
            f"похоже на неверный часовой пояс. Загрузите файл ещё раз, указав его пояс (--tz)."
        )


def find_twins(work: Work) -> list[Offset]:
    """Find chats that are one under several ids (remembered as aliases), mark twin messages, report wrong zones.

    Only chats of this load are looked at.
    """
    connection = work.connection
    if not arrived(connection, "messages"):
        return []
    connection.execute("""
        create or replace temp table known_prints as
        select platform, chat_id, print, source, row_id, words, sent_at from private.messages
        where print in (select print from in_messages) or words in (select words from in_messages where words is not null)""")
    _remember_aliases(work)
    return _offsets(work)


def _remember_aliases(work: Work) -> None:
    """Two ids of one platform whose messages are mostly the same: the id that was known first is the canonical one."""
    connection = work.connection
    # Nearly every print stands in one chat: pairs are sought among the few that stand in several.
    connection.execute("""
        create or replace temp table shared_prints as
        select platform, print from (
            select platform, chat_id, print from known_prints union all select platform, chat_id, print from in_messages)
        group by all having min(chat_id) <> max(chat_id)""")
    connection.execute(f"""
        create or replace temp table twin_chats as
        with placed as (
            select platform, chat_id, print, 0 as is_new from known_prints semi join shared_prints using (platform, print)
            union all
            select platform, chat_id, print, 1 from in_messages semi join shared_prints using (platform, print)),
        spread as (select platform, print from placed group by all having count(distinct chat_id) = 2),
        pairs as (
            select a.platform, a.chat_id as one, b.chat_id as other, count(distinct a.print) as shared, min(a.is_new) as a_new, min(b.is_new) as b_new
            from placed a join placed b on a.print = b.print and a.platform = b.platform and a.chat_id < b.chat_id
            where (a.platform, a.print) in (from spread) group by all),
        sizes as (
            select platform, chat_id, count(distinct print) as n from in_messages
            where (platform, chat_id) in (select (platform, one) from pairs union all select (platform, other) from pairs) group by all)
        select p.platform,
            case when a_new < b_new or (a_new = b_new and p.one < p.other) then p.other else p.one end as raw_id,
            case when a_new < b_new or (a_new = b_new and p.one < p.other) then p.one else p.other end as canonical_id
        from pairs p
        left join sizes s on s.platform = p.platform and s.chat_id = p.one
        left join sizes z on z.platform = p.platform and z.chat_id = p.other
        where shared >= {FEWEST_SHARED} and shared >= {SHARE_OF_SMALLER} * least(coalesce(s.n, 1e9), coalesce(z.n, 1e9))""")
    connection.execute("""
        insert into private.chat_aliases
        select platform, raw_id, any_value(canonical_id), 'одинаковые сообщения' from twin_chats t
        where not exists (from private.chat_aliases a where a.platform = t.platform and a.raw_id = t.raw_id)
            and raw_id not in (select canonical_id from private.chat_aliases) group by all""")
    connection.execute("drop table twin_chats; drop table shared_prints")


def _offsets(work: Work) -> list[Offset]:
    """Files whose messages repeat another file's with a constant offset of whole hours."""
    rows = work.connection.execute(f"""
        with matched as (
            select i.file_id, date_diff('second', k.sent_at, i.sent_at) as seconds
            from in_messages i join known_prints k on k.words = i.words and k.platform = i.platform and k.print <> i.print
            union all
            select i.file_id, date_diff('second', k.sent_at, i.sent_at)
            from in_messages i join in_messages k on k.words = i.words and k.platform = i.platform and k.file_id < i.file_id and k.print <> i.print),
        counted as (
            select file_id, seconds // 3600 as hours, count(*) as shared from matched
            where seconds % 3600 = 0 and seconds <> 0 and abs(seconds) <= 14 * 3600
            group by file_id, seconds)
        select file_id, arg_max(hours, shared), max(shared) from counted
        where shared >= {FEWEST_SHARED * 3} group by file_id""").fetchall()
    return [Offset(*row) for row in rows]


def drop_twin_messages(work: Work) -> dict[str, int]:
    """Of messages that two sources tell, keep the richer source's; returns how many of each file were known already."""
    connection = work.connection
    if (
        not arrived(connection, "messages")
        or not connection.execute(
            "select 1 from (select source from in_messages union all select source from private.messages) having min(source) <> max(source)"
        ).fetchall()
    ):
        return {}
    connection.execute(f"""
        create or replace temp table ranked as
        select platform, chat_id, print, message_id, source, file_id, {RANK_SQL} as place, true as is_new from in_messages
        union all
        select platform, chat_id, print, m.message_id, source, m.file_id, {RANK_SQL}, false
        from private.messages m where print in (select print from in_messages)
            -- edited since: the number is the same, the text is not
            or exists (from in_messages i where i.platform = m.platform and i.chat_id = m.chat_id
                       and i.message_id = m.message_id and i.source <> m.source)""")
    connection.execute("""
        create or replace temp table poorer as
        select r.* from ranked r
        where exists (from ranked b where b.platform = r.platform and b.chat_id = r.chat_id and b.print = r.print
                      and b.source <> r.source and (b.place, b.source) < (r.place, r.source))
            or exists (from ranked b where b.platform = r.platform and b.chat_id = r.chat_id and b.message_id = r.message_id
                      and b.source <> r.source and (b.place, b.source) < (r.place, r.source))""")
    known = dict(
        connection.execute("select file_id, count(*) from poorer where is_new group by 1").fetchall()
    )
    connection.execute("""
        delete from in_messages as i where exists (
            from poorer p where p.is_new and p.platform = i.platform and p.chat_id = i.chat_id and p.message_id = i.message_id and p.source = i.source)""")
    connection.execute("""
        create or replace temp table gone as
        select row_id as message_id from private.messages
        where (platform, chat_id, message_id, source) in (select (platform, chat_id, message_id, source) from poorer where not is_new)""")
    connection.execute("""
        delete from private.messages
        where (platform, chat_id, message_id, source) in (select (platform, chat_id, message_id, source) from poorer where not is_new)""")
    connection.execute("delete from messages where message_id in (from gone)")
    _forget_findings(work)
    return known


def _forget_findings(work: Work) -> None:
    """What was found in messages of the poorer source (`gone`) goes with them; those of the richer are judged in their turn.

    A sign that a person has decided stays: a decision is never lost.
    """
    with Casebook(work.place.casebook) as book:
        decided = [each["finding_key"] for each in book.current_decisions()]
    work.connection.execute(
        """create or replace temp table forgotten as
           select finding_key from findings
           where message_id in (from gone) and (rule = 'quiet_hours' or finding_key not in (select unnest(?::varchar[])))""",
        [decided],
    )
    work.connection.execute("""
        delete from private.fragments where finding_key in (from forgotten);
        delete from findings where finding_key in (from forgotten);
        delete from private.kept_texts where message_id in (from gone) and message_id not in (select message_id from findings)""")
