-- Rows: a teacher (B1) who has not joined the organisation, or a group (B3) with children of whom nobody, nor a parent, is in
-- its chats. Key: period, person_id | group_id. Clause: 2.1 (4).
-- Columns: is_teacher; is_invited, a living link of the right role leads to them; associations.
-- needs: mart_staff_period, mart_group_period, mart_link_period
with
living_links as (
    select period, role, recipient_person_id, group_id from mart_link_period where is_live
)
select
    s.period, true as is_teacher, s.person_id, null as group_id, s.associations,
    exists (
        select 1 from living_links l
        where l.period = s.period and l.recipient_person_id = s.person_id and l.role = 'педагог') as is_invited
from mart_staff_period s
where s.is_teacher and not s.is_joined
union all by name
select
    g.period, false as is_teacher, null as person_id, g.group_id, [g.association] as associations,
    exists (
        select 1 from living_links l
        where l.period = g.period and l.group_id = g.group_id and l.role in ('обучающийся', 'родитель')) as is_invited
from mart_group_period g
where g.n_children > 0 and g.n_without_channel = g.n_children
