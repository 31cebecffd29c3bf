-- Rows: one per heap of a page that still waits. Parameters besides the filter: $group_keys. Columns: group_key, rule, n.
select group_key, rule, count(*) as n
from waiting
where group_key in (select unnest($group_keys::varchar[]))
group by all
