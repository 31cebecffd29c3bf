-- Rows: one per stay in a chat that a leaving should have ended, its deadline in the period. Key: period, row_id.
-- Clause: 2.1 (item 7). A child leaves the chats of the group (3 working days), dismissed staff every chat (1).
-- Columns: kind student | staff, left_on, deadline, reflected_on (by «now»), workdays from leaving to it, is_expired.
with
closed as (
    select
        coalesce(s.person_id, s.row_id) as person_id, s.group_id, max(s.left_on) as left_on
    from students s
    where s.group_id is not null
    group by all
    having bool_and(s.left_on is not null)
),
dismissed as (
    select coalesce(person_id, row_id) as person_id, max(dismissed_on) as left_on
    from staff group by all having bool_and(dismissed_on is not null)
),
left_behind as (
    select 'student' as kind, s.row_id, s.member_id, s.chat_id, s.left_at, c.left_on, h.association, h.platform, setting('left_student_workdays') as n_workdays
    from closed c
    join v_members m on m.person_id = c.person_id
    join v_chat_members s on s.member_id = m.member_id and (s.joined_at is null or local_of(s.joined_at)::date <= c.left_on)
        and (s.left_at is null or local_of(s.left_at)::date >= c.left_on)
    join v_chats h on h.chat_id = s.chat_id and h.group_id = c.group_id
    union all
    select 'staff', s.row_id, s.member_id, s.chat_id, s.left_at, d.left_on, h.association, h.platform, setting('left_staff_workdays')
    from dismissed d
    join v_members m on m.person_id = d.person_id
    join v_chat_members s on s.member_id = m.member_id and (s.joined_at is null or local_of(s.joined_at)::date <= d.left_on)
        and (s.left_at is null or local_of(s.left_at)::date >= d.left_on)
    left join v_chats h on h.chat_id = s.chat_id
),
worked as (select day, n from workdays where is_workday),
dated as (
    select l.*, d.day as deadline, w.n as n_left
    from left_behind l
    join workdays w on w.day = l.left_on
    join worked d on d.n = w.n + l.n_workdays
)
select
    p.period, d.kind, d.row_id, d.member_id, d.chat_id, d.association, d.platform, d.left_on, d.deadline,
    case when local_of(d.left_at) <= p.now_local then local_of(d.left_at)::date end as reflected_on,
    case when local_of(d.left_at) <= p.now_local then r.n - d.n_left end as workdays,
    p.is_complete or d.deadline < p.now_day as is_expired
from dated d
join period p on d.deadline between p.first_day and p.last_day and d.left_on <= p.now_day
left join workdays r on r.day = local_of(d.left_at)::date
