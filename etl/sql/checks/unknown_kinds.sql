-- Чаты с незнакомым видом
-- tables: chats
select chat_id, kind from chats where kind = 'иное'
