-- Rows: one per finding of one heap that waits, those nobody has looked at first. Parameters besides the filter: $group_key, $rule.
select finding_key, message_id, chat_id, author_id, sent_local, level, outcome, state
from waiting
where group_key = $group_key and rule = $rule
order by state <> 'open', sent_local, finding_key
