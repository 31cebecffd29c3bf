-- Rows: a stay in a parents' or pupils' chat that began in the period (moderators' own aside). Key: period, row_id.
-- Clauses: 4.3, 4.4. Columns: is_added (put in by another, and not a worker on duty); has_consent in force on the day of joining;
-- is_after_leaving (the stay before it ended by the participant's own will); is_acquainted (rules pinned at that moment or
-- within 24 hours, or posted by a moderator within 24 hours); is_still_open (those 24 hours aren't over on the date); is_pin_known, the register speaks of pinned rules or the chat's
-- messages were loaded;
-- chat_kind, association, direction, platform.
-- needs: mart_rules_pin, mart_chat_leader
with
stays as (
    select
        s.*,
        lag(s.leave_kind) over each as previous_leave_kind,
        lag(s.left_at) over each as previous_left_at
    from v_chat_members s
    window each as (partition by s.chat_id, s.member_id order by s.joined_at nulls first, s.left_at nulls last)
),
entries as (
    select
        p.period, p.now_utc, s.chat_id, s.member_id, s.person_id, s.person_kind, s.row_id, s.joined_at,
        coalesce(s.joined_at_has_time, true) as is_timed,
        local_of(s.joined_at)::date as joined_day, c.kind as chat_kind, c.platform,
        coalesce(c.association, g.association) as association, g.direction,
        -- a date without a time leaves the whole of that day and the next
        s.joined_at + to_hours(setting('acquaint_hours')::integer * case when s.joined_at_has_time = false then 2 else 1 end)
            as until_utc,
        s.join_method = 'добавлен' and coalesce(s.added_by <> s.member_id, true)
            and coalesce(s.person_kind, '') <> 'staff' as is_added,
        s.previous_leave_kind = 'вышел' and s.previous_left_at <= s.joined_at as is_after_leaving
    from period p
    join stays s on s.joined_at >= p.start_utc and s.joined_at < p.end_utc and s.joined_at <= p.now_utc
    join v_chats c on c.chat_id = s.chat_id and c.kind in ('родители', 'обучающиеся')
    left join groups g on g.group_id = c.group_id
    anti join mart_chat_leader l on l.chat_id = s.chat_id and l.member_id = s.member_id
    where coalesce(s.chat_role, 'участник') = 'участник'
),
consenting as (
    select e.period, e.row_id
    from entries e
    join v_consents n on n.person_id = e.person_id
    where n.given_on <= e.joined_day and (n.revoked_on is null or n.revoked_on > e.joined_day)
    union
    select e.period, e.row_id
    from entries e
    join v_consents n on n.member_id = e.member_id
    where n.given_on <= e.joined_day and (n.revoked_on is null or n.revoked_on > e.joined_day)
),
under_pin as (
    select distinct e.period, e.row_id
    from entries e
    join mart_rules_pin r
        on r.chat_id = e.chat_id and r.from_utc <= e.until_utc and r.from_utc <= e.now_utc
        and (r.to_utc is null or r.to_utc > e.joined_at)
),
posted as (
    select m.chat_id, m.sent_at
    from mart_marked_message m
    join mart_chat_leader l on l.chat_id = m.chat_id and l.member_id = m.author_id
    where m.is_rules
),
told as (
    select distinct e.period, e.row_id
    from entries e
    join posted m on m.chat_id = e.chat_id and m.sent_at > e.joined_at and m.sent_at <= e.until_utc and m.sent_at <= e.now_utc
)
select
    e.* exclude (now_utc, until_utc, is_added, is_after_leaving),
    coalesce(e.is_added, false) as is_added,
    coalesce(e.is_after_leaving, false) as is_after_leaving,
    n.row_id is not null as has_consent,
    u.row_id is not null or t.row_id is not null as is_acquainted,
    e.until_utc > e.now_utc as is_still_open,
    exists (select 1 from v_chats where pinned_rules is not null) or v.chat_id is not null as is_pin_known
from entries e
left join consenting n using (period, row_id)
left join under_pin u using (period, row_id)
left join told t using (period, row_id)
left join (select distinct chat_id from coverage where n_messages > 0) v on v.chat_id = e.chat_id
