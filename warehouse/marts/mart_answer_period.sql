-- Rows: one per question that a participant asked in a parents' chat in the period. Key: period, chat_id, message_id.
-- Clause: 1.3, 5.1. Columns: hours until a moderator answered on the 07–21 clock, wall_hours by the wall clock; both empty
-- while unanswered at «now».
select
    p.period, a.chat_id, a.message_id, a.by_pause, c.platform, c.association, g.direction,
    case when a.answered_local <= p.now_local then clock_hours(a.asked_local, a.answered_local) end as hours,
    case when a.answered_local <= p.now_local then (epoch(a.answered_local) - epoch(a.asked_local)) / 3600.0 end as wall_hours
from period p
join mart_answer a on a.asked_local >= p.start_local and a.asked_local < p.end_local and a.asked_local <= p.now_local
join v_chats c on c.chat_id = a.chat_id and c.kind = 'родители'
left join groups g on g.group_id = c.group_id
