-- needs: mart_group_chat_period, mart_enrolment_period, mart_lesson_period
-- Rows: one per group of the base B3 (see mart_group_chat_period, whose columns stand here too). Key: period, group_id.
-- Clause: 1.3, 2.1 (item 3), 2.3, 2.5.
-- Columns: n_children and n_without_channel (neither the child nor a parent in a chat of the group), has_lesson = a remote
-- lesson or event in the period.
with
children as (
    select period, group_id, count(*) as n_children,
        count(*) filter (where not has_child_in_chat and not has_parent_in_chat) as n_without_channel
    from mart_enrolment_period
    group by all
),
lessons as (
    select period, group_id, count(*) filter (where is_lesson) as n_lessons from mart_lesson_period group by all
)
select
    s.*,
    coalesce(k.n_children, 0) as n_children, coalesce(k.n_without_channel, 0) as n_without_channel,
    coalesce(r.n_lessons, 0) > 0 as has_lesson
from mart_group_chat_period s
left join children k on k.period = s.period and k.group_id = s.group_id
left join lessons r on r.period = s.period and r.group_id = s.group_id
