-- What people decided, laid over what was loaded. Marts read these views, never the tables under them.

-- Rows: one per chat. An assignment made on «Чаты» gives kind and group where the register is silent.
create or replace temp view v_chats as
with assigned as (
    select chat_key as chat_id, kind, association, group_name, association || ' · ' || group_name as group_id
    from casebook_assignments
)
select
    c.* exclude (kind, group_id, association, group_name, kind_source),
    case when c.kind_source = 'register' then c.kind else coalesce(a.kind, null) end as kind,
    coalesce(case when c.kind_source = 'register' then c.group_id end, a.group_id, c.group_id) as group_id,
    coalesce(case when c.kind_source = 'register' then c.association end, a.association, c.association) as association,
    coalesce(case when c.kind_source = 'register' then c.group_name end, a.group_name, c.group_name) as group_name,
    c.kind as suggested_kind,
    case when c.kind_source = 'register' then 'register' when a.chat_id is not null then 'assigned' else 'suggested' end as kind_source
from chats c
left join assigned a using (chat_id);

-- Rows: one per finding that stands, with what people decided. A rule that is switched off (settings or «Правила и показатели») gives
-- no signs but those a person confirmed before; facts of the clock can't be switched off.
create or replace temp view v_findings as
select f.*, coalesce(k.state, 'open') as state, k.who as decided_by, k.reason as decision_reason, k.recorded_at as decided_at
from findings f
left join casebook_decisions k using (finding_key)
left join rules_off o on o.rule = f.rule
where o.rule is null or f.outcome <> 'sign' or k.state = 'confirmed';

-- Rows: one per account. A manual match wins; a match to nobody («не наш человек») clears the automatic one.
create or replace temp view v_members as
select
    m.* exclude (person_id, person_kind, match_level),
    case when k.member_key is not null then k.person_key else m.person_id end as person_id,
    case when k.member_key is not null then p.person_kind else m.person_kind end as person_kind,
    case when k.member_key is not null then 4 else m.match_level end as match_level
from members m
left join casebook_matches k on k.member_key = m.member_id
left join people p on p.person_id = k.person_key;

-- Rows: one per stay of an account in a chat. is_author_only: nothing says that he was in, he only wrote there, so that
-- nothing would say that he has left either.
create or replace temp view v_chat_members as
select
    s.* exclude (person_id), m.person_id, m.person_kind, m.main_role, m.roles, m.member_kind,
    coalesce(s.is_reconstructed, false) and s.joined_at is null and s.left_at is null as is_author_only
from chat_members s
left join v_members m using (member_id);

-- Rows: one per registered moderator of a chat.
create or replace temp view v_chat_moderators as
select c.chat_id, c.member_id, coalesce(m.person_id, c.person_id) as person_id, c.source
from chat_moderators c
left join v_members m using (member_id);
