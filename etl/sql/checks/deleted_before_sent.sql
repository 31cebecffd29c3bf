-- Удалено раньше, чем отправлено
-- tables: messages
select message_id, sent_at, deleted_at from messages where deleted_at < sent_at
