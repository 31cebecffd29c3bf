-- Rows: one per group that needs a chat and whose 14th day fell in the period. Key: period, group_id. Clause: 4.1.
-- Columns: is_in_time = every required chat was created by that day.
select
    p.period, g.group_id, g.association, g.direction, g.started_on,
    bool_and(
        (not coalesce(g.student_chat_required, true) or g.group_id in (
            select c.group_id from v_chats c where c.kind = 'обучающиеся' and c.group_id is not null
                and c.created_on <= g.started_on + setting('chat_grace_days')::integer))
        and (not coalesce(g.parent_chat_required, true) or g.group_id in (
            select c.group_id from v_chats c where c.kind = 'родители' and c.group_id is not null
                and c.created_on <= g.started_on + setting('chat_grace_days')::integer))
    ) as is_in_time
from groups g
join period p
    on g.started_on + setting('chat_grace_days')::integer between p.first_day and p.now_day
where coalesce(g.student_chat_required, true) or coalesce(g.parent_chat_required, true)
group by all
