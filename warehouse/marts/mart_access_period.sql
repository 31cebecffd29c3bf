-- Rows: a ticket about payment or lost access opened in the period, or a chat left read-only without a successor.
-- Key: period, ticket_id | chat_id. Clause: 3.1.
select p.period, t.ticket_id, t.chat_id, t.row_id, t.topic as reason
from period p
join v_tickets t
    on t.topic in ('платная функция', 'доступ') and t.opened_at >= p.start_utc and t.opened_at < p.end_utc
    and t.opened_at <= p.now_utc
union all by name
select p.period, c.chat_id, c.row_id, 'только чтение без преемника' as reason
from period p
join v_chats c
    on c.status = 'только чтение' and c.successor_id is null and coalesce(c.created_on, p.now_day) <= p.now_day
