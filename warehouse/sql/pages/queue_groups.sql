-- Rows: one per heap of near-duplicates that waits for a person (one message where nothing is like it); sure signs and the oldest first.
-- Parameters: $1 states, $2 outcomes, $3 rules, $4 levels, $5 chat kinds, $6 associations, $7 chats, $8 not older than (local), $9 limit,
-- $10 offset; a null list is no filter. Columns: group_key, rule, level, n, n_chats, oldest, newest, first_key, n_heaps, n_all.
with
waiting as (
    select
        f.finding_key, f.rule, f.level, f.sent_local, f.chat_id,
        case when f.outcome = 'sign' then coalesce(f.duplicate_key, f.finding_key) else f.finding_key end as group_key
    from findings f
    join v_chats c on c.chat_id = f.chat_id and c.kind in ('родители', 'обучающиеся')
    left join casebook_decisions k using (finding_key)
    left join casebook_rule_switches s on s.rule_id = f.rule
    where coalesce(k.state, 'open') in (select unnest($1::varchar[]))
        and f.outcome in (select unnest($2::varchar[]))
        and coalesce(s.is_on, true)
        and ($3::varchar[] is null or list_contains($3::varchar[], f.rule))
        and ($4::varchar[] is null or list_contains($4::varchar[], f.level))
        and ($5::varchar[] is null or list_contains($5::varchar[], c.kind))
        and ($6::varchar[] is null or list_contains($6::varchar[], c.association))
        and ($7::varchar[] is null or list_contains($7::varchar[], f.chat_id))
        and ($8::timestamp is null or f.sent_local >= $8::timestamp)
),
heaps as (
    select
        group_key, rule, bool_or(level = 'violation') as is_sure, count(*) as n, count(distinct chat_id) as n_chats,
        min(sent_local) as oldest, max(sent_local) as newest, min_by(finding_key, (sent_local, finding_key)) as first_key
    from waiting
    group by group_key, rule
)
select
    group_key, rule, case when is_sure then 'violation' else 'review' end as level, n, n_chats, oldest, newest, first_key,
    count(*) over () as n_heaps, sum(n) over () as n_all
from heaps
order by is_sure desc, oldest, group_key, rule
limit $9 offset $10
