-- Rows: a request to join known by the period's date. Key: period, row_id. Clause: 2.1 (6).
-- Columns: is_open on the date; workdays until decided, or waited; is_late (open for more working days than allowed);
-- is_due (its deadline fell in the period and has run out), is_decided_in_time; is_accepted_in the period;
-- is_known (the one accepted is matched to the roster).
with
known as (
    select
        p.*, r.request_id, r.row_id, r.member_id, r.person_id, r.role,
        local_of(r.requested_at)::date as requested_day,
        case when r.decided_at <= p.now_utc then r.decision end as decision,
        case when r.decided_at <= p.now_utc then local_of(r.decided_at)::date end as decided_day
    from period p
    join v_join_requests r on r.requested_at <= p.now_utc
),
timed as (
    select
        *,
        add_workdays(requested_day, setting('request_workdays')) as deadline,
        workdays_between(requested_day, coalesce(decided_day, now_day)) as workdays
    from known
)
select
    t.period, t.request_id, t.row_id, t.role, t.requested_day, t.decided_day, t.workdays,
    t.decided_day is null as is_open,
    t.decided_day is null and t.workdays > setting('request_workdays') as is_late,
    t.deadline between t.first_day and t.last_day and (t.deadline < t.now_day or t.is_complete) as is_due,
    coalesce(t.decided_day <= t.deadline, false) as is_decided_in_time,
    coalesce(t.decision = 'принята' and t.decided_day between t.first_day and t.last_day, false) as is_accepted_in,
    coalesce(t.person_id, m.person_id) is not null as is_known
from timed t
left join (select member_id, any_value(person_id) as person_id from v_members group by member_id) m
    on m.member_id = t.member_id
