-- needs: mart_point_period
-- Rows: one per person employed at a point; a part-timer with two rows is one person. Key: period, point, is_now, person_id.
-- Clause: 2.3. Columns: is_teacher = category «педагог» and not on leave of more than 30 days (the base B1),
-- is_pedagogue = of that category,
-- is_newcomer = hired within the last 14 days, is_administration, associations and directions of the groups they teach.
with
taught as (
    select
        p.period, p.is_now, p.point, g.teacher_person_id as person_id,
        list(distinct g.association) as associations,
        list(distinct g.direction) filter (where g.direction is not null) as directions
    from groups g
    join mart_point_period p
        on (g.started_on is null or g.started_on <= p.point) and (g.ended_on is null or g.ended_on > p.point)
    where g.teacher_person_id is not null
    group by all
),
employed as (
    select
        p.period, p.is_now, p.point, p.since, p.point_local, coalesce(s.person_id, s.row_id) as person_id,
        bool_or(s.category = 'педагог') as is_pedagogue,
        bool_or(s.category = 'администрация') as is_administration,
        min(s.hired_on) as hired_on,
        bool_and(s.leave_from is not null and s.leave_from <= p.point and coalesce(s.leave_to >= p.point, true)
            and coalesce(date_diff('day', s.leave_from, s.leave_to) + 1 > setting('long_leave_days'), true)
        ) as is_on_long_leave
    from staff s
    join mart_point_period p
        on (s.hired_on is null or s.hired_on <= p.point) and (s.dismissed_on is null or s.dismissed_on > p.point)
    group by all
)
select
    e.*,
    coalesce(e.is_pedagogue, false) and not e.is_on_long_leave as is_teacher,
    coalesce(date_diff('day', e.hired_on, e.point) <= setting('newcomer_days'), false) as is_newcomer,
    coalesce(t.associations, []) as associations,
    coalesce(t.directions, []) as directions
from employed e
left join taught t using (period, is_now, point, person_id)
