-- Rows: a participant's question asked in a parents' chat in the period. Key: period, chat_id, message_id. Clause: 5.1.
-- Columns: is_answered_in_time, a moderator answered within the hours that settings give, by the wall clock.
select
    p.period, a.chat_id, a.message_id, c.platform, coalesce(c.association, g.association) as association, g.direction,
    coalesce(
        a.answered_local <= p.now_local
            and a.answered_local <= a.asked_local + to_hours(setting('answer_hours')::integer),
        false
    ) as is_answered_in_time
from period p
join mart_answer a on a.asked_local >= p.start_local and a.asked_local < p.end_local and a.asked_local <= p.now_local
join v_chats c on c.chat_id = a.chat_id and c.kind = 'родители'
left join groups g on g.group_id = c.group_id
