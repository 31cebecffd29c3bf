-- Rows: a service chat that lives on the date. Key: period, chat_id. Clause: 2.2.
-- Columns: n_administration_messages in the period by workers of category «администрация».
-- needs: mart_chat_point
with
administration as (
    select distinct m.member_id
    from v_members m
    join staff s on s.person_id = m.person_id and s.category = 'администрация'
),
spoken as (
    select p.period, d.chat_id, sum(d.n_messages) as n
    from period p
    join mart_member_chat_day d on d.day between p.first_day and p.last_day and d.day <= p.now_day
    semi join administration a on a.member_id = d.member_id
    group by all
)
select c.period, c.chat_id, c.platform, c.association, coalesce(s.n, 0) as n_administration_messages
from mart_chat_point c
left join spoken s using (period, chat_id)
where c.is_now and c.is_living and c.kind = 'служебный'
