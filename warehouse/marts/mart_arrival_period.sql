-- Rows: one per stay that a pupil began in a students' chat, or a parent in a parents' chat, in the period.
-- Key: period, row_id. Clause: 2.4, 2.5. Columns: part = student | parent, join_method (empty: not known how).
select
    p.period, s.row_id, s.chat_id, s.member_id, s.join_method, c.association, g.direction, c.platform,
    case when c.kind = 'обучающиеся' then 'student' else 'parent' end as part
from v_chat_members s
join period p on s.joined_at >= p.start_utc and s.joined_at < p.end_utc and s.joined_at <= p.now_utc
join v_chats c on c.chat_id = s.chat_id and c.kind in ('родители', 'обучающиеся')
left join groups g on g.group_id = c.group_id
where case
    when c.kind = 'обучающиеся' then
        case when s.person_id is not null then s.person_kind = 'student' else coalesce(s.main_role, '') = 'обучающийся' end
    else
        case when s.person_kind is not null then s.person_kind = 'guardian' or list_contains(coalesce(s.roles, []), 'родитель')
            else coalesce(s.main_role, '') = 'родитель' end
    end
