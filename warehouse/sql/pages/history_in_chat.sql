-- Rows: one per rule and state of a participant's findings in one chat. Parameters: chat_id, member_id.
select f.rule, f.outcome, f.state, count(*) as n, max(f.sent_local) as last_at
from v_findings f
where f.chat_id = ? and f.author_id = ?
group by all
order by last_at desc
