-- Rows of three sorts, told by `sort`. Clause: 5.3 (bullet 1 and its exception). Key: period, sort, chat_id, message_key.
-- 'chat': a parents' or pupils' chat with messages, n_messages. 'message': a message outside the hours, outcome break (counted,
-- the journal's own rows included), border (21:00), excepted (has_basis, is_backdated: the exception was entered after it),
-- advisory (a pupils' chat; is_deep_night 22–06). 'exception': one in force in the period, has_basis.
-- Columns besides: chat_kind, platform, association, direction, member_id, message_id, violation_id (null: no journal row),
-- sent_local.
-- needs: mart_violation, mart_episode_period
with
places as (
    select c.chat_id, c.kind as chat_kind, c.platform, coalesce(c.association, g.association) as association, g.direction
    from v_chats c
    left join (select group_id, any_value(association) as association, any_value(direction) as direction from groups group by all) g
        using (group_id)
    where c.kind in ('родители', 'обучающиеся')
),
broken as (
    select
        p.period, 'message' as sort, v.chat_id, coalesce(v.message_id, v.violation_key) as message_key,
        any_value(v.message_id) as message_id, min(v.violation_id) as violation_id, any_value(v.member_id) as member_id,
        min(v.occurred_local) as sent_local, 'break' as outcome, bool_or(v.is_confirmed) as is_confirmed
    from period p
    join mart_violation v
        on v.is_counted and v.bullet = '5.3-1' and v.occurred_local >= p.start_local and v.occurred_local < p.end_local
        and v.occurred_local <= p.now_local
    group by all
),
other as (
    select
        p.period, 'message' as sort, f.chat_id, f.message_id as message_key, f.message_id, f.author_id as member_id, f.sent_local,
        f.outcome, f.exception_id, e.has_basis,
        case when coalesce(e.entered_at_has_time, true) then local_of(e.entered_at) > f.sent_local
            else local_of(e.entered_at)::date > f.sent_local::date end as is_backdated,
        f.sent_local::time >= time '22:00' or f.sent_local::time < time '06:00' as is_deep_night
    from period p
    join findings f
        on f.rule = 'quiet_hours' and f.outcome in ('border', 'excepted', 'advisory') and f.sent_local >= p.start_local
        and f.sent_local < p.end_local and f.sent_local <= p.now_local
    left join (
        select exception_id, bool_or(has_basis) as has_basis, max(entered_at) as entered_at,
            bool_and(coalesce(entered_at_has_time, true)) as entered_at_has_time
        from v_exceptions group by all
    ) e using (exception_id)
    left join v_members m on m.member_id = f.author_id
    where coalesce(m.member_kind, 'user') <> 'bot'
),
lasting as (
    select p.period, 'exception' as sort, e.exception_id as message_key, e.exception_id, bool_or(coalesce(e.has_basis, false)) as has_basis
    from period p
    join v_exceptions e
        on local_of(e.from_at) < p.end_local and local_of(e.from_at) <= p.now_local and local_of(e.to_at)::date >= p.first_day
    group by all
)
select
    m.*, s.chat_kind, s.platform, s.association, s.direction, 0 as n_messages
from (from broken union all by name from other) m
join places s using (chat_id)
union all by name
from lasting
union all by name
select period, 'chat' as sort, chat_id, chat_id as message_key, chat_kind, platform, association, direction, n_messages
from mart_episode_period
where n_messages > 0
