-- Rows: one per month and chat kind: messages loaded and chats that they came from.
select x.month, c.kind, sum(x.n_messages) as n_messages, count(distinct x.chat_id) as n_chats
from coverage x
join v_chats c on c.chat_id = x.chat_id and c.kind in ('родители', 'обучающиеся')
where x.n_messages > 0
group by all
order by 1
