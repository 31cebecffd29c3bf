-- Rows: one per moment at which a state is judged: the «now» of each period, and the Sunday of each full ISO week
-- inside it. Key: period, point, is_now.
-- Columns: point = the day, point_local = its instant, since = first day of the window that ends there
-- (30 days before «now», the week itself for a Sunday). What is dated after point_local is unknown there.
select
    period, is_now, point, since, point_local, school_year_start
from (
    select
        period, true as is_now, now_day as point, now_day - (setting('silent_days')::integer - 1) as since,
        now_local as point_local, school_year_start
    from period
    union all
    select
        p.period, false, w.monday::date + 6, w.monday::date,
        w.monday::timestamp + interval 7 day - interval 1 second, p.school_year_start
    from period p,
        lateral (
            select unnest(generate_series(date_trunc('week', p.first_day + 6), p.last_day - 6, interval 7 day)) as monday
        ) w
    where w.monday + interval 7 day - interval 1 second <= p.now_local
)
