-- Rows: an active account with the role «администратор» on the date. Key: period, member_id, platform. Clause: 2.1 (5).
-- Columns: is_employed, the account is matched to a worker employed on the date.
with
employed as (
    select distinct p.period, s.person_id
    from period p
    join staff s
        on coalesce(s.hired_on, p.now_day) <= p.now_day and (s.dismissed_on is null or s.dismissed_on > p.now_day)
    where s.person_id is not null
)
select p.period, m.member_id, m.platform, m.row_id, m.person_id, e.person_id is not null as is_employed
from period p
join v_members m
    on coalesce(m.joined_on, p.now_day) <= p.now_day and (m.left_on is null or m.left_on > p.now_day)
    and coalesce(m.member_kind, 'user') <> 'deleted'
left join employed e on e.period = p.period and e.person_id = m.person_id
where list_contains(m.roles, 'администратор')
