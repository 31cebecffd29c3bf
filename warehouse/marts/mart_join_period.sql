-- Rows: an account that joined the organisation in the period by a known link. Key: period, member_id, platform.
-- Clause: 2.1 (4, 8). Columns: link_id, link_role, has_other_role (none of its roles is the link's; a worker may be
-- an administrator besides), is_by_revoked_link (joined on a day after the link was revoked).
select
    p.period, m.member_id, m.platform, m.row_id, l.link_id, l.role as link_role, m.main_role, m.roles,
    coalesce(m.joined_on, m.first_seen_on) as joined_day,
    l.role in ('педагог', 'обучающийся', 'родитель', 'администратор', 'сотрудник')
        and len(list_filter(m.roles, lambda x: x <> 'не определена')) > 0 as is_told,
    is_told and not list_contains(m.roles, l.role)
        and not (l.role in ('педагог', 'сотрудник') and list_contains(m.roles, 'администратор')
            and coalesce(m.person_kind, '') = 'staff') as has_other_role,
    coalesce(local_of(l.revoked_at)::date < m.joined_on, false) as is_by_revoked_link
from period p
join v_members m
    on coalesce(m.joined_on, m.first_seen_on) between p.first_day and p.last_day
    and coalesce(m.joined_on, m.first_seen_on) <= p.now_day
join v_invite_links l on l.link_id = m.link_id and (l.platform is null or m.platform is null or l.platform = m.platform)
