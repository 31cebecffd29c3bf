-- Педагог группы не найден в штате
-- tables: groups, staff
select group_id from groups where teacher_person_id is null
