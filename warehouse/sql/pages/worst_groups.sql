-- Rows: groups of a month that lack something, the worst first: a required chat missing, then none of them active, then children
-- whom neither they themselves nor a parent connects. Needs: mart_group_period of that month. Counts of children are not hidden here.
select
    group_name, association,
    needs_student_chat and n_student_chats = 0 as lacks_student_chat,
    needs_parent_chat and n_parent_chats = 0 as lacks_parent_chat,
    not is_complete as is_idle,
    n_children, n_without_channel
from mart_group_period
where period = ? and (lacks_student_chat or lacks_parent_chat or is_idle or n_without_channel > 0)
order by
    lacks_student_chat::integer + lacks_parent_chat::integer desc, is_idle desc,
    n_without_channel / nullif(n_children, 0) desc nulls last, association, group_name
limit ?
