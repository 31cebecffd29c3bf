-- Rows: a broadcast or a call that was held in the period or planned for it. Key: period, row_id. Clauses: 2.1 (10), 2.2.
-- Columns: is_held in the period (a plan alone is not); is_planned_in the period for the day planned_on, is_on_time (started within the tolerance, to
-- the day where a time is missing); seconds it lasted; is_long_enough for a call (an unknown length counts); is_lesson (of
-- mart_lesson_period); is_described, its group or chat and its host are known; chat_size, people in its chat then; association,
-- direction, platform. Without a kind it is a broadcast.
-- needs: mart_lesson_period
with
timed as (
    select
        b.*, coalesce(b.kind, 'трансляция') as kind_told,
        coalesce(local_of(b.started_at), b.day::timestamp) as start_local,
        local_of(b.planned_at) as planned_local,
        coalesce(b.duration, epoch(b.ended_at) - epoch(b.started_at)) as seconds
    from v_broadcasts b
),
happened as (
    select
        *,
        case
            when started_at is not null or planned_at is null or coalesce(participants, peak, duration) > 0
                then coalesce(start_local, planned_local)
        end as held_local
    from timed
),
seen as (
    select
        p.period, p.now_local, h.*,
        coalesce(h.held_local >= p.start_local and h.held_local < p.end_local and h.held_local <= p.now_local, false)
            as is_held,
        coalesce(h.planned_local >= p.start_local and h.planned_local < p.end_local and h.planned_local <= p.now_local, false)
            as is_planned_in
    from period p
    cross join happened h
    where is_held or is_planned_in
),
seated as (
    select b.row_id, count(distinct s.member_id) as n
    from happened b
    join v_chat_members s
        on s.chat_id = b.chat_id
        and coalesce(local_of(s.joined_at) <= b.held_local, true) and coalesce(local_of(s.left_at) > b.held_local, true)
    group by b.row_id
)
select
    s.period, s.row_id, s.broadcast_id, s.kind_told as kind, s.purpose, s.participants, s.peak, s.is_held, s.is_planned_in,
    s.planned_local::date as planned_on, s.seconds, s.chat_id, coalesce(s.group_id, c.group_id) as group_id, c.platform,
    coalesce(g.association, c.association) as association, g.direction,
    coalesce(s.host_person_id, s.host) as host, n.n as chat_size,
    coalesce(
        case
            when s.started_at is null or s.started_at_has_time = false or s.planned_at_has_time = false
                then s.held_local::date = s.planned_local::date
            else abs(epoch(s.started_at) - epoch(s.planned_at)) <= setting('broadcast_tolerance_minutes') * 60
        end and s.held_local <= s.now_local,
        false
    ) as is_on_time,
    coalesce(s.seconds >= setting('call_minutes') * 60, true) as is_long_enough,
    coalesce(l.is_lesson, false) as is_lesson,
    coalesce(s.chat_id, s.group_id, s.group_name) is not null and coalesce(s.host_person_id, s.host) is not null
        as is_described
from seen s
left join v_chats c on c.chat_id = s.chat_id
left join groups g on g.group_id = coalesce(s.group_id, c.group_id)
left join seated n on n.row_id = s.row_id
left join mart_lesson_period l on l.period = s.period and l.row_id = s.row_id
