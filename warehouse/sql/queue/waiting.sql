-- Rows: one per finding that a filter lets through, with the heap of near-duplicates it belongs to (alone where nothing is like it).
-- Parameters: see `warehouse.queue.Filter`; a null list is no filter.
select
    f.finding_key, f.message_id, f.chat_id, f.author_id, f.sent_local, f.rule, f.level, f.outcome, f.state,
    case when f.outcome = 'sign' then coalesce(f.duplicate_key, f.finding_key) else f.finding_key end as group_key
from v_findings f
join v_chats c on c.chat_id = f.chat_id and c.kind in ('родители', 'обучающиеся')
where f.state in (select unnest($states::varchar[]))
    and f.outcome in (select unnest($outcomes::varchar[]))
    and ($rules::varchar[] is null or list_contains($rules::varchar[], f.rule))
    and ($levels::varchar[] is null or list_contains($levels::varchar[], f.level))
    and ($kinds::varchar[] is null or list_contains($kinds::varchar[], c.kind))
    and ($associations::varchar[] is null or list_contains($associations::varchar[], c.association))
    and ($chats::varchar[] is null or list_contains($chats::varchar[], f.chat_id))
    and ($since::timestamp is null or f.sent_local >= $since::timestamp)
