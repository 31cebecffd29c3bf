-- Rows: one per confirmed breach of bullets 5.3-2 … 5.3-6 known by the date. Key: period, violation_key. Clause: 4.2.
-- Deadlines on the 07–21 clock: «засорение» one day of it, the rest two hours; a message with both has the shorter one.
-- Columns: is_message, one row of each message (figures count messages); is_severe; deadline; is_due, it fell in the period and
-- is over; is_in_time (removed by then, or by the author at any time); is_removed_in the period by a moderator, delay_hours;
-- is_open, is_overdue on the date; association, direction, platform. Rows that know the day alone take no part.
-- needs: mart_violation
with
offending as (
    select *, bullet <> '5.3-2' as is_severe, coalesce(message_id, violation_key) as message_key
    from mart_violation
    where is_confirmed and is_counted and is_timed and bullet <> '5.3-1'
),
messages as (
    select
        chat_id, message_key, bool_or(is_severe) as is_any_severe, min(occurred_local) as since,
        min(case when is_removal_timed then removed_local end) as removed,
        bool_or(removed_local is not null and not is_removal_timed) as is_removed_some_day,
        bool_or(is_removed_by_author) as is_by_author,
        min(struct_pack(occurred_local, violation_key)) as first_of_it
    from offending
    group by all
),
dated as (
    select
        o.*, m.* exclude (chat_id, message_key, first_of_it), m.first_of_it.violation_key = o.violation_key as is_message,
        clock_position(m.since) as since_position,
        clock_at(since_position + case when m.is_any_severe then setting('severe_removal_hours') else setting('flood_removal_hours') end) as deadline
    from offending o
    join messages m using (chat_id, message_key)
),
known as (
    select
        p.period, p.start_local, p.end_local, p.now_local, p.is_complete, d.* exclude (removed),
        case when d.removed <= p.now_local then d.removed end as removed,
        d.removed is null and d.is_removed_some_day as is_removed_untimed
    from dated d
    join period p on d.since <= p.now_local
)
select
    period, violation_key, violation_id, chat_id, member_id, message_id, bullet, occurred_local, deadline, removed as removed_local,
    is_message, is_severe, platform, association, direction,
    not is_removed_untimed and deadline >= start_local and deadline < end_local and (deadline < now_local or is_complete) as is_due,
    coalesce(removed <= deadline or (removed is not null and is_by_author), false) as is_in_time,
    not is_by_author and coalesce(removed >= start_local and removed < end_local, false) as is_removed_in,
    case when not is_by_author then greatest(0, clock_position(removed) - since_position) end as delay_hours,
    removed is null and not is_removed_untimed as is_open,
    removed is null and not is_removed_untimed and deadline < now_local as is_overdue,
    case when removed is null and not is_removed_untimed then clock_position(now_local) - since_position end as age_hours
from known
