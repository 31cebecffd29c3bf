-- Rows: a complaint about coercion opened in the period, or a parents' or pupils' chat that people were put into then.
-- Key: period, ticket_id | chat_id. Clause: 4.3. Columns: largest_wave, most people added within one hour; group_size,
-- the group's enrolments (the chat's people where they aren't known); happened_local, when it was told or began; is_mass, the wave is over the share that settings allow (one person is no wave).
-- needs: mart_entry_period
with
waves as (
    select
        period, chat_id, joined_at,
        count(*) over (
            partition by period, chat_id order by joined_at
            range between current row and to_hours(setting('mass_join_hours')::integer) following
        ) as n
    from (select distinct on (period, chat_id, member_id) * from mart_entry_period where is_added and is_timed
        order by joined_at)
),
largest as (
    select period, chat_id, max(n) as n, local_of(min_by(joined_at, (-n, joined_at))) as happened_local from waves group by all
),
enrolled as (
    select p.period, s.group_id, count(*) as n
    from period p
    join students s
        on coalesce(s.enrolled_on, p.now_day) <= p.now_day
        and coalesce(s.left_on > p.now_day, coalesce(s.status, 'учится') in ('учится', 'академический отпуск'))
    group by all
),
seated as (
    select p.period, s.chat_id, count(distinct s.member_id) as n
    from period p
    join v_chat_members s on coalesce(s.joined_at, p.now_utc) <= p.now_utc and (s.left_at is null or s.left_at > p.now_utc)
    group by all
)
select
    w.period, null as ticket_id, null as row_id, w.chat_id, w.happened_local, w.n as largest_wave, coalesce(e.n, s.n) as group_size,
    w.n > 1 and w.n > setting('mass_join_share') * coalesce(e.n, s.n) as is_mass, false as is_complaint
from largest w
join v_chats c using (chat_id)
left join enrolled e on e.period = w.period and e.group_id = c.group_id
left join seated s on s.period = w.period and s.chat_id = w.chat_id
union all by name
select p.period, t.ticket_id, t.row_id, t.chat_id, local_of(t.opened_at) as happened_local, false as is_mass, true as is_complaint
from period p
join v_tickets t
    on t.topic = 'принуждение' and t.opened_at >= p.start_utc and t.opened_at < p.end_utc and t.opened_at <= p.now_utc
