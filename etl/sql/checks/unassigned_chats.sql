-- Чаты без вида (не заданы)
-- tables: chats
select chat_id from chats where kind_source <> 'register'
