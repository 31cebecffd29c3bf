-- Rows: a figure kept for the month. Key: period, indicator_id. Clause: 6.1.
-- Columns: has_version, the thresholds and formulas it was counted by are kept with it.
select p.period, i.indicator_id, coalesce(i.definition_version, '') <> '' as has_version
from period p
join indicator_month i on i.month between p.first_day and p.last_day and i.by_name is null
