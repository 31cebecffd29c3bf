-- Rows: a living stay in a chat of a person who has revoked consent and given no new one. Key: period, chat_id, member_id.
-- Clause: 4.3. Columns: revoked_on; is_late, the working day to remove them is over on the date.
with
withdrawn as (
    select p.period, p.now_day, p.now_utc, n.person_id, n.member_id, max(n.revoked_on) as revoked_on
    from period p
    join consents n on n.revoked_on <= p.now_day
    group by all
),
standing as (
    select w.*
    from withdrawn w
    where not exists (
        select 1 from consents n
        where (n.person_id = w.person_id or n.member_id = w.member_id)
            and n.given_on between w.revoked_on and w.now_day
            and (n.revoked_on is null or n.revoked_on > w.now_day))
)
select
    w.period, s.chat_id, s.member_id, c.platform, coalesce(c.association, g.association) as association, g.direction,
    max(w.revoked_on) as revoked_on,
    bool_or(add_workdays(w.revoked_on, setting('revoked_consent_workdays')) < w.now_day) as is_late
from standing w
join v_chat_members s
    on (s.person_id = w.person_id or s.member_id = w.member_id)
    and coalesce(s.joined_at, w.now_utc) <= w.now_utc and (s.left_at is null or s.left_at > w.now_utc)
join v_chats c on c.chat_id = s.chat_id
left join groups g on g.group_id = c.group_id
group by all
