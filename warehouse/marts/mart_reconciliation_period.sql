-- needs: mart_member_period, mart_movement_period, mart_enrolment_period, mart_stay_period
-- Rows: one per account with any access at «now» (in the organisation or in a chat). Key: period, member_id.
-- Clause: 2.1 (item 7). Columns: is_matched to exactly one person; is_left_student, is_dismissed, is_transferred: stays
-- after the deadline; has_told_role: belongs to the institution and has a role on the platform; has_wrong_role: none of its roles fits the person; is_duplicate: another account of the same
-- person on the same platform (a worker's second profile as a parent is none).
with
open_stays as (
    select period, member_id, list(distinct association) filter (where association is not null) as associations
    from mart_stay_period group by all
),
late as (
    select
        period, member_id,
        bool_or(check_id = '2.1.7-02') as is_left_student,
        bool_or(check_id = '2.1.7-03') as is_dismissed,
        bool_or(check_id = '2.1.7-04') as is_transferred
    from mart_movement_period
    where ended is null
    group by all
),
children as (select distinct period, person_id from mart_enrolment_period),
parents as (
    select distinct c.period, g.person_id
    from guardians g join children c on c.person_id = g.student_person_id
    where g.person_id is not null
),
staged as (
    select
        m.*,
        o.member_id is not null as is_in_chat,
        list_distinct(list_concat(m.taught_associations, coalesce(o.associations, []))) as associations,
        c.person_id is not null as is_child, g.person_id is not null as is_parent,
        m.is_employed and m.has_parent_role and not m.has_staff_role as is_second_profile
    from mart_member_period m
    left join open_stays o on o.period = m.period and o.member_id = m.member_id
    left join children c on c.period = m.period and c.person_id = m.person_id
    left join parents g on g.period = m.period and g.person_id = m.person_id
),
weighed as (
    select
        *,
        count(*) filter (where is_present and has_staff_role) over (partition by period, person_id) as n_staff_profiles,
        count(*) filter (where is_present) over (partition by period, person_id, platform, is_second_profile) as n_alike
    from staged
)
select
    w.period, w.member_id, w.platform, w.person_id, w.person_kind, w.main_role, w.associations, w.is_present,
    w.person_id is not null as is_matched,
    coalesce(l.is_left_student, false) as is_left_student,
    coalesce(l.is_dismissed, false) as is_dismissed,
    coalesce(l.is_transferred, false) as is_transferred,
    w.is_child or coalesce(w.person_kind in ('student', 'guardian'), false) as is_child_or_parent,
    w.is_employed or coalesce(w.person_kind = 'staff', false) as is_staff,
    w.is_present and w.person_id is not null and w.n_alike > 1 as is_duplicate,
    w.is_present and (w.is_employed or w.is_child or w.is_parent)
        and (w.has_staff_role or w.has_student_role or w.has_parent_role) as has_told_role,
    w.is_present and (w.is_employed or w.is_child or w.is_parent)
        and (w.has_staff_role or w.has_student_role or w.has_parent_role)
        and not (w.is_employed and w.has_staff_role)
        and not (w.is_child and w.has_student_role)
        and not (w.is_parent and w.has_parent_role)
        and not (w.is_second_profile and w.n_staff_profiles > 0) as has_wrong_role
from weighed w
left join late l on l.period = w.period and l.member_id = w.member_id
where w.is_present or w.is_in_chat
