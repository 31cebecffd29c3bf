-- Public registers of people and groups: who (pseudonyms), where, since when. Names stay in the private file.

create or replace temp view group_of_text as
select t.text, r.group_id from text_key t join ref_group r on r.name_key = t.key;

delete from groups;
insert into groups by name
select
    p.group_name, p.association,
    coalesce(p.direction, d.direction) as direction, p.started_on,
    coalesce(p.ended_on, g.gone_on) as ended_on,
    coalesce(p.student_chat_required, true) as student_chat_required,
    coalesce(p.parent_chat_required, true) as parent_chat_required,
    p.association || ' · ' || p.group_name as group_id,
    t.person_id as teacher_person_id,
    p.row_id, p.file_id, p.locator, p.is_corrected
from private.groups p
left join ref_teacher t using (teacher)
left join gone g on g.table_name = 'groups' and g.row_id = p.row_id and g.source = p.source
left join (select association, mode(direction) as direction from private.students group by all) d on d.association = p.association;

delete from students;
insert into students by name
select
    case when p.student_id is not null then pseudonym('student|' || p.student_id) end as student_id,
    coalesce(p.group_name, g.group_name) as group_name,
    coalesce(p.association, g.association) as association,
    p.enrolled_on,
    coalesce(p.left_on, x.gone_on) as left_on,
    p.status,
    coalesce(p.direction, g.direction) as direction,
    case when p.external_id is not null then pseudonym('external|' || p.external_id) end as external_id,
    r.person_id,
    coalesce(case when p.association is not null and p.group_name is not null then p.association || ' · ' || p.group_name end, k.group_id) as group_id,
    p.row_id, p.file_id, p.locator, p.is_corrected
from private.students p
left join row_person r on r.row_id = p.row_id and r.what = 'person_id'
left join group_of_text k on k.text = p.group_name and p.association is null
left join groups g on g.group_id = coalesce(case when p.association is not null then p.association || ' · ' || p.group_name end, k.group_id)
left join gone x on x.table_name = 'students' and x.row_id = p.row_id and x.source = p.source;

delete from guardians;
insert into guardians by name
select
    p.group_name,
    case when p.external_id is not null then pseudonym('external|' || p.external_id) end as external_id,
    r.person_id, c.person_id as student_person_id,
    coalesce(s.group_id, k.group_id) as group_id,
    p.row_id, p.file_id, p.locator, p.is_corrected
from private.guardians p
left join row_person r on r.row_id = p.row_id and r.what = 'person_id'
left join row_person c on c.row_id = p.row_id and c.what = 'student_person_id'
left join group_of_text k on k.text = p.group_name
left join (select person_id, group_name, any_value(group_id) as group_id from students group by all) s
    on s.person_id = c.person_id and s.group_name = p.group_name
where not exists (from gone x where x.table_name = 'guardians' and x.row_id = p.row_id and x.source = p.source);

delete from staff;
insert into staff by name
select
    case when p.staff_id is not null then pseudonym('staff|' || p.staff_id) end as staff_id,
    p.position, p.category, p.department, p.hired_on,
    coalesce(p.dismissed_on, x.gone_on) as dismissed_on,
    p.leave_from, p.leave_to,
    case when p.external_id is not null then pseudonym('external|' || p.external_id) end as external_id,
    r.person_id,
    p.row_id, p.file_id, p.locator, p.is_corrected
from private.staff p
left join row_person r on r.row_id = p.row_id and r.what = 'person_id'
left join gone x on x.table_name = 'staff' and x.row_id = p.row_id and x.source = p.source;
