-- Rows: one per chat, month, weekday (1 = Monday) and local hour with messages.
delete from mart_chat_hour where month in (from changed_months);
insert into mart_chat_hour
select chat_id, month, isodow(sent_local), hour(sent_local), count(*)
from messages where month in (from changed_months)
group by all order by month, chat_id;
