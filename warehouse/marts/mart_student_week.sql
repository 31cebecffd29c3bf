-- needs: mart_person_point
-- Rows: one per person and full ISO week of a period (Children, base B2 at the week's Sunday). Key: period, week_end, person_id.
-- Columns: is_active in that week, n_meaningful, n_emoji_only, n_messages, n_calls of that week, associations, directions.
select period, point as week_end, * exclude (period, point, is_now, part)
from mart_person_point
where part = 'student' and not is_now
