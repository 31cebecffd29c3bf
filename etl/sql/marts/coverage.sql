-- Rows: one per chat and local month with messages. Key: chat_id, month.
-- Columns: n_messages, first_at and last_at (UTC); n_gaps: days without a message between neighbours, longer than 7 (information only).
delete from coverage where month in (from changed_months);
insert into coverage
with daily as (  -- a long gap lies between the last message of one day and the first of another
    select chat_id, month, count(*) as n, min(sent_at) as first_at, max(sent_at) as last_at
    from messages where month in (from changed_months) group by chat_id, month, day
),
numbered as (
    select *, lag(last_at) over (partition by chat_id, month order by first_at) as before from daily
)
select
    chat_id, month, sum(n), min(first_at), max(last_at),
    count(*) filter (where first_at - before > interval 7 days)
from numbered group by all order by month, chat_id;

-- Rows: one per chat whose messages were loaded. dumped_until: the newest message of the load that brought it, so that a
-- chat that fell silent before the dump is covered all the same.
create or replace temp table dumped as
select c.chat_id, min(k.first_at) as first_at, max(f.last_at) as dumped_until
from message_delta d
join chat_ids c on c.platform = d.platform and c.raw_id = d.chat_id
join (select platform, max(sent_at) as last_at from message_delta group by all) f on f.platform = d.platform
join coverage k on k.chat_id = c.chat_id
group by all;
delete from chat_dumps where chat_id in (select chat_id from dumped)
    and dumped_until <= (select d.dumped_until from dumped d where d.chat_id = chat_dumps.chat_id);
insert into chat_dumps select * from dumped where chat_id not in (select chat_id from chat_dumps);
