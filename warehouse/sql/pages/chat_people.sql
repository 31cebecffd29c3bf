-- Rows: one per kind of person in a chat: how many are in it, left, were removed.
select
    case person_kind when 'staff' then 'работники' when 'student' then 'обучающиеся' when 'guardian' then 'родители' else 'не сопоставлены' end as what,
    count(distinct member_id) filter (where left_at is null) as n_present,
    count(distinct member_id) filter (where leave_kind = 'вышел') as n_left,
    count(distinct member_id) filter (where leave_kind = 'удалён') as n_removed
from v_chat_members where chat_id = ? group by all order by 2 desc
