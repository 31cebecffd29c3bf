-- Rows: one per participant and chat with a finding, a journal row or a measure, the busiest first. Parameter: $1 chats (null: all).
with
told as (
    select chat_id, author_id as member_id, count(*) as n_findings, 0 as n_journal, 0 as n_measures, max(sent_local) as last_at
    from v_findings where outcome in ('sign', 'break') group by all
    union all
    select chat_id, member_id, 0, count(*), 0, max(occurred_local) from v_violations group by all
    union all
    select chat_id, member_id, 0, 0, count(*), max(local_of(started_at)) from v_measures group by all
)
select
    t.chat_id, t.member_id, c.kind, c.association, c.group_name, c.platform, sum(n_findings)::integer as n_findings,
    sum(n_journal)::integer as n_journal, sum(n_measures)::integer as n_measures, max(last_at) as last_at
from told t
join v_chats c using (chat_id)
where t.member_id is not null and ($1::varchar[] is null or list_contains($1::varchar[], t.chat_id))
group by all
order by n_measures desc, n_journal desc, n_findings desc, t.chat_id, t.member_id
limit 2000
