-- Public chats: the register laid over dumps. A chat known only by its rows is here too, with no kind.

create or replace temp table chat_ids as
select platform, chat_id as raw_id, pseudonym('chat|' || platform || '|' || chat_id) as chat_id
from (
    select platform, chat_id from merged_chats
    union select platform, chat_id from private.chat_members
    union select platform, chat_id from private.events
    union select platform, chat_id from wrote_in
    union select platform, successor_id from private.chats where successor_id is not null and regexp_full_match(successor_id, '-?\d+')
        and successor_id not in (select chat_id from merged_chats)
)
where chat_id is not null;

delete from private.ids where kind = 'chat';
insert into private.ids select 'chat', chat_id, platform, raw_id from chat_ids;
delete from private.chat_titles;
insert into private.chat_titles
select i.chat_id, m.title from chat_ids i join merged_chats m on m.platform = i.platform and m.chat_id = i.raw_id where m.title is not null;

-- A suggestion where the register is silent: words of the title, the group that it names.
create or replace temp table suggested as
select
    t.chat_id,
    case
        when regexp_matches(lower(t.title), 'родител|законн') then 'родители'
        when regexp_matches(lower(t.title), 'обучающ|учени|учащ|ребят|дети') then 'обучающиеся'
        when regexp_matches(lower(t.title), 'сотрудник|педагог|совещан|администрац|методист') then 'служебный'
        when regexp_matches(lower(t.title), 'канал|новости') then 'канал'
    end as kind,
    (select case when count(*) = 1 then any_value(g.group_id) end from groups g
     where contains(lower(t.title), lower(g.association)) and contains(lower(t.title), lower(g.group_name))) as group_id
from private.chat_titles t;

delete from chats;
insert into chats by name
select
    i.chat_id,
    case when m.is_registered and m.kind is not null then m.kind else s.kind end as kind,
    coalesce(g.group_name, m.group_name) as group_name,
    coalesce(m.association, g.association) as association,
    m.created_on,
    -- who created the chat and the successor are resolved with the journals
    null as created_by,
    -- a chat missing from a later complete register is closed
    case when m.status is null and x.gone_on is not null then 'закрыт' else coalesce(m.status, 'действует') end as status,
    null as successor_id,
    m.write_mode, m.pinned_rules, m.pinned_on, m.pinned_on_has_time,
    i.platform,
    coalesce(
        case when m.association is not null and m.group_name is not null then m.association || ' · ' || m.group_name end,
        k.group_id, case when not coalesce(m.is_registered and m.kind is not null, false) then s.group_id end) as group_id,
    case when m.is_registered and m.kind is not null then 'register' else 'suggested' end as kind_source,
    (m.extras->>'declared_messages')::bigint as declared_messages,
    (m.extras->>'declared_members')::bigint as declared_members,
    coalesce(m.is_registered, false) as is_registered,
    m.row_id, m.file_id, m.locator, m.is_corrected
from chat_ids i
left join merged_chats m on m.platform = i.platform and m.chat_id = i.raw_id
left join suggested s on s.chat_id = i.chat_id
left join group_of_text k on k.text = m.group_name and m.association is null
left join groups g on g.group_id = coalesce(case when m.association is not null then m.association || ' · ' || m.group_name end, k.group_id)
left join (select distinct p.platform, p.chat_id, min(gone_on) as gone_on from gone join private.chats p using (row_id, source)
           where table_name = 'chats' group by all) x on x.platform = i.platform and x.chat_id = i.raw_id;
