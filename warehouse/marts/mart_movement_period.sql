-- needs: mart_member_period
-- Rows: one per account that outstayed the person's leaving, or was closed too late for it. Key: period, check_id, member_id,
-- chat_id. Clause: 2.1 (item 7).
-- check_id: 2.1.7-02 a child without any active enrolment left (or a parent of such children only), 2.1.7-03 dismissed
-- staff, 2.1.7-04 a child moved to another group, still in the chat of the old one (chat_id).
-- Columns: left_on, began = first day after the deadline in working days, ended = day the access ended (empty: it goes on).
with
enrolments as (
    select
        p.period, p.now_day, coalesce(s.person_id, s.row_id) as person_id, s.group_id, s.left_on,
        case when s.left_on is not null then s.left_on > p.now_day
            else coalesce(s.status, 'учится') not in ('отчислен', 'переведён') end as is_active
    from students s
    join period p on (s.enrolled_on is null or s.enrolled_on <= p.now_day)
),
children as (
    select period, person_id, bool_or(is_active) as is_active, max(left_on) as left_on
    from enrolments group by all
),
employed as (
    select
        p.period, coalesce(s.person_id, s.row_id) as person_id, max(s.dismissed_on) as left_on,
        bool_or(s.dismissed_on is null or s.dismissed_on > p.now_day) as is_active
    from staff s
    join period p on (s.hired_on is null or s.hired_on <= p.now_day)
    group by all
),
parents as (
    select c.period, g.person_id, bool_or(c.is_active) as is_active, max(c.left_on) as left_on
    from guardians g join children c on c.person_id = g.student_person_id
    where g.person_id is not null
    group by all
),
gone as (
    select '2.1.7-02' as check_id, period, person_id, left_on, setting('left_student_workdays') as n_workdays
    from children where not is_active and left_on is not null
    union
    select '2.1.7-02', period, person_id, left_on, setting('left_student_workdays')
    from parents where not is_active and left_on is not null
    union
    select '2.1.7-03', period, person_id, left_on, setting('left_staff_workdays') from employed where not is_active
),
-- A person may be known in several ways: whoever still belongs in one of them has not gone.
staying as (
    select period, person_id from children where is_active
    union
    select period, person_id from parents where is_active
    union
    select period, person_id from employed where is_active
),
stays as (
    select
        p.period, s.member_id, s.chat_id,
        bool_or(s.left_at is null or local_of(s.left_at) > p.now_local) as is_open,
        max(local_of(s.left_at)::date) filter (where local_of(s.left_at) <= p.now_local) as left_on
    from v_chat_members s
    join period p on (s.joined_at is null or local_of(s.joined_at) <= p.now_local)
    where not s.is_author_only
    group by all
),
accesses as (
    select
        m.period, m.member_id, m.platform, m.person_id,
        case when not m.is_present and not coalesce(bool_or(s.is_open), false) then greatest(m.left_on, max(s.left_on)) end as ended
    from mart_member_period m
    left join stays s on s.period = m.period and s.member_id = m.member_id
    where m.person_id is not null
    group by m.period, m.member_id, m.platform, m.person_id, m.is_present, m.left_on
),
outstayed as (
    select g.check_id, g.period, a.member_id, a.platform, null as chat_id, g.left_on, g.n_workdays, a.ended
    from gone g
    anti join staying y on y.period = g.period and y.person_id = g.person_id
    join accesses a on a.period = g.period and a.person_id = g.person_id
    union all
    select
        '2.1.7-04', e.period, m.member_id, m.platform, s.chat_id, max(e.left_on), setting('transfer_workdays'),
        any_value(case when not s.is_open then s.left_on end)
    from enrolments e
    join children c on c.period = e.period and c.person_id = e.person_id and c.is_active
    join mart_member_period m on m.period = e.period and m.person_id = e.person_id
    join stays s on s.period = e.period and s.member_id = m.member_id
    join v_chats h on h.chat_id = s.chat_id and h.group_id = e.group_id and coalesce(h.status, '') <> 'закрыт'
    where not e.is_active and e.left_on is not null
        and not exists (
            select 1 from enrolments o
            where o.period = e.period and o.person_id = e.person_id and o.group_id = e.group_id and o.is_active)
    group by all
),
worked as (select day, n from workdays where is_workday),
dated as (
    select o.*, d.day + 1 as began
    from outstayed o
    join workdays w on w.day = o.left_on
    join worked d on d.n = w.n + o.n_workdays
)
select
    d.period, d.check_id, d.member_id, d.platform, d.chat_id, d.left_on, d.began, d.ended, p.first_day, p.now_day,
    d.ended is not null and d.ended >= p.first_day as is_settled_in_period
from dated d
join period p using (period)
where d.began <= p.now_day and (d.ended is null or d.ended >= d.began)
