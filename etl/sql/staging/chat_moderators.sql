-- Registered moderators of a chat: the register's list and whoever is owner or administrator in the chat.

update chats as c set
    created_by = r.member_id, created_by_person_id = r.person_id
from merged_chats m
join chat_ids i on i.platform = m.platform and i.raw_id = m.chat_id
join ref_member r on r.platform = m.platform and r.chat is not distinct from m.chat_id and r.text = m.created_by and r.as_staff
where i.chat_id = c.chat_id and m.created_by is not null;

-- A chat whose creation the dump tells of: its creator.
update chats as c set created_by = e.member_id, created_on = coalesce(c.created_on, e.day)
from (
    select i.chat_id, a.member_id, local(min(p.occurred_at))::date as day
    from private.events p
    join chat_ids i on i.platform = p.platform and i.raw_id = p.chat_id
    join member_ids a on a.platform = p.platform and a.raw_id = p.actor_id
    where p.event_type = 'create' group by all
) e
where e.chat_id = c.chat_id and c.created_by is null and c.created_by_person_id is null;

update chats as c set created_by_person_id = m.person_id
from members m where m.member_id = c.created_by and c.created_by_person_id is null;

update chats as c set successor_id = s.chat_id
from merged_chats m
join chat_ids i on i.platform = m.platform and i.raw_id = m.chat_id
join ref_chat s on s.platform = m.platform and s.text = m.successor_id
where i.chat_id = c.chat_id and m.successor_id is not null;

delete from chat_moderators;
insert into chat_moderators
with listed as (
    select i.chat_id, r.member_id, r.person_id, 'register' as source
    from (select platform, chat_id, unnest(moderators) as text from merged_chats) m
    join chat_ids i on i.platform = m.platform and i.raw_id = m.chat_id
    left join ref_member r on r.platform = m.platform and r.chat is not distinct from m.chat_id and r.text = m.text and r.as_staff
),
acting as (
    select distinct chat_id, member_id, person_id, 'chat' as source
    from chat_members where chat_role in ('владелец', 'администратор') and left_at is null
),
-- a person named by the register moderates with each account that the chat has of them
accounts as (
    select l.chat_id, s.member_id, l.person_id, l.source
    from listed l join chat_members s on s.chat_id = l.chat_id and s.person_id = l.person_id
    where l.member_id is null and l.person_id is not null
)
select chat_id, member_id, any_value(person_id), min(source)
from (
    from accounts
    union all select * from listed where member_id is not null or person_id is null
        or not exists (from accounts a where a.chat_id = listed.chat_id and a.person_id = listed.person_id)
    union all from acting
)
group by chat_id, member_id;

-- The same group's chat of the same kind on the former and on the present platform: predecessor and successor.
update chats as c set successor_id = n.chat_id
from (
    select old.chat_id as old_id, any_value(new.chat_id) as chat_id
    from chats old
    join chats new on new.group_id = old.group_id and new.kind = old.kind and new.platform = getvariable('platform')
        and new.status <> 'закрыт' and new.kind_source = 'register'
    where old.platform <> getvariable('platform') and old.kind in ('родители', 'обучающиеся')
    group by all having count(*) = 1
) n
where n.old_id = c.chat_id and c.successor_id is null;
