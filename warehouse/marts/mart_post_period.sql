-- Rows: a post of a system channel published in the period. Key: period, row_id. Clauses: 2.1 (9), 2.2 (3).
-- Columns: channel, views, is_from_administration, n_teachers (B1 on the date, for the reach of the staff channel).
-- needs: mart_staff_point
with
teachers as (
    select period, count(*) as n from mart_staff_point where is_now and is_teacher group by period
)
select
    p.period, c.row_id, c.post_id, c.channel, c.views,
    coalesce(c.is_from_administration, false) as is_from_administration,
    coalesce(t.n, 0) as n_teachers
from period p
join v_channel_posts c on c.published_at >= p.start_utc and c.published_at < p.end_utc and c.published_at <= p.now_utc
left join teachers t using (period)
