-- needs: mart_point_period, mart_chat_point
-- Rows: one per account that is known to be in a chat at «now» (to have written there is not enough). Key: period, chat_id, member_id.
-- Clause: 2.1 (item 7), 2.4, 2.5.
-- Columns: kind, group_id, is_living of the chat; who the account is; the stay's beginning.
with
points as (select period, chat_id, utc_of(point_local) as point_utc from mart_chat_point where is_now),
inside as (
    select c.period, s.chat_id, s.member_id, any_value(s.chat_role) as chat_role, max(s.joined_at) as joined_at
    from points c
    join v_chat_members s
        on s.chat_id = c.chat_id
        and (s.joined_at is null or s.joined_at <= c.point_utc)
        and (s.left_at is null or s.left_at > c.point_utc)
    where not s.is_author_only
    group by all
)
select
    i.period, i.chat_id, i.member_id, c.kind, c.group_id, c.association, c.direction, c.platform, c.is_living,
    m.person_id, m.person_kind, m.main_role,
    case when m.main_role is null or list_contains(m.roles, m.main_role) then coalesce(m.roles, []) else list_append(m.roles, m.main_role) end as all_roles,
    i.chat_role, i.joined_at
from inside i
join mart_chat_point c on c.period = i.period and c.chat_id = i.chat_id and c.is_now
left join v_members m on m.member_id = i.member_id
where coalesce(m.member_kind, 'user') = 'user'
