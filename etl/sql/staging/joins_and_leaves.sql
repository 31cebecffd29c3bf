-- Rows: one per join or leave told by a service message. Who joins: the target, or the actor where there is none.
select
    c.chat_id, coalesce(t.member_id, a.member_id) as member_id, e.occurred_at, e.event_type, a.member_id as actor
from private.events e
join chat_ids c on c.platform = e.platform and c.raw_id = e.chat_id
left join member_ids t on t.platform = e.platform and t.raw_id = e.target_id
left join member_ids a on a.platform = e.platform and a.raw_id = e.actor_id
where e.event_type in ('invite', 'join_by_link', 'join_by_request', 'rejoin', 'create', 'leave', 'kick')
    and coalesce(t.member_id, a.member_id) is not null
order by e.occurred_at
