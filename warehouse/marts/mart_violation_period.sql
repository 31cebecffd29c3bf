-- Rows of two sorts, told by `sort`. Clause: 5.3. Key: period, sort, violation_key.
-- 'violation': a confirmed breach of bullets 5.3-2 … 5.3-6 in the period, by its own bullet whatever else the message broke;
-- 'chat': a chat where they bind, n_messages. Columns besides: violation_id (null: a confirmed sign), chat_id, message_id,
-- member_id, occurred_local, chat_kind, platform, association, direction.
-- needs: mart_violation, mart_episode_period
select
    p.period, 'violation' as sort, v.violation_key, v.violation_id, v.chat_id, v.message_id, v.member_id, v.bullet,
    v.occurred_local, v.chat_kind, v.platform, v.association, v.direction, 0 as n_messages
from period p
join mart_violation v
    on v.is_counted and v.is_confirmed and v.bullet <> '5.3-1'
    and v.occurred_local >= p.start_local and v.occurred_local < p.end_local and v.occurred_local <= p.now_local
union all by name
select period, 'chat' as sort, chat_id as violation_key, chat_id, chat_kind, platform, association, direction, n_messages
from mart_episode_period
where is_bound and n_messages > 0
