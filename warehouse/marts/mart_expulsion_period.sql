-- Rows: a stay that ended in the period because somebody removed the participant. Key: period, row_id. Clause: 4.7.
-- Columns: is_explained: a reason stands there, or a measure against the participant in that chat, or a movement of the person
-- (of their child) lies within three working days either way; association, direction, platform.
with
gone as (
    select
        p.period, s.row_id, s.chat_id, s.member_id, m.person_id, coalesce(s.has_leave_reason, false) as has_leave_reason,
        local_of(s.left_at) as left_local, w.n as left_n, c.platform, coalesce(c.association, g.association) as association, g.direction
    from period p
    join v_chat_members s
        on s.leave_kind = 'удалён' and s.left_at >= p.start_utc and s.left_at < p.end_utc and s.left_at <= p.now_utc
    join v_chats c on c.chat_id = s.chat_id and c.kind is not null
    left join v_members m on m.member_id = s.member_id
    left join groups g on g.group_id = c.group_id
    join workdays w on w.day = local_of(s.left_at)::date
    where coalesce(m.member_kind, 'user') not in ('bot', 'community')
),
moved as (
    select person_id, unnest([enrolled_on, left_on]) as day from students
    union all select person_id, unnest([hired_on, dismissed_on]) from staff
    union all
    select g.person_id, unnest([s.enrolled_on, s.left_on]) from guardians g join students s on s.person_id = g.student_person_id
),
reasons as (
    select g.period, g.row_id
    from gone g
    join v_measures m on m.chat_id = g.chat_id and m.member_id = g.member_id and m.kind <> 'разблокировка'
    join workdays w on w.day = coalesce(m.started_local, local_of(m.started_at))::date
    where abs(w.n - g.left_n) <= setting('movement_workdays')
    union
    select g.period, g.row_id
    from gone g
    join moved m on m.person_id = g.person_id
    join workdays w on w.day = m.day
    where abs(w.n - g.left_n) <= setting('movement_workdays')
)
select g.* exclude (left_n), g.has_leave_reason or r.row_id is not null as is_explained
from gone g
left join reasons r using (period, row_id)
