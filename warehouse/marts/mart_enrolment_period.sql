-- needs: mart_enrolment_point, mart_stay_period
-- Rows: one per active enrolment (child × group) at «now». Key: period, person_id, group_id. Clause: 2.4, 2.5.
-- Columns: has_child_in_chat, has_parent_in_chat: in a living student or parents' chat of this group;
-- is_covered = the child, or the parent where the group needs no student chat.
with
child as (
    select distinct period, person_id, group_id from mart_stay_period
    where is_living and kind = 'обучающиеся' and person_id is not null and group_id is not null
),
parent as (
    select distinct s.period, g.student_person_id as person_id, s.group_id
    from mart_stay_period s
    join guardians g on g.person_id = s.person_id
    where s.is_living and s.kind = 'родители' and s.group_id is not null and g.student_person_id is not null
),
known as (select distinct student_person_id as person_id from guardians where student_person_id is not null)
select
    e.period, e.person_id, e.group_id, e.association, e.direction, e.enrolled_on, e.is_undated, e.point,
    e.student_chat_required,
    k.person_id is not null as has_guardian,
    c.person_id is not null as has_child_in_chat,
    q.person_id is not null as has_parent_in_chat,
    case when e.student_chat_required then c.person_id is not null else q.person_id is not null end as is_covered
from mart_enrolment_point e
left join known k on k.person_id = e.person_id
left join child c on c.period = e.period and c.person_id = e.person_id and c.group_id = e.group_id
left join parent q on q.period = e.period and q.person_id = e.person_id and q.group_id = e.group_id
where e.is_now
