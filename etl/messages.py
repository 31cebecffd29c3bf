"""Messages, events and reactions of the public file: only what this load changed is written anew.

Flags of a text are taken while it is in memory; the text itself goes no further than judging (see `etl.judge`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from etl.publish import Work
from etl.stage import Change, message_key
from regulation.text import own_words, shares_word_ngrams
from settings import Settings

_SQL = Path(__file__).parent / "sql"
RULES_SHARE = 0.5


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
    own_key = message_key("d.platform", "d.chat_id", "d.reply_to")
    connection.execute(f"""
        create or replace temp table message_rows as
        select
            d.row_id as message_id, c.chat_id,
            coalesce(a.member_id, r.member_id) as author_id, d.sent_at, d.kind,
            case when d.reply_to is not null then {own_key} end as reply_to,
            d.deleted_at, b.member_id as deleted_by, d.edited_at, d.platform,
            local(d.sent_at) as sent_local,
            local(d.sent_at)::date as day,
            date_trunc('month', local(d.sent_at))::date as month,
            length(d.text) as length,
            d.text is not null as has_text,
            contains(d.text, '?') as is_question,
            (d.kind = 'стикер' and coalesce(d.text, '') = '')
                or (coalesce(d.text, '') <> '' and not regexp_matches(d.text, '[\\p{{L}}\\p{{N}}+]')) as is_emoji_only,
            d.kind = 'правила' or coalesce(d.is_pinned, false) as is_rules,
            contains(lower(d.text), getvariable('support')) as mentions_support,
            case when length(d.text) >= 12 then row_key(lower(regexp_replace(d.text, '[^\\p{{L}}\\p{{N}}]', '', 'g'))) end as text_key,
            d.n_reactions, d.file_id, d.locator, d.was_there as is_corrected
        from message_delta d
        left join chat_ids c on c.platform = d.platform and c.raw_id = d.chat_id
        left join member_ids a on a.platform = d.platform and a.raw_id = d.author_id
        left join ref_member r on a.member_id is null and r.platform = d.platform and r.chat = d.chat_id and r.text = d.author_id and not r.as_staff
        left join member_ids b on b.platform = d.platform and b.raw_id = d.deleted_by""")
    _mark_rules(work, settings)
    months = {row[0] for row in connection.execute("select distinct month from message_rows").fetchall()}
    if change.corrected:
        old = "select message_id from message_rows"
        months |= {row[0] for row in connection.execute(f"select distinct month from messages where message_id in ({old})").fetchall()}
        connection.execute(f"delete from messages where message_id in ({old})")
    connection.execute("""
        insert into messages by name
        select *, coalesce(not is_emoji_only and (coalesce(length, 0) > 0 or kind in ('файл', 'опрос', 'голос', 'фото')), false) as is_meaningful
        from message_rows order by day, chat_id""")
    connection.execute("drop table message_rows")
    return Touched(months)


def _mark_rules(work: Work, settings: Settings) -> None:
    """A message that holds at least half of the rules' word 5-grams is the rules (READINGS 23)."""
    text = settings.rules.rules_text
    if not text:
        return
    found = [
        row_id
        for row_id, body in work.connection.execute(
            "select row_id, text from message_delta where length(text) > 120 and regexp_matches(text, 'правил', 'i')"
        ).fetchall()
        if shares_word_ngrams(own_words(body), text) >= RULES_SHARE
    ]
    if found:
        work.connection.execute("update message_rows set is_rules = true, kind = 'правила' where message_id in (select unnest(?))", [found])


def write_events(work: Work) -> None:
    """Public events and reactions, and what they tell of messages: who deleted what."""
    work.connection.execute((_SQL / "staging" / "events.sql").read_text(encoding="utf-8"))


def roll_up(work: Work, touched: Touched) -> None:
    """Marts by day and hour, coverage and dumps: the months that changed are made anew."""
    connection = work.connection
    months = sorted(touched.months)
    if not months:
        return
    connection.execute("create or replace temp table changed_months as select unnest(?::date[]) as month", [months])
    connection.execute("delete from mart_member_chat_day where date_trunc('month', day) in (from changed_months)")
    script = (_SQL / "marts" / "mart_member_chat_day.sql").read_text(encoding="utf-8")
    connection.execute(script.replace("from messages\n", "from (select * from messages where month in (from changed_months)) messages\n").replace(
        "join messages m", "join (select * from messages where month in (from changed_months)) m"
    ))
    for script in ("coverage", "mart_chat_hour", "mart_answer"):
        connection.execute((_SQL / "marts" / f"{script}.sql").read_text(encoding="utf-8"))
