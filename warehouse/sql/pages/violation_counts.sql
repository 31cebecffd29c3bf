-- Rows: one per place, bullet, hour and standing of a month's findings. Parameter: first day of the month.
-- Columns: kind, association, group_id, bullet, rule, certainty, outcome, level, state, weekday, hour, n.
select
    c.kind, c.association, c.group_id, f.bullet, f.rule, f.certainty, f.outcome, f.level, f.state,
    isodow(f.sent_local) as weekday, hour(f.sent_local) as hour, count(*) as n
from v_findings f
join v_chats c on c.chat_id = f.chat_id and c.kind in ('родители', 'обучающиеся')
where f.month = ?::date
group by all
