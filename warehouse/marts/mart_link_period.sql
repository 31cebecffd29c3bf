-- Rows: an invitation link created by the period's date. Key: period, row_id. Clause: 2.1 (4, 8).
-- Columns: is_live (not revoked, not expired, not a single-use link that was used); touched_day, the last use or the creation;
-- is_unclaimed (live and untouched for longer than its role allows); is_due (it became unclaimed and the deadline to revoke it
-- fell in the period and has run out), is_revoked_in_time; is_faulty with reasons (no expiry, used beyond its target's size,
-- a closed group's, a dismissed author's); association, direction, platform.
with
known as (
    select
        p.*, l.link_id, l.row_id, l.role, coalesce(l.platform, c.platform) as platform,
        coalesce(l.group_id, c.group_id) as group_id, l.target_chat_id, l.recipient_person_id,
        l.created_by_person_id, l.uses, l.expires_at is null as is_endless,
        local_of(l.created_at)::date as created_day,
        case when l.last_used_at <= p.now_utc then local_of(l.last_used_at)::date end as used_day,
        case when l.revoked_at <= p.now_utc then local_of(l.revoked_at)::date end as revoked_day,
        -- a date without a time is valid to its end
        local_of(l.expires_at) + case when l.expires_at_has_time = false then interval 1 day else interval 0 day end
            as expires_local,
        case when l.role = 'педагог' then setting('stale_link_days_teacher') else setting('stale_link_days') end::integer
            as patience,
        coalesce(l.single_use, false) and (l.uses >= 1 or l.last_used_at <= p.now_utc) as is_used_up
    from period p
    join v_invite_links l on l.created_at <= p.now_utc
    left join v_chats c on c.chat_id = l.target_chat_id
),
-- Materialised: a working day is then looked up by one column, not by all that it comes from.
touched as materialized (
    select *, greatest(created_day, used_day) as touched_day, greatest(created_day, used_day) + patience as stale_day from known
),
aged as (
    select
        *,
        revoked_day is null and not coalesce(is_used_up, false) and (expires_local is null or expires_local > now_local)
            as is_live,
        add_workdays(stale_day, setting('stale_link_grace_days')) as deadline
    from touched
),
enrolled as (
    select p.period, s.group_id, count(*) as n
    from period p
    join students s
        on coalesce(s.enrolled_on, p.now_day) <= p.now_day
        and coalesce(s.left_on > p.now_day, coalesce(s.status, 'учится') in ('учится', 'академический отпуск'))
    group by all
),
settled as (
    select p.period, m.group_id, count(*) as n
    from period p
    join v_members m on coalesce(m.joined_on, p.now_day) <= p.now_day and (m.left_on is null or m.left_on > p.now_day)
    group by all
),
seated as (
    select p.period, s.chat_id, count(distinct s.member_id) as n
    from period p
    join v_chat_members s on coalesce(s.joined_at, p.now_utc) <= p.now_utc and (s.left_at is null or s.left_at > p.now_utc)
    group by all
),
authors as (
    select p.period, s.person_id, bool_or(s.dismissed_on is null or s.dismissed_on > p.now_day) as is_employed
    from period p, staff s
    where s.person_id is not null
    group by all
),
measured as (
    select
        a.*, g.association, g.direction,
        g.ended_on <= a.now_day as is_of_closed_group,
        not w.is_employed as is_of_dismissed,
        a.uses > setting('link_overuse') * nullif(greatest(e.n, m.n, c.n), 0) as is_overused
    from aged a
    left join groups g on g.group_id = a.group_id
    left join enrolled e on e.period = a.period and e.group_id = a.group_id
    left join settled m on m.period = a.period and m.group_id = a.group_id
    left join seated c on c.period = a.period and c.chat_id = a.target_chat_id
    left join authors w on w.period = a.period and w.person_id = a.created_by_person_id
)
select
    period, link_id, row_id, role, platform, association, direction, group_id, target_chat_id, recipient_person_id,
    created_day, used_day, revoked_day, touched_day, is_live,
    date_diff('day', touched_day, now_day) as idle_days,
    is_live and date_diff('day', touched_day, now_day) > patience as is_unclaimed,
    not coalesce(is_used_up, false)
        and coalesce(revoked_day > stale_day, true)
        and coalesce(expires_local > deadline + 1, true)
        and deadline between first_day and last_day and (deadline < now_day or is_complete) as is_due,
    coalesce(revoked_day <= deadline, false) as is_revoked_in_time,
    is_live and (is_endless or coalesce(is_overused, false) or coalesce(is_of_closed_group, false)
        or coalesce(is_of_dismissed, false)) as is_faulty,
    concat_ws(
        '; ',
        case when is_endless then 'без срока' end,
        case when is_overused then 'использована чаще, чем человек в группе' end,
        case when is_of_closed_group then 'группа закрыта' end,
        case when is_of_dismissed then 'автор уволен' end
    ) as reasons
from measured
