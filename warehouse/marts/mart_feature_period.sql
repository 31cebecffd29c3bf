-- needs: mart_staff_period
-- Rows: one per feature of the platform and person who used it in the period; one row per teacher without a feature too.
-- Key: period, feature, person_id. Clause: 1.3.
-- Columns: feature = чат, звонок, трансляция, канал, опрос, файл; is_teacher = the person is in the base B1.
with
said as (
    select p.period, m.author_id as member_id, m.kind, m.chat_id
    from period p
    join messages m on m.day between p.first_day and p.now_day
    group by all
),
used as (
    select s.period, s.member_id, null as person_id, case when c.kind = 'канал' then 'канал' else 'чат' end as feature
    from said s left join v_chats c on c.chat_id = s.chat_id
    union all
    select period, member_id, null, kind from said where kind in ('опрос', 'файл')
    union all
    select p.period, b.host, b.host_person_id, b.kind
    from v_broadcasts b join period p on coalesce(local_of(b.started_at)::date, b.day) between p.first_day and p.now_day
    where b.kind in ('звонок', 'трансляция')
    union all
    select p.period, k.author, null, 'канал'
    from v_channel_posts k join period p on local_of(k.published_at)::date between p.first_day and p.now_day
),
known as (
    select distinct u.period, u.feature, coalesce(u.person_id, m.person_id, u.member_id) as person_id
    from used u left join v_members m on m.member_id = u.member_id
)
select
    coalesce(k.period, t.period) as period, k.feature, coalesce(k.person_id, t.person_id) as person_id,
    t.person_id is not null as is_teacher
from known k
full join (select period, person_id from mart_staff_period where is_teacher) t
    on t.period = k.period and t.person_id = k.person_id
