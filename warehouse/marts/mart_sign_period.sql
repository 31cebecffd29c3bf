-- Rows: one per period, rule, bullet and place (platform, association, direction) with signs in its messages. Clause: 5.3.
-- Of a rule that is switched off only what people decided is there.
-- Columns: n_signs, n_confirmed, n_dismissed, n_overdue (nobody decided and five working days are over on the date).
with
signs as (
    select
        p.period, p.now_day, f.rule, f.bullet, f.sent_local::date as day, coalesce(k.state, 'open') as state,
        c.platform, coalesce(c.association, g.association) as association, g.direction
    from period p
    join findings f on f.outcome = 'sign' and f.sent_local >= p.start_local and f.sent_local < p.end_local and f.sent_local <= p.now_local
    join v_chats c on c.chat_id = f.chat_id and c.kind in ('родители', 'обучающиеся')
    left join (select group_id, any_value(association) as association, any_value(direction) as direction from groups group by all) g
        on g.group_id = c.group_id
    left join casebook_decisions k using (finding_key)
    left join rules_off o on o.rule = f.rule
    where o.rule is null or k.state in ('confirmed', 'dismissed')
)
select
    s.period, s.rule, s.bullet, s.platform, s.association, s.direction, count(*) as n_signs,
    count(*) filter (s.state = 'confirmed') as n_confirmed,
    count(*) filter (s.state = 'dismissed') as n_dismissed,
    count(*) filter (s.state not in ('confirmed', 'dismissed') and n.n - d.n > setting('review_workdays')) as n_overdue
from signs s
join workdays d on d.day = s.day
join workdays n on n.day = s.now_day
group by all
