-- Rows: a parents' or pupils' chat with messages or episodes in the period. Key: period, chat_id. Clauses: 1.3, 5.3.
-- An episode belongs to the period in which it began, with what was written in it by the date; its bullet is the most severe
-- one. Columns: is_bound (bullets 2–6 bind there too); n_messages; n_episodes and n_quiet, n_flood, n_rude, n_obscene, n_hate,
-- n_personal that add up to it; platform, association, direction.
-- needs: mart_violation
with
severity as (
    select unnest(['5.3-1', '5.3-2', '5.3-3', '5.3-4', '5.3-6', '5.3-5']) as bullet, unnest([1, 2, 3, 4, 5, 6]) as severity
),
episodes as (
    select p.period, v.chat_id, max(s.severity) as severity
    from period p
    join mart_violation v
        on v.is_counted and v.episode_started >= p.start_local and v.episode_started < p.end_local and v.occurred_local <= p.now_local
    join severity s using (bullet)
    group by p.period, v.chat_id, coalesce(v.member_id, v.violation_key), v.is_timed, v.episode_started
),
counted as (
    select
        period, chat_id, count(*) as n_episodes,
        count(*) filter (severity = 1) as n_quiet,
        count(*) filter (severity = 2) as n_flood,
        count(*) filter (severity = 3) as n_rude,
        count(*) filter (severity = 4) as n_obscene,
        count(*) filter (severity = 5) as n_personal,
        count(*) filter (severity = 6) as n_hate
    from episodes
    group by all
),
written as (
    select p.period, d.chat_id, sum(d.n_messages)::bigint as n_messages
    from period p
    join mart_member_chat_day d on d.day between p.first_day and p.last_day and d.day <= p.now_day
    group by all
    having sum(d.n_messages) > 0
)
select
    period, chat_id, c.kind as chat_kind, c.platform, coalesce(c.association, g.association) as association, g.direction,
    c.kind = 'родители' or setting_text('student_chats_bind') = 'true' as is_bound,
    coalesce(w.n_messages, 0) as n_messages,
    coalesce(e.n_episodes, 0) as n_episodes,
    coalesce(e.n_quiet, 0) as n_quiet,
    coalesce(e.n_flood, 0) as n_flood,
    coalesce(e.n_rude, 0) as n_rude,
    coalesce(e.n_obscene, 0) as n_obscene,
    coalesce(e.n_hate, 0) as n_hate,
    coalesce(e.n_personal, 0) as n_personal
from written w
full join counted e using (period, chat_id)
join v_chats c using (chat_id)
left join (select group_id, any_value(association) as association, any_value(direction) as direction from groups group by all) g
    using (group_id)
where c.kind in ('родители', 'обучающиеся')
