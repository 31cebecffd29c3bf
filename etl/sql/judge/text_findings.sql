-- Rows: one per finding in a message of this load; a text is judged once, its messages share the verdict.
insert into findings by name
select
    row_key('f|' || m.message_id || '|' || t.rule || '|' || t.span_start) as finding_key,
    m.message_id, m.chat_id, m.author_id, u.person_id,
    t.rule, t.clause, t.bullet, 'sign' as certainty, t.level, t.span_start, t.span_end, t.score, t.reason, t.rule_version,
    m.sent_local, m.month, 'sign' as outcome,
    row_key('n|' || t.rule || '|' || lower(regexp_replace(j.text, '[^\p{L}]', '', 'g'))) as duplicate_key
from text_findings t
join judged_text j using (text_no)
join message_delta d on d.text = j.text
join messages m on m.message_id = d.row_id
join chats c on c.chat_id = m.chat_id and c.kind_source = 'register' and c.kind in ('родители', 'обучающиеся')
left join members u on u.member_id = m.author_id
qualify row_number() over (partition by m.message_id, t.rule, t.span_start order by t.score desc) = 1;
