-- Rows: one per message that figures look up by itself: somebody deleted it, it holds the rules or the address of support, or a
-- journal names it. A few among millions: kept at each load as `mart_marked_message`, so that nobody reads all messages for them.
select
    chat_id, message_id, author_id, sent_at, sent_local, day, deleted_at, deleted_by,
    coalesce(is_rules, false) or coalesce(kind = 'правила', false) as is_rules,
    coalesce(mentions_support, false) as mentions_support
from messages
where deleted_at is not null or is_rules or kind = 'правила' or mentions_support
    or message_id in (select message_id from violations where message_id is not null)
order by day, chat_id, message_id
