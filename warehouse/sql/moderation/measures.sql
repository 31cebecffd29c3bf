-- Rows: one per row of the journal of measures in a chat whose kind is known. Columns: as `regulation.sanctions.Measure` reads
-- them, local time; decided_by, decided_by_person: whoever decided, as an account and as a person; the chat's attributes.
select
    m.measure_id, m.kind, m.chat_id, m.member_id,
    coalesce(m.started_local, local_of(m.started_at)) as started, coalesce(m.started_at_has_time, true) as is_started_timed,
    local_of(m.planned_end) as planned_end, coalesce(m.planned_end_has_time, true) as is_planned_timed,
    local_of(m.ended_at) as ended, coalesce(m.ended_at_has_time, true) as is_ended_timed,
    local_of(m.apology_at) as apology, coalesce(m.apology_at_has_time, true) as is_apology_timed,
    local_of(m.consulted_at) as consulted, coalesce(m.consulted_at_has_time, true) as is_consulted_timed,
    m.decided_by, coalesce(m.decided_by_person_id, d.person_id) as decided_by_person, m.reason_code as reason,
    coalesce(m.basis, []) as basis, m.objections,
    c.kind as chat_kind, c.platform, coalesce(c.association, g.association) as association, g.direction
from v_measures m
join v_chats c using (chat_id)
left join v_members d on d.member_id = m.decided_by
left join (select group_id, any_value(association) as association, any_value(direction) as direction from groups group by all) g
    on g.group_id = c.group_id
where c.kind is not null and coalesce(m.started_local, m.started_at) is not null
order by started, m.measure_id
