-- Rows: one per period, rule, bullet and place (platform, association, direction) with signs in its messages. Clause: 5.3.
-- Of a rule that is switched off only what people decided is there.
-- Columns: n_signs, n_confirmed, n_dismissed, n_overdue (nobody decided and five working days are over on the date).
with
-- The last day whose signs are overdue on the period's date.
overdue as (
    select p.period, max(d.day) as until
    from period p
    join workdays n on n.day = p.now_day
    join workdays d on d.day <= p.now_day and n.n - d.n > setting('review_workdays')
    group by all
),
-- Counted by chat before anything is looked up: there are many signs and few chats.
signs as (
    select
        p.period, f.chat_id, f.rule, f.bullet, count(*) as n_signs,
        count(*) filter (k.state = 'confirmed') as n_confirmed,
        count(*) filter (k.state = 'dismissed') as n_dismissed,
        count(*) filter (coalesce(k.state, 'open') not in ('confirmed', 'dismissed') and f.sent_local::date <= o.until) as n_overdue
    from period p
    join findings f on f.outcome = 'sign' and f.sent_local >= p.start_local and f.sent_local < p.end_local and f.sent_local <= p.now_local
    left join overdue o using (period)
    left join casebook_decisions k using (finding_key)
    left join rules_off r on r.rule = f.rule
    where r.rule is null or k.state in ('confirmed', 'dismissed')
    group by all
)
select
    s.period, s.rule, s.bullet, c.platform, coalesce(c.association, g.association) as association, g.direction,
    sum(s.n_signs)::bigint as n_signs, sum(s.n_confirmed)::bigint as n_confirmed, sum(s.n_dismissed)::bigint as n_dismissed,
    sum(s.n_overdue)::bigint as n_overdue
from signs s
join v_chats c on c.chat_id = s.chat_id and c.kind in ('родители', 'обучающиеся')
left join (select group_id, any_value(association) as association, any_value(direction) as direction from groups group by all) g
    on g.group_id = c.group_id
group by all
