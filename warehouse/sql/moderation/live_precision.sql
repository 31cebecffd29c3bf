-- Rows: one per rule with findings in chats whose kind is known. Parameter: the day to count ages to.
with
judged as (
    select f.rule, f.sent_local::date as day, coalesce(k.state, 'open') as state, f.outcome
    from findings f
    join v_chats c on c.chat_id = f.chat_id and c.kind in ('родители', 'обучающиеся')
    left join casebook_decisions k using (finding_key)
    where f.outcome in ('sign', 'break')
),
today as (select max(n) as n from workdays where day <= ?)
select
    j.rule, count(*) as n_findings,
    count(*) filter (state = 'confirmed') as n_confirmed,
    count(*) filter (state = 'dismissed') as n_dismissed,
    count(*) filter (state = 'second_look') as n_second_look,
    count(*) filter (state = 'open') as n_open,
    n_confirmed / nullif(n_confirmed + n_dismissed, 0) as precision,
    count(*) filter (j.outcome = 'sign' and state in ('open', 'second_look') and t.n - d.n > setting('review_workdays')) as n_overdue
from judged j
join workdays d on d.day = j.day
cross join today t
group by all
order by j.rule
