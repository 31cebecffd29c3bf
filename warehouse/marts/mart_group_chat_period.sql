-- needs: mart_chat_period
-- Rows: one per group of the base B3: started at least 14 days ago (or on an unknown day) and not ended at «now».
-- Key: period, group_id. Clause: 1.3, 2.3.
-- Columns: needs_student_chat, needs_parent_chat (empty = yes), n_student_chats, n_parent_chats (living), is_complete =
-- every required chat is active, is_on_platform = a chat or a node of the structure, platforms of its living chats.
with
standing as (
    select p.period, p.now_day, g.*,
        coalesce(g.student_chat_required, true) as needs_student_chat,
        coalesce(g.parent_chat_required, true) as needs_parent_chat
    from groups g
    join period p
        on (g.started_on is null or date_diff('day', g.started_on, p.now_day) >= setting('group_grace_days'))
        and (g.ended_on is null or g.ended_on > p.now_day)
),
chatting as (
    select
        period, group_id,
        count(*) filter (where is_living and kind = 'обучающиеся') as n_student_chats,
        count(*) filter (where is_living and kind = 'родители') as n_parent_chats,
        count(*) filter (where is_living and is_active and kind = 'обучающиеся') as n_active_student_chats,
        count(*) filter (where is_living and is_active and kind = 'родители') as n_active_parent_chats,
        count(*) filter (where coalesce(status, '') <> 'закрыт') as n_open_chats,
        list(distinct platform) filter (where is_living and platform is not null) as platforms
    from mart_chat_period
    where group_id is not null
    group by period, group_id
),
names as (select group_name, count(distinct group_id) as n_groups from groups group by all),
units as (
    select distinct p.period, lower(trim(m.org_unit)) as unit
    from v_members m
    join period p on (m.joined_on is null or m.joined_on <= p.now_day) and (m.left_on is null or m.left_on > p.now_day)
    where m.org_unit is not null
)
select
    s.period, s.group_id, s.group_name, s.association, s.direction, s.teacher_person_id, s.started_on,
    s.needs_student_chat, s.needs_parent_chat,
    coalesce(c.n_student_chats, 0) as n_student_chats, coalesce(c.n_parent_chats, 0) as n_parent_chats,
    (not s.needs_student_chat or coalesce(c.n_active_student_chats, 0) > 0)
        and (not s.needs_parent_chat or coalesce(c.n_active_parent_chats, 0) > 0) as is_complete,
    coalesce(c.n_open_chats, 0) > 0 or u.unit is not null as is_on_platform,
    coalesce(c.platforms, []) as platforms
from standing s
left join chatting c on c.period = s.period and c.group_id = s.group_id
left join (
    select u.period, g.group_id, any_value(u.unit) as unit
    from units u
    join (
        select group_id, group_name, unnest([lower(group_id), lower(concat_ws(' ', association, group_name)), lower(group_name)]) as called
        from groups
    ) g on g.called = u.unit
    join names n on n.group_name = g.group_name and (n.n_groups = 1 or u.unit <> lower(g.group_name))
    group by all
) u on u.period = s.period and u.group_id = s.group_id
