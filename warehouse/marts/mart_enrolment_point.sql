-- needs: mart_point_period
-- Rows: one per active enrolment (child × group) at a point. Key: period, point, is_now, person_id, group_id.
-- Clause: 2.4. An enrolment is active until the day it ended; the status counts only where that day is missing.
select
    p.period, p.is_now, p.point, coalesce(s.person_id, s.row_id) as person_id,
    coalesce(s.group_id, concat_ws(' · ', s.association, s.group_name)) as group_id,
    coalesce(any_value(g.association), any_value(s.association)) as association,
    coalesce(any_value(s.direction), any_value(g.direction)) as direction,
    min(s.enrolled_on) as enrolled_on,
    bool_or(s.enrolled_on is null) as is_undated,
    any_value(coalesce(g.student_chat_required, true)) as student_chat_required
from students s
join mart_point_period p
    on (s.enrolled_on is null or s.enrolled_on <= p.point)
    and case when s.left_on is not null then s.left_on > p.point
        else coalesce(s.status, 'учится') not in ('отчислен', 'переведён') end
left join groups g on g.group_id = s.group_id
group by p.period, p.is_now, p.point, coalesce(s.person_id, s.row_id), coalesce(s.group_id, concat_ws(' · ', s.association, s.group_name))
