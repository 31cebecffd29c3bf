-- Rows: one per month and platform with messages.
select v.month, c.platform, count(*) as n_chats, sum(v.n_messages)::bigint as n_messages, min(v.first_at) as first_at, max(v.last_at) as last_at
from coverage v join v_chats c using (chat_id)
group by all order by 1 desc, 2
