-- Rows: one per broadcast or call, whoever told of it. The journal and the platform's export (or two exports) tell of the same
-- one where the kind is the same, neither the chat nor the title differs, and the beginning is within ten minutes (the same
-- day where one of them knows no hour). The journal's row stays and is completed by the others; nothing is counted twice.
create or replace temp table told_broadcasts as
with
placed as (
    select
        b.*, r.chat_id as own_chat, coalesce(b.kind, 'трансляция') as own_kind, lower(trim(b.title)) as own_title,
        b.started_at is not null and coalesce(b.started_at_has_time, true) as is_timed,
        coalesce(local(b.started_at)::date, b.day) as own_day,
        row_number() over (
            order by b.source <> 'spreadsheet', b.participants is null, b.title is null, b.started_at, b.row_id, b.source
        ) as turn
    from private.broadcasts b
    left join ref_chat r on r.platform = b.platform and r.text = b.chat_id
),
pairs as (
    select
        a.turn as kept, b.turn as other,
        case when a.is_timed and b.is_timed then abs(epoch(a.started_at) - epoch(b.started_at)) else 3600 end as apart
    from placed a
    join placed b
        on a.turn < b.turn and a.own_kind = b.own_kind and a.own_day = b.own_day
        and (a.own_chat = b.own_chat or a.own_chat is null or b.own_chat is null)
        and (a.own_title = b.own_title or a.own_title is null or b.own_title is null)
        -- neither chat nor title in common says nothing; two rows of one file are two events
        and (a.own_chat = b.own_chat or a.own_title = b.own_title)
        and a.file_id <> b.file_id and (a.source <> b.source or a.source <> 'spreadsheet')
    where apart = 3600 or apart <= 600
),
nearest as (
    select kept, other from pairs
    qualify row_number() over (partition by other order by apart, kept) = 1
        and row_number() over (partition by kept, (select file_id from placed where turn = other) order by apart, other) = 1
),
completed as (
    select
        n.kept,
        min(b.started_at) filter (where b.is_timed) as started_at, any_value(b.duration) as duration, any_value(b.participants) as participants,
        max(b.peak) as peak, any_value(b.chat_id) as chat_id, any_value(b.title) as title, any_value(b.host) as host,
        any_value(b.purpose) as purpose
    from nearest n join placed b on b.turn = n.other
    group by all
)
select
    p.* exclude (own_chat, own_kind, own_title, is_timed, own_day, turn) replace (
        case when p.is_timed then p.started_at else coalesce(c.started_at, p.started_at) end as started_at,
        p.is_timed or c.started_at is not null or coalesce(p.started_at_has_time, false) as started_at_has_time,
        coalesce(p.duration, c.duration) as duration, coalesce(p.participants, c.participants) as participants,
        coalesce(p.peak, c.peak) as peak, coalesce(p.chat_id, c.chat_id) as chat_id, coalesce(p.title, c.title) as title,
        coalesce(p.host, c.host) as host, coalesce(p.purpose, c.purpose) as purpose
    )
from placed p
left join completed c on c.kept = p.turn
where p.turn not in (select other from nearest);
