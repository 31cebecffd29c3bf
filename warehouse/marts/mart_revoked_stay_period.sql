-- Rows: a living stay in a chat of a person who has revoked consent and given no new one. Key: period, chat_id, member_id.
-- Clause: 4.3. Columns: revoked_on; is_late, the working day to remove them is over on the date.
with
given as (
    select n.*, coalesce(n.person_id, m.person_id) as who, n.member_id as account
    from v_consents n
    left join (select member_id, any_value(person_id) as person_id from v_members group by all) m using (member_id)
),
withdrawn as (
    select p.period, p.now_day, p.now_utc, n.who, n.account, max(n.revoked_on) as revoked_on
    from period p
    join given n on n.revoked_on <= p.now_day
    group by all
),
renewed as (
    select w.period, w.who, w.account
    from withdrawn w
    join given n
        on coalesce(n.who, n.account) = coalesce(w.who, w.account) and n.given_on between w.revoked_on and w.now_day
        and (n.revoked_on is null or n.revoked_on > w.now_day)
),
standing as (
    select w.period, w.now_utc, w.who, w.account, w.revoked_on
    from withdrawn w
    anti join renewed r
        on r.period = w.period and r.who is not distinct from w.who and r.account is not distinct from w.account
),
staying as (
    select w.period, w.revoked_on, s.chat_id, s.member_id
    from standing w
    join v_chat_members s on s.person_id = w.who
    where coalesce(s.joined_at, w.now_utc) <= w.now_utc and (s.left_at is null or s.left_at > w.now_utc)
    union
    select w.period, w.revoked_on, s.chat_id, s.member_id
    from standing w
    join v_chat_members s on s.member_id = w.account
    where coalesce(s.joined_at, w.now_utc) <= w.now_utc and (s.left_at is null or s.left_at > w.now_utc)
)
select
    s.period, s.chat_id, s.member_id, any_value(c.platform) as platform,
    any_value(coalesce(c.association, g.association)) as association, any_value(g.direction) as direction,
    max(s.revoked_on) as revoked_on,
    add_workdays(max(s.revoked_on), setting('revoked_consent_workdays')) < any_value(p.now_day) as is_late
from staying s
join period p using (period)
join v_chats c on c.chat_id = s.chat_id
left join groups g on g.group_id = c.group_id
group by s.period, s.chat_id, s.member_id
