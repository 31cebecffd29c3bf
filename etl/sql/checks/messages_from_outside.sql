-- Авторы, которых нет в составе чата
-- tables: messages, chat_members
select distinct m.chat_id, m.author_id from messages m
where m.author_id is not null and m.chat_id in (select chat_id from chat_members where not is_reconstructed)
    and not exists (from chat_members s where s.chat_id = m.chat_id and s.member_id = m.author_id)
