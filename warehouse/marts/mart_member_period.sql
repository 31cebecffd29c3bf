-- needs: mart_point_period, mart_member_activity, mart_staff_point
-- Rows: one per account of a person on the platform that had joined by «now». Key: period, member_id.
-- Clause: 2.1 (item 7), 2.3. Communities, bots and deleted accounts are nobody.
-- Columns: is_present = has not left by «now» (a later leave is unknown yet), is_verified, is_active (30 days),
-- has_staff_role, has_student_role, has_parent_role: roles shown on the platform; is_employed, is_pedagogue,
-- is_administration: the person is staff then; is_teacher = in the base B1.
with
staged as (
    select
        p.period, p.point, p.point_local, m.*,
        list_distinct(list_concat(coalesce(m.roles, []), case when m.main_role is null then [] else [m.main_role] end)) as all_roles
    from v_members m
    join mart_point_period p on p.is_now and (m.joined_on is null or m.joined_on <= p.point)
    where coalesce(m.member_kind, 'user') = 'user'
)
select
    s.period, s.member_id, s.platform, s.person_id, s.person_kind, s.match_level, s.main_role, s.all_roles,
    s.group_id, s.org_unit, s.joined_on, s.join_method, s.left_on, s.is_reconstructed,
    s.left_on is null or s.left_on > s.point as is_present,
    coalesce(s.verified, s.verified_on is not null) and coalesce(s.verified_on <= s.point, true) as is_verified,
    a.member_id is not null as is_active,
    list_has_any(s.all_roles, ['педагог', 'сотрудник', 'администратор']) as has_staff_role,
    list_contains(s.all_roles, 'педагог') as has_teacher_role,
    list_contains(s.all_roles, 'обучающийся') as has_student_role,
    list_contains(s.all_roles, 'родитель') as has_parent_role,
    t.person_id is not null as is_employed,
    coalesce(t.is_pedagogue, false) as is_pedagogue,
    coalesce(t.is_administration, false) as is_administration,
    coalesce(t.is_teacher, false) as is_teacher,
    coalesce(t.associations, []) as taught_associations,
    coalesce(a.n_messages, 0) as n_messages, coalesce(a.n_meaningful, 0) as n_meaningful,
    coalesce(a.n_emoji_only, 0) as n_emoji_only, coalesce(a.n_reactions, 0) as n_reactions, coalesce(a.n_calls, 0) as n_calls
from staged s
left join mart_member_activity a on a.is_now and a.period = s.period and a.member_id = s.member_id
left join mart_staff_point t on t.is_now and t.period = s.period and t.person_id = s.person_id
