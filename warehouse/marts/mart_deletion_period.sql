-- Rows: another's message that a moderator deleted in the period. Key: period, chat_id, message_id. Clause: 4.2.
-- Columns: has_breach, the journal (unless rejected), a confirmed sign or a night message tell why; association, direction,
-- platform.
-- needs: mart_violation, mart_chat_leader
with
deleted as (
    select p.period, p.now_local, m.chat_id, m.message_id, m.author_id, m.deleted_by, m.sent_local, local_of(m.deleted_at) as deleted_local
    from mart_marked_message m
    join period p on m.deleted_at >= p.start_utc and m.deleted_at < p.end_utc and m.deleted_at <= p.now_utc
    semi join mart_chat_leader l on l.chat_id = m.chat_id and l.member_id = m.deleted_by
    where m.deleted_at is not null and m.deleted_by <> m.author_id
),
journal as (
    select chat_id, message_id, member_id, occurred_local, not is_timed as is_day_alone
    from mart_violation where is_confirmed
    union all
    select chat_id, message_id, member_id, occurred_local, not coalesce(occurred_at_has_time, true)
    from v_violations where status = 'на рассмотрении'
),
by_message as (
    select chat_id, message_id
    from findings
    where outcome = 'break' and finding_key not in (select finding_key from casebook_decisions where state = 'dismissed')
        and message_id in (select message_id from deleted)
    union
    select chat_id, message_id from journal where message_id in (select message_id from deleted)
),
by_minute as (
    select distinct chat_id, member_id, date_trunc('minute', occurred_local) as minute
    from journal
    where message_id is null and not is_day_alone
),
by_day as (
    select distinct chat_id, member_id, occurred_local::date as day
    from journal
    where message_id is null and is_day_alone
)
select
    d.period, d.chat_id, d.message_id, d.author_id, d.deleted_by, d.deleted_local, c.platform, coalesce(c.association, g.association) as association, g.direction,
    m.message_id is not null or u.member_id is not null or y.member_id is not null as has_breach
from deleted d
join v_chats c on c.chat_id = d.chat_id and c.kind is not null
left join (select group_id, any_value(association) as association, any_value(direction) as direction from groups group by all) g
    on g.group_id = c.group_id
left join by_message m on m.chat_id = d.chat_id and m.message_id = d.message_id
left join by_minute u on u.chat_id = d.chat_id and u.member_id = d.author_id and u.minute = date_trunc('minute', d.sent_local)
left join by_day y on y.chat_id = d.chat_id and y.member_id = d.author_id and y.day = d.sent_local::date
