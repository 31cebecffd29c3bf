-- needs: mart_point_period
-- Rows: one per account that was active in the window of a point. Key: period, point, is_now, member_id.
-- Clause: 2.3–2.5. Active = a message, a reaction, a call held or an entry that the platform recorded.
-- Columns: n_messages, n_meaningful, n_emoji_only, n_reactions, n_calls (held as a host), is_seen (recorded entry).
with
reach as (select min(since) as first_day, max(point) as last_day from mart_point_period),
written as (
    select d.member_id, d.day, d.n_messages, d.n_meaningful, d.n_emoji_only, d.n_reactions
    from mart_member_chat_day d, reach r
    where d.day between r.first_day and r.last_day
),
calls as (
    select host as member_id, coalesce(local_of(started_at)::date, day) as day, count(*) as n_calls
    from v_broadcasts
    where host is not null
    group by all
),
days as (
    select member_id, day, n_messages, n_meaningful, n_emoji_only, n_reactions, 0 as n_calls, false as is_seen from written
    union all
    select member_id, day, 0, 0, 0, 0, n_calls, false from calls where day is not null
    union all
    select member_id, local_of(last_active)::date, 0, 0, 0, 0, 0, true from v_members where last_active is not null
),
-- A day belongs to the windows of several points; joined by the day itself, which is cheaper than by its bounds.
windows as (
    select row_number() over (order by period, is_now, point) as n, p.* from mart_point_period p
),
reached as (
    select n, unnest(generate_series(since, point, interval 1 day))::date as day from windows
),
active as (
    select
        w.n, d.member_id,
        sum(d.n_messages)::bigint as n_messages, sum(d.n_meaningful)::bigint as n_meaningful,
        sum(d.n_emoji_only)::bigint as n_emoji_only, sum(d.n_reactions)::bigint as n_reactions,
        sum(d.n_calls)::bigint as n_calls, bool_or(d.is_seen) as is_seen
    from days d
    join reached w on w.day = d.day
    where d.n_messages + d.n_reactions + d.n_calls > 0 or d.is_seen
    group by w.n, d.member_id
)
select p.period, p.point, p.is_now, m.person_id, a.* exclude (n)
from active a
join windows p using (n)
left join (select member_id, any_value(person_id) as person_id from v_members group by all) m using (member_id)
