-- Rows: a stretch of time in which the rules stood pinned in a chat. Key: chat_id, from_utc. Clause: 4.4.
-- The register decides: «нет» there leaves no row, «да» without a date means since always. Where it is silent, a pinned
-- message with the rules counts until it is unpinned.
with
pinned_messages as (
    select e.chat_id, e.message_id, e.occurred_at as from_utc, min(u.occurred_at) as to_utc
    from events e
    join mart_marked_message m on m.chat_id = e.chat_id and m.message_id = e.message_id and m.is_rules
    left join events u
        on u.chat_id = e.chat_id and u.event_type = 'unpin' and u.occurred_at > e.occurred_at
        and coalesce(u.message_id, e.message_id) = e.message_id
    where e.event_type = 'pin'
    group by all
)
select chat_id, coalesce(pinned_on, timestamp '1900-01-01') as from_utc, null::timestamp as to_utc
from v_chats
where pinned_rules
union all by name
select s.chat_id, s.from_utc, s.to_utc
from pinned_messages s
join v_chats c using (chat_id)
where c.pinned_rules is null
