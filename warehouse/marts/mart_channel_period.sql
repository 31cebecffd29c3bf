-- Rows: a system channel, whether it has posts or not. Key: period, channel. Clauses: 2.1 (9), 3.3.
-- Columns: n_posts in the period; n_posts_ever by its date; gap_days, the longest silence that ended in the period or lasts
-- on its date (null: no post at all); n_instructions about instructions and resources in the year before the date.
with
system(channel) as (values ('Общешкольный'), ('Сотрудники')),
known as (
    select
        p.*, s.channel, local_of(c.published_at)::date as day, c.is_instruction,
        lag(day) over (partition by p.period, s.channel order by c.published_at) as previous_day
    from period p
    cross join system s
    left join v_channel_posts c on c.channel = s.channel and c.published_at <= p.now_utc
)
select
    period, channel,
    count(day) as n_posts_ever,
    count(*) filter (day between first_day and last_day) as n_posts,
    greatest(
        max(date_diff('day', previous_day, day)) filter (day between first_day and last_day),
        date_diff('day', max(day), any_value(now_day))
    ) as gap_days,
    count(*) filter (is_instruction and day > now_day - interval 1 year) as n_instructions
from known
group by period, channel
