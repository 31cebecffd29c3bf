-- Rows: an act known by the period's date; and, for a kind that must be in force and is not, the last act of that
-- kind (or none) as a row of its own. Key: period, act_id, kind, is_missing. Clauses: 1.2, 2.1, 2.2, 6.1, 6.3.
-- Columns: is_in_force on the date; is_missing (nothing of this kind is in force); n_in_force of the kind;
-- person_is_employed, person_is_away (long leave) on the date; n_present, administrators appointed, employed and present;
-- person_is_admin, has an active account with the role; n_administrators, people with both; is_pending, an instruction newer than the regulation and not «учтено».
with
known as (
    select
        p.period, p.now_day, a.act_id, a.row_id, a.kind, a.person_id,
        coalesce(a.date, a.valid_from) as day,
        coalesce(a.valid_from, a.date, p.now_day) <= p.now_day
            and coalesce(a.valid_to, p.now_day) >= p.now_day as is_in_force,
        a.valid_to < p.now_day as is_expired,
        lower(coalesce(a.result, '')) like 'учт%' as is_considered
    from period p
    join v_acts a on coalesce(a.date, a.valid_from, p.now_day) <= p.now_day
),
present as (
    select
        p.period, s.person_id,
        bool_or(coalesce(s.hired_on, p.now_day) <= p.now_day and (s.dismissed_on is null or s.dismissed_on > p.now_day))
            as is_employed,
        bool_or(s.leave_from <= p.now_day and coalesce(s.leave_to, p.now_day) >= p.now_day) as is_away
    from period p, staff s
    where s.person_id is not null
    group by all
),
platform_admins as (
    select distinct p.period, m.person_id
    from period p
    join v_members m
        on coalesce(m.joined_on, p.now_day) <= p.now_day and (m.left_on is null or m.left_on > p.now_day)
    where list_contains(m.roles, 'администратор') and m.person_id is not null
),
edition as (
    select period, max(day) as since from known where kind = 'положение' and is_in_force group by period
),
reserve as (
    select k.period, count(distinct k.person_id) as n_administrators
    from known k
    join platform_admins a using (period, person_id)
    where k.kind = 'назначение администратора' and k.is_in_force
    group by k.period
),
described as (
    select
        k.*,
        count(*) filter (k.is_in_force) over kinds as n_in_force,
        coalesce(s.is_employed, false) as person_is_employed,
        coalesce(s.is_away, false) as person_is_away,
        count(*) filter (k.is_in_force and s.is_employed and not coalesce(s.is_away, false)) over kinds as n_present,
        a.person_id is not null as person_is_admin,
        coalesce(r.n_administrators, 0) as n_administrators,
        k.kind = 'указание' and not k.is_considered and (e.since is null or k.day > e.since) as is_pending,
        date_diff('day', k.day, k.now_day) as age_days
    from known k
    left join present s on s.period = k.period and s.person_id = k.person_id
    left join platform_admins a on a.period = k.period and a.person_id = k.person_id
    left join edition e on e.period = k.period
    left join reserve r on r.period = k.period
    window kinds as (partition by k.period, k.kind)
),
missing as (
    select p.period, p.now_day, must.kind, arg_max(d.act_id, d.day) as act_id, arg_max(d.row_id, d.day) as row_id
    from period p
    cross join (values ('приказ об использовании'), ('назначение администратора'), ('положение')) as must(kind)
    left join described d on d.period = p.period and d.kind = must.kind
    group by p.period, p.now_day, must.kind
    having coalesce(bool_or(d.is_in_force), false) = false
)
select *, false as is_missing from described
union all by name
select *, true as is_missing, false as is_in_force, 0 as n_in_force, false as is_pending from missing
