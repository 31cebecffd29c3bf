-- Rows: one per rule and state of a participant's findings in one chat. Parameters: chat_id, member_id.
select f.rule, f.outcome, coalesce(k.state, 'open') as state, count(*) as n, max(f.sent_local) as last_at
from findings f
left join casebook_decisions k using (finding_key)
where f.chat_id = ? and f.author_id = ?
group by all
order by last_at desc
