-- Rows: messages of this load whose text is kept: flagged ones and their neighbours on each side in the chat.
create or replace temp table to_keep as
with
placed as (
    select m.message_id, m.chat_id, row_number() over (partition by m.chat_id order by m.sent_at, m.message_id) as n,
        m.message_id in (select message_id from findings where outcome = 'sign') as is_flagged
    from messages m
    where m.chat_id in (select chat_id from findings where outcome = 'sign')
),
near as (
    select p.message_id, bool_or(f.message_id = p.message_id) as is_flagged
    from placed p
    join placed f on f.chat_id = p.chat_id and f.is_flagged and abs(f.n - p.n) <= getvariable('neighbours')
    group by all
)
select n.message_id, d.text, n.is_flagged
from near n join message_delta d on d.row_id = n.message_id
where d.text <> '';
