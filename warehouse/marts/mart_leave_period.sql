-- Rows: a stay in a parents' or pupils' chat that its participant ended in the period. Key: period, row_id. Clause: 5.1.
-- Columns: has_returned by own will later (by its date), was_put_back by another; association, direction, platform.
select
    p.period, s.row_id, s.chat_id, s.member_id, s.person_id, c.platform,
    coalesce(c.association, g.association) as association, g.direction,
    exists (
        select 1 from v_chat_members n
        where n.chat_id = s.chat_id and n.member_id = s.member_id and n.joined_at > s.left_at and n.joined_at <= p.now_utc
            and n.join_method is distinct from 'добавлен') as has_returned,
    exists (
        select 1 from v_chat_members n
        where n.chat_id = s.chat_id and n.member_id = s.member_id and n.joined_at > s.left_at and n.joined_at <= p.now_utc
            and n.join_method = 'добавлен') as was_put_back
from period p
join v_chat_members s
    on s.leave_kind = 'вышел' and s.left_at >= p.start_utc and s.left_at < p.end_utc and s.left_at <= p.now_utc
join v_chats c on c.chat_id = s.chat_id and c.kind in ('родители', 'обучающиеся')
left join groups g on g.group_id = c.group_id
