-- Состав чата в выгрузке усечён
-- tables: chat_members
select c.chat_id, c.declared_members, count(s.member_id) as listed from chats c left join chat_members s using (chat_id)
where c.declared_members is not null group by all having count(s.member_id) filter (s.left_at is null) < c.declared_members
