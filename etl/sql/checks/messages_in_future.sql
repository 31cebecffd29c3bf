-- Сообщения с датой позже загрузки
-- tables: messages
select m.message_id, m.sent_at from messages m join source_files f using (file_id) where m.sent_at > f.loaded_at + interval 1 day
