-- Rows: a monthly report that had to be shown to the director in the period: last month's, by the fourth working day.
-- Key: period, report_period. Clause: 2.1 (13). Nothing before the institution's first report.
-- Columns: is_due, the deadline has run out; is_shown by the date, is_shown_in_time.
with
shown as (
    select period as report_period, min(shown_to_director_at) as shown_at from casebook_report_log group by all
),
expected as (
    select
        p.*, strftime(p.first_day - 1, '%Y-%m') as report_period,
        add_workdays(p.first_day - 1, setting('shown_workday')) as deadline
    from period p
    where p.grain = 'month'
)
select
    e.period, e.report_period, e.deadline,
    e.deadline between e.first_day and e.last_day and (e.deadline < e.now_day or e.is_complete) as is_due,
    coalesce(s.shown_at <= e.now_utc, false) as is_shown,
    coalesce(s.shown_at <= e.now_utc and local_of(s.shown_at)::date <= e.deadline, false) as is_shown_in_time
from expected e
left join shown s using (report_period)
where e.report_period >= (select min(period) from casebook_report_log)
