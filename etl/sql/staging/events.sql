-- Public events; a deletion told by an event is laid on its message.

delete from events;
insert into events by name
select
    c.chat_id, p.occurred_at, p.event_type, a.member_id as actor_id, t.member_id as target_id,
    case when p.message_id is not null then row_key('m|' || p.platform || '|' || p.chat_id || '|' || p.message_id) end as message_id,
    p.platform, p.row_id, p.file_id, p.locator, p.is_corrected
from private.events p
join chat_ids c on c.platform = p.platform and c.raw_id = p.chat_id
left join member_ids a on a.platform = p.platform and a.raw_id = p.actor_id
left join member_ids t on t.platform = p.platform and t.raw_id = p.target_id;

-- What is only held for deleted gives way to what an event tells, and is laid on again where nothing tells.
update messages set deleted_at = null, deleted_after = null, deletion_is_probable = null where deletion_is_probable;

update messages as m set deleted_at = e.occurred_at, deleted_by = coalesce(m.deleted_by, e.actor_id)
from (select message_id, min(occurred_at) as occurred_at, any_value(actor_id) as actor_id
      from events where event_type = 'delete_message' and message_id is not null group by all) e
where e.message_id = m.message_id and m.deleted_at is null;

update messages as m set deleted_at = v.deleted_at, deleted_after = v.deleted_after, deletion_is_probable = true
from private.vanished_messages v
where v.row_id = m.message_id and m.deleted_at is null;

-- Rules pinned in a chat, as the dump tells it: the pin of a message with the rules, until it is unpinned.
update chats as c set pinned_rules = true, pinned_on = p.pinned_at, pinned_on_has_time = true
from (
    select e.chat_id, min(e.occurred_at) as pinned_at
    from events e join messages m on m.message_id = e.message_id and m.is_rules
    where e.event_type = 'pin'
      and not exists (from events u where u.event_type = 'unpin' and u.message_id = e.message_id and u.occurred_at > e.occurred_at)
    group by all
) p
where p.chat_id = c.chat_id and c.pinned_rules is null;
