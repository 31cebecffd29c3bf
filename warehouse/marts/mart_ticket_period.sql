-- Rows: a ticket known by the period's date. Key: period, row_id. Clauses: 2.1 (11, 12), 3.1, 4.3, 5.2, 6.2.
-- Columns: level (an empty one is «внутреннее»); is_opened_in the period; is_open on the date; age_days of an open one;
-- days and workdays until closed; is_due (the help deadline fell in the period and has run out), is_closed_in_time;
-- is_conflict_due, is_peaceful: the same for a conflict, closed without a block or a step upwards; hours_without_access
-- inside the period.
with
known as (
    select
        p.*, t.ticket_id, t.row_id, t.topic, coalesce(t.level, 'внутреннее') as level, t.chat_id, t.result,
        t.opened_at, local_of(t.opened_at)::date as opened_day,
        case when t.closed_at <= p.now_utc then t.closed_at end as closed_at,
        case when t.closed_at <= p.now_utc then local_of(t.closed_at)::date end as closed_day
    from period p
    join v_tickets t on t.opened_at <= p.now_utc
),
timed as (
    select
        *,
        add_workdays(opened_day, setting('ticket_workdays')) as deadline,
        add_workdays(opened_day, setting('conflict_workdays')) as conflict_deadline,
        workdays_between(opened_day, coalesce(closed_day, now_day)) as workdays
    from known
),
blocked as (
    select distinct t.period, t.row_id
    from timed t
    join v_measures m
        on m.chat_id = t.chat_id and m.kind = 'блокировка'
        and m.started_at >= t.opened_at and m.started_at <= coalesce(t.closed_at, t.now_utc)
    where t.topic = 'конфликт'
)
select
    period, ticket_id, row_id, topic, level, chat_id, result, opened_day, closed_day, workdays,
    opened_day between first_day and last_day as is_opened_in,
    closed_day is null as is_open,
    case when closed_day is null then date_diff('day', opened_day, now_day) end as age_days,
    date_diff('day', opened_day, closed_day) as days,
    deadline between first_day and last_day and (deadline < now_day or is_complete) as is_due,
    coalesce(closed_day <= deadline, false) as is_closed_in_time,
    topic = 'конфликт' and conflict_deadline between first_day and last_day
        and (conflict_deadline < now_day or is_complete) as is_conflict_due,
    coalesce(closed_day <= conflict_deadline, false) and level <> 'разработчик'
        and coalesce(result, '') <> 'без результата' and b.row_id is null as is_peaceful,
    case when topic = 'доступ'
        then greatest(0, epoch(coalesce(closed_at, now_utc)) - epoch(greatest(opened_at, start_utc))) / 3600.0
    end as hours_without_access
from timed
left join blocked b using (period, row_id)
