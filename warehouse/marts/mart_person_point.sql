-- needs: mart_point_period, mart_member_activity, mart_staff_point, mart_enrolment_point, mart_chat_point
-- Rows: one per person of a base at a point. Key: period, point, is_now, part, person_id.
-- part: teacher (B1), student (B2), parent (in a living parents' chat, role «родитель» or known as a guardian).
-- Clause: 2.3–2.5. Columns: is_active in the window of the point, n_meaningful, n_emoji_only, n_messages, n_calls.
with
active as (
    select period, point, is_now, coalesce(person_id, member_id) as person_id,
        sum(n_meaningful) as n_meaningful, sum(n_emoji_only) as n_emoji_only, sum(n_messages) as n_messages, sum(n_calls) as n_calls
    from mart_member_activity
    group by all
),
places as (
    select period, point, is_now, chat_id, association, direction, utc_of(point_local) as point_utc
    from mart_chat_point
    where kind = 'родители' and is_living
),
parents as (
    select
        c.period, c.point, c.is_now, coalesce(m.person_id, s.member_id) as person_id,
        list(distinct c.association) filter (where c.association is not null) as associations,
        list(distinct c.direction) filter (where c.direction is not null) as directions
    from places c
    join chat_members s  -- who it is comes from v_members
        on s.chat_id = c.chat_id
        and (s.joined_at is null or s.joined_at <= c.point_utc)
        and (s.left_at is null or s.left_at > c.point_utc)
    join v_members m
        on m.member_id = s.member_id
        and coalesce(m.member_kind, 'user') = 'user'
        and (m.left_on is null or m.left_on > c.point)
    where (list_contains(coalesce(m.roles, []), 'родитель') or m.main_role = 'родитель' or m.person_kind = 'guardian')
    group by all
),
based as (
    select 'teacher' as part, period, point, is_now, person_id, associations, directions from mart_staff_point where is_teacher
    union all
    select 'student', period, point, is_now, person_id,
        list(distinct association) filter (where association is not null),
        list(distinct direction) filter (where direction is not null)
    from mart_enrolment_point
    group by all
    union all
    select 'parent', period, point, is_now, person_id, associations, directions from parents
)
select
    b.part, b.period, b.point, b.is_now, b.person_id,
    coalesce(b.associations, []) as associations, coalesce(b.directions, []) as directions,
    a.person_id is not null as is_active,
    coalesce(a.n_meaningful, 0) as n_meaningful, coalesce(a.n_emoji_only, 0) as n_emoji_only,
    coalesce(a.n_messages, 0) as n_messages, coalesce(a.n_calls, 0) as n_calls
from based b
left join active a using (period, point, is_now, person_id)
