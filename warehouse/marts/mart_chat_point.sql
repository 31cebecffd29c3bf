-- needs: mart_point_period
-- Rows: one per chat that exists at a point. Key: period, point, is_now, chat_id.
-- Columns: is_living = «действует» then. A status has no date: a chat now moved, closed or read-only was living while
-- its successor did not exist yet, or while people still wrote there later. kind is empty for an unassigned chat.
with
last_written as (select chat_id, max(last_at) as last_at, min(first_at) as first_at from coverage group by chat_id)
select
    p.period, p.is_now, p.point, p.since, p.point_local,
    c.chat_id, c.kind, c.group_id, c.association, c.group_name, g.direction, c.platform, c.status,
    coalesce(c.created_on, local_of(w.first_at)::date) as created_on,
    c.created_on as declared_created_on, c.created_by, c.created_by_person_id, c.successor_id,
    c.write_mode, c.pinned_rules, c.pinned_on,
    coalesce(
        c.status not in ('только чтение', 'перенесён', 'закрыт')
        or case when c.status = 'перенесён' and s.created_on is not null then s.created_on > p.point
            else local_of(w.last_at) > p.point_local end,
        c.status is null
    ) as is_living
from v_chats c
join mart_point_period p on (c.created_on is null or c.created_on <= p.point)
left join last_written w on w.chat_id = c.chat_id
left join v_chats s on s.chat_id = c.successor_id
left join groups g on g.group_id = c.group_id
