-- needs: mart_chat_point
-- Rows: one per chat that exists at «now». Key: period, chat_id. Clause: 1.3, 1.4, 2.3, 4.1.
-- Columns: is_living; is_mature = living and older than 14 days; is_active = in 30 days a moderator wrote and another
-- participant wrote or reacted; is_one_sided = only moderators did; is_silent = nobody wrote;
-- is_on_foreign_platform; is_of_former_platform and has_successor (on the present one); is_stray = its group is unknown or
-- ended more than 30 days ago; has_known_creator, is_created_by_staff (employed on the day of creation);
-- n_moderators, n_working_moderators (employed then), n_dismissed_moderators, is_led_by_teacher (of its group).
with
now as (from mart_chat_point where is_now),
employed as (
    select distinct p.period, coalesce(s.person_id, s.row_id) as person_id
    from staff s
    join period p on (s.hired_on is null or s.hired_on <= p.now_day) and (s.dismissed_on is null or s.dismissed_on > p.now_day)
),
moderating as (
    select chat_id, member_id, person_id from v_chat_moderators where member_id is not null
    union
    select d.chat_id, m.member_id, d.person_id from v_chat_moderators d join v_members m on m.person_id = d.person_id
),
led as (
    select
        n.period, n.chat_id, count(distinct coalesce(d.person_id, d.member_id)) as n_moderators,
        count(distinct d.person_id) filter (where e.person_id is not null) as n_working_moderators,
        count(distinct d.person_id) filter (where e.person_id is null and s.person_id is not null) as n_dismissed_moderators,
        coalesce(bool_or(d.person_id = g.teacher_person_id), false) as is_led_by_teacher,
        any_value(g.teacher_person_id) as teacher_person_id
    from now n
    join v_chat_moderators d on d.chat_id = n.chat_id
    left join employed e on e.period = n.period and e.person_id = d.person_id
    left join (select distinct coalesce(person_id, row_id) as person_id from staff where dismissed_on is not null) s
        on s.person_id = d.person_id
    left join groups g on g.group_id = n.group_id
    group by n.period, n.chat_id
),
founded as (
    select n.period, n.chat_id, bool_or(coalesce(s.person_id, s.row_id) is not null) as is_created_by_staff
    from now n
    left join v_members m on m.member_id = n.created_by
    left join staff s
        on coalesce(s.person_id, s.row_id) = coalesce(n.created_by_person_id, m.person_id)
        and (s.hired_on is null or s.hired_on <= coalesce(n.declared_created_on, n.point))
        and (s.dismissed_on is null or s.dismissed_on > coalesce(n.declared_created_on, n.point))
    where coalesce(n.created_by, n.created_by_person_id) is not null
    group by n.period, n.chat_id
),
-- A chat that moved goes on in its successor: what was said before the move counts there too.
lines as (
    select chat_id, chat_id as told_in from v_chats
    union
    select successor_id, chat_id from v_chats where successor_id is not null
),
heard as (
    select n.period, n.chat_id, l.told_in, w.member_id, bool_or(w.n_messages > 0) as has_written
    from now n
    join lines l on l.chat_id = n.chat_id
    join mart_member_chat_day w
        on w.chat_id = l.told_in and w.day between n.since and n.point and w.n_messages + w.n_reactions > 0
    group by all
),
spoken as (
    select
        h.period, h.chat_id,
        bool_or(h.has_written) as is_written,
        bool_or(h.has_written and d.member_id is not null) as is_moderated,
        bool_or(d.member_id is null) as is_answered
    from heard h
    left join moderating d on d.chat_id = h.told_in and d.member_id = h.member_id
    group by h.period, h.chat_id
)
select
    n.* exclude (is_now),
    n.is_living and coalesce(date_diff('day', n.declared_created_on, n.point) > setting('chat_grace_days'), true) as is_mature,
    coalesce(s.is_moderated and s.is_answered, false) as is_active,
    coalesce(s.is_moderated and not s.is_answered, false) as is_one_sided,
    not coalesce(s.is_written, false) as is_silent,
    n.platform is not null and n.platform not in (from allowed_platforms) as is_on_foreign_platform,
    coalesce(n.platform = setting_text('former_platform') and coalesce(n.status, '') <> 'закрыт', false) as is_of_former_platform,
    coalesce(x.platform = setting_text('platform') and coalesce(x.created_on <= n.point, true), false) as has_successor,
    case
        when g.group_id is not null then coalesce(date_diff('day', g.ended_on, n.point) > setting('closed_node_days'), false)
        when n.group_name is not null or n.group_id is not null then true
        else n.association is not null and n.association not in (select association from groups where association is not null)
    end as is_stray,
    f.chat_id is not null as has_known_creator,
    coalesce(f.is_created_by_staff, false) as is_created_by_staff,
    coalesce(l.n_moderators, 0) as n_moderators,
    coalesce(l.n_working_moderators, 0) as n_working_moderators,
    coalesce(l.n_dismissed_moderators, 0) as n_dismissed_moderators,
    coalesce(l.is_led_by_teacher, false) as is_led_by_teacher,
    l.teacher_person_id
from now n
left join led l using (period, chat_id)
left join spoken s using (period, chat_id)
left join founded f using (period, chat_id)
left join v_chats x on x.chat_id = n.successor_id
left join groups g on g.group_id = n.group_id
