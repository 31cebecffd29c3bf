-- Участники, не сопоставленные с учётными данными
-- tables: members, students, staff, guardians
select member_id from members where person_id is null and member_kind = 'user' and left_on is null
