-- Нарушение ссылается на сообщение, которого нет
-- tables: violations, messages
select v.row_id, v.message_id from violations v anti join messages m on m.message_id = v.message_id
where v.message_id is not null and v.chat_id in (select chat_id from coverage)
