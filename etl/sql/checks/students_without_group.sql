-- Зачисления в группы, которых нет в списке групп
-- tables: students, groups
select s.row_id, s.group_name from students s anti join groups g using (group_id) where (select count(*) from groups) > 0
