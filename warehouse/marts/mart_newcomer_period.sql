-- Rows: a worker hired, whose deadline for the first link fell in the period and has run out. Key: period, person_id.
-- Clause: 2.1 (4). Columns: workdays from hiring to the first link (0 if it came before, null if none came); is_invited_in_time.
with
hired as (
    select coalesce(person_id, row_id) as person_id, min(hired_on) as hired_on, max(dismissed_on) as dismissed_on
    from staff
    where hired_on is not null
    group by all
),
due as (
    select p.period, p.now_utc, h.*, add_workdays(h.hired_on, setting('invite_workdays')) as deadline
    from period p
    cross join hired h
    where deadline between p.first_day and p.last_day and (deadline < p.now_day or p.is_complete)
        and (h.dismissed_on is null or h.dismissed_on > deadline)
),
invited as (
    select d.period, d.person_id, min(local_of(l.created_at))::date as invited_on
    from due d
    join v_invite_links l on l.recipient_person_id = d.person_id and l.created_at <= d.now_utc
    group by all
)
select
    d.period, d.person_id, d.hired_on, i.invited_on,
    case when i.invited_on is not null then greatest(workdays_between(d.hired_on, i.invited_on), 0) end as workdays,
    coalesce(i.invited_on <= d.deadline, false) as is_invited_in_time
from due d
left join invited i using (period, person_id)
