-- needs: mart_stay_period, mart_staff_point
-- Rows: one per account in a living parents' or students' chat at «now». Key: period, chat_id, member_id.
-- Clause: 2.1 (item 7). The person that the account is matched to decides, else the role on the platform.
-- Columns: is_outsider = in a students' chat an adult who is neither staff nor a parent of the group, or is unknown;
-- is_misplaced = everyone else who does not belong: a pupil of another group, a pupil in a parents' chat, a parent in a
-- students' chat, a parent of another group. A pupil who left is 2.1.7-02, one who moved 2.1.7-04.
with
workers as (
    select period, person_id from mart_staff_point where is_now
    union  -- the working day for closing a dismissed worker's access
    select p.period, coalesce(s.person_id, s.row_id)
    from staff s
    join period p on s.dismissed_on <= p.now_day and s.dismissed_on > p.now_day - 15
    where workdays_between(s.dismissed_on, p.now_day) <= setting('left_staff_workdays')
),
enrolments as (
    select
        p.period, coalesce(s.person_id, s.row_id) as person_id, s.group_id,
        case when s.left_on is not null then s.left_on > p.now_day
            else coalesce(s.status, 'учится') not in ('отчислен', 'переведён') end as is_active,
        s.left_on > p.now_day - 15 and s.left_on <= p.now_day
            and workdays_between(s.left_on, least(p.now_day, s.left_on + 60)) <= setting('transfer_workdays') as has_just_left
    from students s
    join period p on (s.enrolled_on is null or s.enrolled_on <= p.now_day)
),
pupils as (select period, person_id, bool_or(is_active) as is_active from enrolments group by all),
attended as (
    select period, person_id, group_id from enrolments where group_id is not null group by all
),
raised as (
    select g.person_id, e.period, e.group_id, bool_or(e.is_active or coalesce(e.has_just_left, false)) as is_current
    from guardians g join enrolments e on e.person_id = g.student_person_id
    where g.person_id is not null
    group by all
),
parents as (
    select r.period, r.person_id, list(distinct r.group_id) filter (where r.is_current and r.group_id is not null) as group_ids
    from raised r
    group by all
),
-- A row of the parents' list without a child found still names the group.
claimed as (
    select person_id, list(distinct group_id) as group_ids
    from guardians where person_id is not null and student_person_id is null and group_id is not null group by all
),
judged as (
    select
        s.*,
        w.person_id is not null as is_worker,
        u.person_id is not null as is_pupil, coalesce(u.is_active, false) as is_active_pupil,
        a.person_id is not null as has_attended,
        s.person_kind = 'guardian' or q.person_id is not null or k.person_id is not null as is_parent,
        len(coalesce(q.group_ids, [])) > 0 as is_current_parent,
        coalesce(list_contains(coalesce(q.group_ids, []), s.group_id) or list_contains(coalesce(k.group_ids, []), s.group_id), false)
            as is_parent_here,
        s.person_id is null as is_unknown,
        s.all_roles = ['обучающийся'] or s.main_role = 'обучающийся' as is_called_pupil
    from mart_stay_period s
    left join workers w on w.period = s.period and w.person_id = s.person_id
    left join pupils u on u.period = s.period and u.person_id = s.person_id
    left join attended a on a.period = s.period and a.person_id = s.person_id and a.group_id = s.group_id
    left join parents q on q.period = s.period and q.person_id = s.person_id
    left join claimed k on k.person_id = s.person_id
    where s.is_living and s.kind in ('родители', 'обучающиеся')
)
select
    period, chat_id, member_id, kind, group_id, association, direction, platform, person_kind, main_role,
    kind = 'обучающиеся' and not is_worker and case
        when is_unknown then not coalesce(is_called_pupil, false)
        when is_pupil then false
        else not (is_parent and (is_parent_here or group_id is null))
    end as is_outsider,
    not is_worker and case
        when kind = 'обучающиеся' then case
            when is_unknown then false
            when is_pupil then is_active_pupil and group_id is not null and not has_attended
            else is_parent and (is_parent_here or group_id is null) end
        when is_unknown then coalesce(is_called_pupil, false)
        when is_pupil and not is_parent then is_active_pupil
        else is_parent and is_current_parent and group_id is not null and not is_parent_here
    end as is_misplaced
from judged
