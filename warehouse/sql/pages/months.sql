-- Rows: one per calendar month from the first loaded message (or the newest fact) to the newest fact, newest first.
with bounds as (
    select
        coalesce((select min(month) from coverage), (select max(value)::timestamp::date from facts where name = 'newest_fact_local')) as first_day,
        (select max(value)::timestamp::date from facts where name = 'newest_fact_local') as last_day
)
select unnest(generate_series(date_trunc('month', first_day), date_trunc('month', last_day), interval 1 month))::date as month
from bounds where last_day is not null
order by 1 desc
