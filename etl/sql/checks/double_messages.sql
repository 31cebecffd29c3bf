-- Сообщение загружено дважды
-- tables: messages
select message_id, count(*) as n from messages group by all having count(*) > 1
