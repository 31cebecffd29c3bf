-- Rows: one per month and kind of broadcast or call that took place.
select month, coalesce(purpose, 'цель не указана') as purpose, kind, count(*) as n from broadcasts where started_at is not null and month is not null
group by all order by 1
