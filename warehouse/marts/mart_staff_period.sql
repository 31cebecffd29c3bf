-- needs: mart_staff_point, mart_member_period, mart_member_activity
-- Rows: one per person employed at «now». Key: period, person_id. Clause: 2.3.
-- Columns: is_teacher (base B1), is_newcomer, is_joined = has an account that has not left, is_verified = one of them is,
-- is_late_to_verify = not verified for more than 14 days, has_held_lesson (in the period); of teachers alone is_active and
-- what they wrote (30 days).
with
accounts as (
    select
        period, person_id, bool_or(is_present) as is_joined, bool_or(is_present and is_verified) as is_verified,
        min(joined_on) filter (where is_present) as joined_on,
        list(distinct platform) filter (where is_present and platform is not null) as platforms
    from mart_member_period
    where person_id is not null
    group by period, person_id
),
-- What `mart_person_point` tells of teachers; it also looks for all children and parents, at every Sunday.
written as (
    select
        period, person_id, sum(n_messages) as n_messages, sum(n_meaningful) as n_meaningful, sum(n_emoji_only) as n_emoji_only
    from mart_member_activity
    where is_now and person_id is not null
    group by all
),
lessons as (
    select distinct p.period, coalesce(b.host_person_id, m.person_id) as person_id
    from v_broadcasts b
    join period p
        on coalesce(local_of(b.started_at)::date, b.day) between p.first_day and p.now_day
    left join v_members m on m.member_id = b.host
    where b.purpose in ('занятие', 'мероприятие')
)
select
    s.period, s.person_id, s.is_teacher, s.is_administration, s.is_newcomer, s.hired_on, s.associations, s.directions,
    coalesce(a.platforms, []) as platforms,
    coalesce(a.is_joined, false) as is_joined,
    coalesce(a.is_verified, false) as is_verified,
    coalesce(a.is_joined and not a.is_verified and date_diff('day', a.joined_on, s.point) > setting('verification_days'), false)
        as is_late_to_verify,
    w.person_id is not null as is_active,
    coalesce(w.n_messages, 0) as n_messages, coalesce(w.n_meaningful, 0) as n_meaningful,
    coalesce(w.n_emoji_only, 0) as n_emoji_only,
    l.person_id is not null as has_held_lesson
from mart_staff_point s
left join accounts a using (period, person_id)
left join written w on s.is_teacher and w.period = s.period and w.person_id = s.person_id
left join lessons l on l.period = s.period and l.person_id = s.person_id
where s.is_now
