-- Rows: one per member, chat and local day with activity. Key: member_id, chat_id, day.
-- Columns: n_messages, n_meaningful, n_emoji_only (messages), n_reactions (given to messages of that day).
insert into mart_member_chat_day
with
written as (
    select
        author_id as member_id, chat_id, day,
        count(*) as n_messages,
        count(*) filter (where is_meaningful) as n_meaningful,
        count(*) filter (where is_emoji_only) as n_emoji_only,
        0 as n_reactions
    from messages
    where author_id is not null and day is not null
    group by all
),
reacted as (
    select r.member_id, r.chat_id, m.day, 0, 0, 0, count(*) as n_reactions
    from reactions r
    join messages m using (chat_id, message_id)
    where r.member_id is not null and m.day is not null
    group by all
)
select member_id, chat_id, day, sum(n_messages), sum(n_meaningful), sum(n_emoji_only), sum(n_reactions)
from (from written union all from reacted)
group by all
order by day;
