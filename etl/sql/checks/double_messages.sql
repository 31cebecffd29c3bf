-- Сообщение загружено дважды или потеряно
-- tables: messages
-- Every accepted row becomes exactly one message; counting both sides costs nothing, however many months are loaded.
select unnest(range(abs((select count(*) from messages) - (select count(*) from private.messages))))
