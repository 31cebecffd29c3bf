-- Rows: a parents' or pupils' chat that lives on the date. Key: period, chat_id. Clauses: 3.2, 4.4, 5.1.
-- Columns: is_pinned, the rules stand pinned on the date; is_pin_known, the register speaks of pinned rules or the chat's
-- messages were loaded; reminded_days since the rules were last pinned or posted (null: never
-- known); is_support_told, the address of support is in pinned rules, in the chat or in the common channel this school year;
-- is_support_known, there was something to tell it by (the register or texts); write_mode; association, direction, platform.
-- needs: mart_chat_point, mart_rules_pin
with
living as (
    select
        p.period, p.now_day, p.now_utc, p.school_year_start, c.chat_id, c.kind as chat_kind, c.platform, c.write_mode,
        c.pinned_rules, c.association, c.direction
    from mart_chat_point c
    join period p using (period)
    where c.is_now and c.is_living and c.kind in ('родители', 'обучающиеся')
),
pins as (
    select
        l.period, l.chat_id,
        bool_or(r.to_utc is null or r.to_utc > l.now_utc) as is_pinned,
        max(case when r.from_utc > timestamp '1900-01-01' then r.from_utc end) as pinned_at
    from living l
    join mart_rules_pin r on r.chat_id = l.chat_id and r.from_utc <= l.now_utc
    group by all
),
notices as (
    select chat_id, sent_at, is_rules, mentions_support
    from mart_marked_message
    where is_rules or mentions_support
),
said as (
    select
        l.period, l.chat_id,
        max(n.sent_at) filter (n.is_rules) as posted_at,
        bool_or(coalesce(n.mentions_support, false)) as is_support_told
    from living l
    join notices n on n.chat_id = l.chat_id and n.sent_at <= l.now_utc
    group by all
),
announced as (
    select distinct p.period
    from period p
    join v_channel_posts c
        on c.channel = 'Общешкольный' and c.mentions_support
        and local_of(c.published_at)::date >= p.school_year_start and c.published_at <= p.now_utc
)
select
    l.period, l.chat_id, l.chat_kind, l.platform, l.association, l.direction, l.write_mode,
    coalesce(s.is_pinned, false) as is_pinned,
    exists (select 1 from v_chats where pinned_rules is not null) or v.chat_id is not null as is_pin_known,
    date_diff('day', local_of(greatest(s.pinned_at, n.posted_at))::date, l.now_day) as reminded_days,
    coalesce(s.is_pinned, false) or coalesce(n.is_support_told, false) or a.period is not null as is_support_told,
    is_support_told or l.pinned_rules is not null or exists (select 1 from messages where has_text) as is_support_known
from living l
left join pins s using (period, chat_id)
left join said n using (period, chat_id)
left join announced a using (period)
left join (select distinct chat_id from coverage where n_messages > 0) v on v.chat_id = l.chat_id
