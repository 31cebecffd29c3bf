-- Rows: one per heap, sure signs and the oldest first. Parameters besides the filter: $limit, $offset.
-- Columns: group_key, rule, level, n, n_heaps (of the whole queue), n_all (findings of the whole queue).
select
    group_key, rule, case when is_sure then 'violation' else 'review' end as level, n, count(*) over () as n_heaps, sum(n) over ()::bigint as n_all
from (
    select group_key, rule, bool_or(level = 'violation') as is_sure, count(*) as n, min(sent_local) as oldest
    from waiting
    group by group_key, rule
)
order by is_sure desc, oldest, group_key, rule
limit $limit offset $offset
