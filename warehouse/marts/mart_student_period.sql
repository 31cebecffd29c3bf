-- needs: mart_enrolment_period, mart_member_period, mart_member_activity
-- Rows: one per child with at least one active enrolment (base B2). Key: period, person_id. Clause: 2.4, 2.5.
-- Columns: is_joined, is_active (30 days), has_parent_in_chat = of any of the child's groups, is_family = a guardian
-- is known, is_family_active = one of the parents is active, is_settled = enrolled at least 14 days ago.
with
accounts as (
    select period, person_id, bool_or(is_present) as is_joined,
        list(distinct platform) filter (where is_present and platform is not null) as platforms
    from mart_member_period where person_id is not null group by all
),
active as (
    select distinct period, person_id from mart_member_activity where is_now and person_id is not null
),
families as (
    select distinct a.period, g.student_person_id as person_id
    from active a join guardians g on g.person_id = a.person_id
    where g.student_person_id is not null
)
select
    e.period, e.person_id,
    list(distinct e.association) filter (where e.association is not null) as associations,
    list(distinct e.direction) filter (where e.direction is not null) as directions,
    any_value(coalesce(a.platforms, [])) as platforms,
    bool_or(coalesce(a.is_joined, false)) as is_joined,
    bool_or(v.person_id is not null) as is_active,
    bool_or(e.has_parent_in_chat) as has_parent_in_chat,
    bool_or(e.has_guardian) as is_family,
    bool_or(e.has_guardian and f.person_id is not null) as is_family_active,
    bool_or(e.is_undated or date_diff('day', e.enrolled_on, e.point) >= setting('newcomer_days')) as is_settled
from mart_enrolment_period e
left join accounts a using (period, person_id)
left join active v using (period, person_id)
left join families f using (period, person_id)
group by e.period, e.person_id
