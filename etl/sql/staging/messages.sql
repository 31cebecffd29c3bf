-- Rows: one per new or corrected message of this load.
-- A load of many months comes in runs of months (variables from_utc, to_utc), so that a month is read without most of the others;
-- messages without a time come in a run of their own (null). A sort would cost more than all the rest and not fit the memory.
-- The bounds are compared with the bare column: behind a function DuckDB takes the messages for few and builds its joins on them.
-- Columns: flags of the text, which itself goes no further; local time is stored once and never computed at query time.
insert into messages by name
with
told as (
    select d.*, local(d.sent_at) as sent_local,
        -- one regular expression a text: is there any letter, digit or plus in it?
        coalesce(d.text, '') <> '' and not regexp_matches(d.text, '[\p{L}\p{N}+]') as is_without_words
    from message_delta d
    where (d.sent_at >= getvariable('from_utc') and d.sent_at < getvariable('to_utc'))
        or (d.sent_at is null and getvariable('from_utc') is null)
),
flagged as (
    select *,
        (kind = 'стикер' and coalesce(text, '') = '') or is_without_words as is_emoji_only
    from told
)
select
    d.row_id as message_id, c.chat_id,
    coalesce(a.member_id, r.member_id) as author_id,
    d.sent_at,
    case when u.row_id is not null then 'правила' else d.kind end as kind,
    case when d.reply_to is not null then row_key('m|' || d.platform || '|' || d.chat_id || '|' || d.reply_to) end as reply_to,
    d.deleted_at, b.member_id as deleted_by, d.edited_at, d.platform,
    d.sent_local, d.sent_local::date as day, date_trunc('month', d.sent_local)::date as month,
    length(d.text) as length,
    d.text is not null as has_text,
    contains(d.text, '?') as is_question,
    d.is_emoji_only,
    not d.is_emoji_only and (coalesce(length(d.text), 0) > 0 or coalesce(d.kind, '') in ('файл', 'опрос', 'голос', 'фото')) as is_meaningful,
    d.kind = 'правила' or coalesce(d.is_pinned, false) or u.row_id is not null as is_rules,
    regexp_matches(d.text, getvariable('support'), 'i') as mentions_support,
    case when length(d.text) >= 12 then d.text_key end as text_key,
    d.n_reactions, d.file_id, d.locator, d.was_there as is_corrected
from flagged d
left join chat_ids c on c.platform = d.platform and c.raw_id = d.chat_id
left join member_ids a on a.platform = d.platform and a.raw_id = d.author_id
left join ref_member r on a.member_id is null and r.platform = d.platform and r.chat = d.chat_id and r.text = d.author_id and not r.as_staff
left join member_ids b on b.platform = d.platform and b.raw_id = d.deleted_by
left join rules_messages u on u.row_id = d.row_id;
