-- Rows: one per place, bullet, hour and standing of a month's findings. Parameter: first day of the month.
-- Columns: kind, association, group_id, bullet, rule, certainty, outcome, level, state, weekday, hour, n.
select
    c.kind, c.association, c.group_id, f.bullet, f.rule, f.certainty, f.outcome, f.level, coalesce(k.state, 'open') as state,
    isodow(f.sent_local) as weekday, hour(f.sent_local) as hour, count(*) as n
from findings f
join v_chats c on c.chat_id = f.chat_id and c.kind in ('родители', 'обучающиеся')
left join casebook_decisions k using (finding_key)
left join casebook_rule_switches s on s.rule_id = f.rule
where f.month = ?::date and coalesce(s.is_on, true)
group by all
