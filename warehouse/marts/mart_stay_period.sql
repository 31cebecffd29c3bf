-- needs: mart_point_period, mart_chat_point
-- Rows: one per account that is known to be in a chat at «now» (to have written there is not enough). Key: period, chat_id, member_id. Clause: 2.1 (item 7), 2.4, 2.5.
-- Columns: kind, group_id, is_living of the chat; who the account is; the stay's beginning.
select
    c.period, c.chat_id, s.member_id, c.kind, c.group_id, c.association, c.direction, c.platform, c.is_living,
    m.person_id, m.person_kind, m.main_role,
    list_distinct(list_concat(coalesce(m.roles, []), case when m.main_role is null then [] else [m.main_role] end)) as all_roles,
    any_value(s.chat_role) as chat_role, max(s.joined_at) as joined_at
from mart_chat_point c
join v_chat_members s
    on s.chat_id = c.chat_id
    and (s.joined_at is null or local_of(s.joined_at) <= c.point_local)
    and (s.left_at is null or local_of(s.left_at) > c.point_local)
left join v_members m on m.member_id = s.member_id
where c.is_now and coalesce(m.member_kind, 'user') = 'user' and not s.is_author_only
group by all
