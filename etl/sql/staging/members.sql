-- Public accounts: lists and profiles laid over each other; authors, joiners and list rows of chats reconstructed.

create or replace temp table member_ids as
select platform, member_id as raw_id, pseudonym('member|' || platform || '|' || member_id) as member_id
from (
    select platform, member_id from merged_members
    union select platform, member_id from private.chat_members where regexp_full_match(member_id, '-?\d+')
    union select platform, target_id from private.events where target_id is not null
    union select platform, actor_id from private.events where actor_id is not null
    union select platform, author_id from wrote_in where regexp_full_match(author_id, '-?\d+')
    union select distinct platform, member_id from private.reactions
)
where member_id is not null;

delete from private.ids where kind = 'member';
insert into private.ids select 'member', member_id, platform, raw_id from member_ids;

create or replace temp table listed_names as
select platform, member_id, arg_max(full_name, length(full_name)) as full_name, any_value(role) as role
from private.chat_members group by all;

delete from private.member_names;
insert into private.member_names
select i.member_id, coalesce(m.full_name, l.full_name), coalesce(m.role, l.role)
from member_ids i
left join merged_members m on m.platform = i.platform and m.member_id = i.raw_id
left join listed_names l on l.platform = i.platform and l.member_id = i.raw_id;

delete from members;
insert into members by name
select
    i.member_id,
    m.verified, m.verified_on, m.joined_on, m.join_source,
    case when coalesce(m.link_id, regexp_extract(m.join_source, '(?:№\s*|ссылк\S*\s+)([A-Za-zА-Яа-я0-9-]*\d[A-Za-zА-Яа-я0-9-]*)', 1)) <> ''
        then pseudonym('link|' || coalesce(m.link_id, regexp_extract(m.join_source, '(?:№\s*|ссылк\S*\s+)([A-Za-zА-Яа-я0-9-]*\d[A-Za-zА-Яа-я0-9-]*)', 1))) end as link_id,
    coalesce(m.left_on, x.gone_on) as left_on,
    m.last_active, m.group_name, m.org_unit, i.platform,
    coalesce(w.roles, []) as roles,
    coalesce(w.main_role, 'не определена') as main_role,
    case
        when regexp_matches(lower(m.join_source), 'ссылк') then 'ссылка'
        when regexp_matches(lower(m.join_source), 'заявк') then 'заявка'
        when regexp_matches(lower(m.join_source), 'добавлен') then 'добавлен'
        when m.link_id is not null then 'ссылка'
    end as join_method,
    coalesce(m.extras->>'member_kind', case when i.raw_id like '-%' and i.platform like 'VK%' then 'community' else 'user' end) as member_kind,
    k.group_id,
    m.member_id is null as is_reconstructed,
    m.first_as_of as first_seen_on,
    m.row_id, m.file_id, m.locator, m.is_corrected
from member_ids i
left join merged_members m on m.platform = i.platform and m.member_id = i.raw_id
left join private.member_names n on n.member_id = i.member_id
left join role_words w on w.role = n.role
left join group_of_text k on k.text = coalesce(m.group_name, m.org_unit)
left join (select p.platform, p.member_id, max(gone_on) as gone_on from gone join private.members p using (row_id, source)
           where table_name = 'members' group by all) x on x.platform = i.platform and x.member_id = i.raw_id;
