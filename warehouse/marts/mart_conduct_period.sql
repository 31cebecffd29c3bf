-- Rows: a parents' or pupils' chat with messages or entries of the journal in the period. Key: period, chat_id.
-- Clauses: 5.1, 5.2. Columns: chat_kind; n_messages, n_participant_messages (not by moderators); n_style, n_tone,
-- n_provocation, confirmed entries of the journal under clause 5.2; association, direction, platform.
-- needs: mart_chat_leader
with
written as (
    select
        p.period, d.chat_id, sum(d.n_messages) as n_messages,
        sum(d.n_messages) filter (l.member_id is null) as n_participant_messages
    from period p
    join mart_member_chat_day d on d.day between p.first_day and p.last_day and d.day <= p.now_day
    left join mart_chat_leader l on l.chat_id = d.chat_id and l.member_id = d.member_id
    group by all
),
confirmed as (
    select
        p.period, v.chat_id,
        count(*) filter (v.clause = '5.2-стиль') as n_style,
        count(*) filter (v.clause = '5.2-тон') as n_tone,
        count(*) filter (v.clause = '5.2-провокация') as n_provocation
    from period p
    join v_violations v
        on v.status = 'подтверждено' and v.occurred_local >= p.start_local and v.occurred_local < p.end_local
        and v.occurred_local <= p.now_local
    group by all
)
select
    period, chat_id, c.kind as chat_kind, c.platform, coalesce(c.association, g.association) as association, g.direction,
    coalesce(w.n_messages, 0) as n_messages,
    coalesce(w.n_participant_messages, 0) as n_participant_messages,
    coalesce(v.n_style, 0) as n_style,
    coalesce(v.n_tone, 0) as n_tone,
    coalesce(v.n_provocation, 0) as n_provocation
from written w
full join confirmed v using (period, chat_id)
join v_chats c using (chat_id)
left join groups g on g.group_id = c.group_id
where c.kind in ('родители', 'обучающиеся')
