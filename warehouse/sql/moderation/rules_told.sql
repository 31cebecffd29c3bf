-- Rows: one per chat with blocks in which it is known how rules were told. Columns: pins, stretches in which the rules stood
-- pinned ([from, to], local); posts, moderators' messages with the rules (local). A chat of which neither the register nor
-- a text tells is absent.
with
blocked as (select distinct chat_id from v_measures where kind = 'блокировка' and chat_id is not null),
pins as (
    select chat_id, list({'since': local_of(from_utc), 'until': local_of(to_utc)} order by from_utc) as pins
    from mart_rules_pin semi join blocked using (chat_id) group by all
),
posts as (
    select m.chat_id, list(m.sent_local order by m.sent_local) as posts
    from mart_marked_message m
    semi join blocked using (chat_id)
    join mart_chat_leader l on l.chat_id = m.chat_id and l.member_id = m.author_id
    where m.is_rules
    group by all
),
silent as (
    select b.chat_id from blocked b join v_chats c using (chat_id)
    anti join pins using (chat_id) anti join posts using (chat_id)
    where c.pinned_rules is null
),
read as (select distinct chat_id from messages where has_text and chat_id in (from silent))
select b.chat_id, coalesce(i.pins, []) as pins, coalesce(o.posts, []) as posts
from blocked b
left join pins i using (chat_id)
left join posts o using (chat_id)
left join silent s using (chat_id)
left join read r using (chat_id)
where s.chat_id is null or r.chat_id is not null
