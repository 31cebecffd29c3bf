-- Rows: one per finding of a month behind a mark of «Нарушения», newest first; borderline, excepted and advisory ones too.
-- Parameters: $1 first day of the month, $2 bullets, $3 chat kinds, $4 associations, $5 groups, $6 weekday (1…7), $7 hour, $8 outcomes,
-- $9 limit; null is no filter.
select
    f.finding_key, f.message_id, f.chat_id, f.author_id, f.rule, f.bullet, f.certainty, f.level, f.outcome, f.sent_local, f.reason,
    f.state, c.kind, c.association, c.group_name, c.platform, count(*) over () as n_all
from v_findings f
join v_chats c on c.chat_id = f.chat_id and c.kind in ('родители', 'обучающиеся')
where f.month = $1::date
    and ($2::varchar[] is null or list_contains($2::varchar[], f.bullet))
    and ($3::varchar[] is null or list_contains($3::varchar[], c.kind))
    and ($4::varchar[] is null or list_contains($4::varchar[], c.association))
    and ($5::varchar[] is null or list_contains($5::varchar[], c.group_id))
    and ($6::integer is null or isodow(f.sent_local) = $6::integer)
    and ($7::integer is null or hour(f.sent_local) = $7::integer)
    and ($8::varchar[] is null or list_contains($8::varchar[], f.outcome))
order by f.sent_local desc, f.finding_key
limit $9
