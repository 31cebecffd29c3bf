-- Rows: one per lesson or event held as a call or a broadcast in the period. Key: period, row_id. Clause: 1.3, 2.4.
-- Columns: is_lesson = at least 10 minutes and two participants besides the host; n_listeners = participants without
-- the host; n_enrolled = active enrolments of the group on that day (empty without a group).
with
held as (
    select
        p.period, b.row_id, b.purpose, b.kind, b.participants, b.host_person_id, c.platform,
        coalesce(b.group_id, c.group_id) as group_id,
        coalesce(local_of(b.started_at)::date, b.day) as held_on,
        coalesce(b.duration, case when b.started_at_has_time and b.ended_at_has_time then epoch(b.ended_at) - epoch(b.started_at) end)
            as duration_seconds
    from v_broadcasts b
    left join v_chats c on c.chat_id = b.chat_id
    join period p
        on coalesce(local_of(b.started_at)::date, b.day) between p.first_day and p.now_day
        and (b.started_at is null or local_of(b.started_at) <= p.now_local)
    where b.purpose in ('занятие', 'мероприятие')
),
sizes as (
    select h.held_on, h.group_id, count(distinct coalesce(s.person_id, s.row_id)) as n_enrolled
    from (select distinct held_on, group_id from held where group_id is not null) h
    join students s
        on s.group_id = h.group_id
        and (s.enrolled_on is null or s.enrolled_on <= h.held_on)
        and case when s.left_on is not null then s.left_on > h.held_on
            else coalesce(s.status, 'учится') not in ('отчислен', 'переведён') end
    group by all
)
select
    h.*, g.association, g.direction,
    coalesce(h.duration_seconds >= setting('lesson_minutes') * 60 and h.participants >= 3, false) as is_lesson,
    h.participants - 1 as n_listeners,
    z.n_enrolled
from held h
left join sizes z on z.held_on = h.held_on and z.group_id = h.group_id
left join groups g on g.group_id = h.group_id
