-- Rows: messages of this load whose text is kept: flagged ones and their neighbours on each side in the chat, of the same month
-- or the one beside it: what was said earlier is no context, and the months long before this load need not be read.
create or replace temp table to_keep as
with
told as (select date_trunc('month', min(sent_at)) as first_month, date_trunc('month', max(sent_at)) as last_month from message_delta),
placed as (
    select m.message_id, m.chat_id, m.month, row_number() over (partition by m.chat_id order by m.sent_at, m.message_id) as n,
        m.message_id in (select message_id from findings where outcome = 'sign') as is_flagged
    from messages m
    where m.chat_id in (select chat_id from findings where outcome = 'sign')
        and (m.month is null
            or m.month between (select first_month - interval 2 month from told) and (select last_month + interval 2 month from told))
),
near as (
    select p.message_id, bool_or(f.message_id = p.message_id) as is_flagged
    from placed p
    join placed f on f.chat_id = p.chat_id and f.is_flagged and abs(f.n - p.n) <= getvariable('neighbours')
        and coalesce(abs(date_diff('month', f.month, p.month)) <= 1, true)
    group by all
)
select n.message_id, d.text, n.is_flagged
from near n join message_delta d on d.row_id = n.message_id
where d.text <> '';
