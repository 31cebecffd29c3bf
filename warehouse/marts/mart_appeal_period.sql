-- Rows: a ticket on the topic «обжалование» known by the date. Key: period, row_id. Clauses: 4.7, 5.1.
-- Columns: deadline (working days after it came); is_due, it fell in the period and is over; is_closed_in_time; is_closed_in the
-- period; result (of a closed one); association, direction, platform.
with
known as (
    select
        p.*, t.ticket_id, t.row_id, t.chat_id, local_of(t.opened_at)::date as opened_day,
        case when coalesce(t.closed_at, t.opened_at) <= p.now_utc then t.result end as result,
        case when t.closed_at <= p.now_utc then local_of(t.closed_at)::date end as closed_day,
        local_of(coalesce(t.closed_at, t.opened_at))::date as settled_day
    from period p
    join v_tickets t on t.topic = 'обжалование' and t.opened_at <= p.now_utc
),
dated as (select *, add_workdays(opened_day, setting('appeal_workdays')) as deadline from known)
select
    d.period, d.ticket_id, d.row_id, d.chat_id, d.opened_day, d.closed_day, d.result, d.deadline,
    d.deadline between d.first_day and d.last_day and (d.deadline < d.now_day or d.is_complete) as is_due,
    coalesce(d.closed_day <= d.deadline, false) as is_closed_in_time,
    d.result is not null and d.settled_day between d.first_day and d.last_day as is_settled_in,
    c.platform, coalesce(c.association, g.association) as association, g.direction
from dated d
left join v_chats c using (chat_id)
left join groups g on g.group_id = c.group_id
