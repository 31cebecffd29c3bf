-- Rows: one per finding of a heap that still waits. Parameters: $1 group_key, $2 rule, $3 states, $4 chats (null: all).
select f.finding_key, f.message_id, f.chat_id, f.author_id, f.sent_local, f.reason, f.rule_version, f.score, f.level, f.outcome
from findings f
left join casebook_decisions k using (finding_key)
where f.rule = $2
    and (f.finding_key = $1 or (f.outcome = 'sign' and f.duplicate_key = $1))
    and coalesce(k.state, 'open') in (select unnest($3::varchar[]))
    and ($4::varchar[] is null or list_contains($4::varchar[], f.chat_id))
order by f.sent_local, f.finding_key
