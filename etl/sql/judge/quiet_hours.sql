-- Rows: one per message of `quiet_scope` outside the allowed hours (or in the border minute) of a parents' or students' chat.
-- An exception of the register (for the chat, its group or the author) makes it «вне времени, исключение»; one with
-- another time zone judges the message by the clock of that zone.
insert into findings by name
with
bound as (
    select m.message_id, m.chat_id, m.author_id, m.sent_at, m.sent_local, m.month, c.kind, c.group_id
    from messages m
    semi join quiet_scope using (message_id)
    join chats c on c.chat_id = m.chat_id and c.kind in ('родители', 'обучающиеся') and c.kind_source = 'register'
    where not coalesce(m.zone_doubt, false)
),
excepted as (
    select b.message_id, arg_min(e.exception_id, e.from_at) as exception_id, arg_min(e.tz, e.from_at) filter (e.kind = 'другой часовой пояс') as tz
    from bound b
    join standing_exceptions e
        on b.sent_at >= e.from_at
        and b.sent_at <= case when e.to_at_has_time then e.to_at else e.to_at + interval '23 hours 59 minutes 59 seconds' end
        and (e.chat_id = b.chat_id or e.group_id = b.group_id or e.member_id = b.author_id)
        and (e.member_id is null or e.member_id = b.author_id)
    group by all
),
placed as (
    select b.*, x.exception_id, x.tz,
        date_diff('second', b.sent_local::date::timestamp, b.sent_local)::int as second,
        case when x.tz is not null then try(((b.sent_at at time zone 'UTC') at time zone x.tz)) end as own_local
    from bound b left join excepted x using (message_id)
),
judged as (
    select p.*, coalesce(case when p.own_local is not null then own.outcome else home.outcome end) as outcome
    from placed p
    left join clock_verdict home on home.kind = p.kind and home.second = p.second
    left join clock_verdict own on own.kind = p.kind and own.second = date_diff('second', p.own_local::date::timestamp, p.own_local)::int
    where home.outcome is not null or own.outcome is not null
)
select
    row_key('f|' || j.message_id || '|quiet_hours') as finding_key,
    j.message_id, j.chat_id, j.author_id, u.person_id,
    'quiet_hours' as rule, '5.3' as clause, '5.3-1' as bullet, 'fact' as certainty,
    case when j.kind = 'родители' then 'violation' else 'review' end as level,
    1.0 as score,
    strftime(j.sent_local, '%H:%M') || case when j.tz is not null then ' (' || j.tz || ')' else '' end as reason,
    getvariable('rule_version') as rule_version,
    j.sent_local, j.month, j.exception_id,
    case
        when j.exception_id is not null and (j.own_local is null or j.outcome is null) then 'excepted'
        when j.outcome = 'border' then 'border'
        when j.kind = 'обучающиеся' then 'advisory'
        else 'break'
    end as outcome
from judged j
left join members u on u.member_id = j.author_id;
