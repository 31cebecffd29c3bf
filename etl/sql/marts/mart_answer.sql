-- Rows: one per question of a participant in a parents' chat, with the moderator's first answer (1.3-03).
-- A question: a participant's message with «?» where the text was read; without text, the first participant's message after
-- 3 quiet hours. The answer: a moderator's reply to it, else the first later moderator's message in the chat.
delete from mart_answer where month in (from changed_months);
insert into mart_answer
with
told as (
    select m.chat_id, m.message_id, m.sent_local, m.reply_to, m.month, m.has_text, m.is_question,
        mo.member_id is not null as by_moderator,
        lag(m.sent_local) over (partition by m.chat_id order by m.sent_local) as before
    from messages m
    join chats c on c.chat_id = m.chat_id and c.kind = 'родители'
    left join (select distinct chat_id, member_id from chat_moderators where member_id is not null) mo
        on mo.chat_id = m.chat_id and mo.member_id = m.author_id
    where m.month between (select min(month) from changed_months) - interval 1 month and (select max(month) from changed_months) + interval 1 month
),
asked as (
    select *, not has_text as by_pause from told
    where not by_moderator and month in (from changed_months)
        and case when has_text then is_question else before is null or sent_local - before > interval 3 hours end
),
replied as (
    select q.message_id, min(a.sent_local) as answered
    from asked q join told a on a.chat_id = q.chat_id and a.reply_to = q.message_id and a.by_moderator and a.sent_local >= q.sent_local
    group by all
),
later as (
    select q.message_id, a.sent_local as answered
    from asked q asof join (select chat_id, sent_local from told where by_moderator) a
        on q.chat_id = a.chat_id and q.sent_local < a.sent_local
)
select q.chat_id, q.message_id, q.sent_local, coalesce(r.answered, l.answered), q.by_pause, q.month
from asked q left join replied r using (message_id) left join later l using (message_id);
