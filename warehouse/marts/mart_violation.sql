-- Rows: one per breach of section 5 that counts: a row of the journal, or a message and a bullet that a machine found. Key:
-- violation_key. Clauses: 4.2, 4.5, 5.2, 5.3. Not by period, but what nobody confirmed is there for the periods alone.
-- A finding that the journal tells too (same chat and message; else same participant and minute; same bullet) is one row.
-- Columns: violation_id of the journal (null: found by a rule), finding_keys; chat, member_id (null: not resolved), bullet;
-- occurred_local, is_timed (the hour is known); message_id, removed_local, is_removal_timed, is_removed_by_author;
-- is_confirmed by a person; is_counted among breaches of 5.3 (5.3-00); is_strike, what clause 4.5 counts; episode_started
-- (of counted ones; null else); platform, association, direction of the chat.
with
bound as (
    select
        c.chat_id, c.kind as chat_kind, c.platform, c.group_id, coalesce(c.association, g.association) as association, g.direction,
        c.kind = 'родители' or (c.kind = 'обучающиеся' and setting_text('student_chats_bind') = 'true') as is_bound
    from v_chats c
    left join (select group_id, any_value(association) as association, any_value(direction) as direction from groups group by all) g
        using (group_id)
    where c.kind is not null
),
reach as (select min(start_local) - interval 2 day as since, max(end_local) as until from period),
-- What a person wrote into the journal.
journal as (
    select
        v.row_id as violation_key, v.violation_id, v.chat_id, v.member_id, v.clause as bullet, v.occurred_local,
        coalesce(v.occurred_at_has_time, true) as is_timed, v.message_id, v.removed_at,
        coalesce(v.removed_at_has_time, true) as is_removal_timed
    from v_violations v
    join bound b using (chat_id)
    where v.status = 'подтверждено' and v.clause like '5._-%' and v.occurred_local is not null
),
-- What a rule found: facts of quiet hours unless dismissed, signs where confirmed.
standing as (
    select f.finding_key, f.message_id, f.chat_id, f.author_id, f.bullet, f.sent_local, true as is_confirmed
    from findings f
    join casebook_decisions k on k.finding_key = f.finding_key and k.state = 'confirmed'
    where f.outcome in ('break', 'sign')
    union all
    select f.finding_key, f.message_id, f.chat_id, f.author_id, f.bullet, f.sent_local, false as is_confirmed
    from findings f
    join reach r on f.sent_local >= r.since and f.sent_local < r.until
    anti join (select finding_key from casebook_decisions where state in ('confirmed', 'dismissed')) k using (finding_key)
    where f.outcome = 'break'
),
found as (
    select
        f.message_id, f.chat_id, f.author_id as member_id, f.bullet, min(f.sent_local) as occurred_local,
        list(f.finding_key order by f.finding_key) as finding_keys, bool_or(f.is_confirmed) as is_confirmed
    from standing f
    semi join bound b using (chat_id)
    left join v_members m on m.member_id = f.author_id
    where coalesce(m.member_kind, 'user') <> 'bot'
    group by all
),
-- What is known of these messages themselves (see `mart_marked_message`), looked up at once.
marked as (
    select chat_id, message_id, author_id, deleted_at, deleted_by
    from mart_marked_message
    where message_id in (
        select message_id from journal where message_id is not null
        union all
        select message_id from found where is_confirmed or member_id is null)
),
same_message as (
    select j.violation_key, f.message_id, f.bullet, f.occurred_local, f.finding_keys
    from journal j
    join found f on f.chat_id = j.chat_id and f.message_id = j.message_id and f.bullet = j.bullet
),
-- Rows without a message's number, or with one that no loaded message has (some dumpers lose the numbers): the first of
-- that minute with the first, the second with the second.
unnumbered as (
    select *, row_number() over (partition by chat_id, member_id, bullet, date_trunc('minute', occurred_local) order by violation_key) as n
    from journal
    where is_timed and member_id is not null
        and (message_id is null or not exists (
            from marked n where n.chat_id = journal.chat_id and n.message_id = journal.message_id))
),
same_minute as (
    select j.violation_key, f.message_id, f.bullet, f.occurred_local, f.finding_keys
    from unnumbered j
    join (
        select
            chat_id, member_id, bullet, message_id, occurred_local, finding_keys, date_trunc('minute', occurred_local) as minute,
            row_number() over (partition by chat_id, member_id, bullet, minute order by occurred_local, message_id) as n
        from found
        semi join unnumbered u using (chat_id, member_id, bullet)
        anti join same_message s using (message_id, bullet)
    ) f on f.chat_id = j.chat_id and f.member_id = j.member_id and f.bullet = j.bullet
        and f.minute = date_trunc('minute', j.occurred_local) and f.n = j.n
),
same as (from same_message union all from same_minute),
told as (
    select
        j.* exclude (message_id, occurred_local, is_timed), coalesce(s.occurred_local, j.occurred_local) as occurred_local,
        j.is_timed or s.violation_key is not null as is_timed, coalesce(s.message_id, j.message_id) as message_id,
        coalesce(s.finding_keys, []) as finding_keys, true as is_confirmed
    from journal j
    left join same s using (violation_key)
    union all by name
    select
        f.finding_keys[1] as violation_key, f.chat_id, f.member_id, f.bullet, f.occurred_local, true as is_timed, f.message_id,
        true as is_removal_timed, f.finding_keys, f.is_confirmed
    from found f
    anti join same s using (message_id, bullet)
),
-- Whose message it is has to be looked up only where the journal names nobody.
gone as (
    select chat_id, message_id, local_of(deleted_at) as deleted_local, coalesce(deleted_by = author_id, false) as is_by_author
    from marked
    where deleted_at is not null
),
written as (
    select chat_id, message_id, author_id
    from marked
    where message_id in (select message_id from told where member_id is null)
),
known as (
    select
        t.violation_key, t.violation_id, t.finding_keys, t.chat_id, coalesce(t.member_id, w.author_id) as member_id, t.bullet,
        t.occurred_local, t.is_timed, t.message_id,
        case when x.deleted_local is null then local_of(t.removed_at)
            else least(x.deleted_local, case when t.is_removal_timed then local_of(t.removed_at) end) end as removed_local,
        x.deleted_local is not null or t.is_removal_timed as is_removal_timed,
        coalesce(x.is_by_author, false) as is_removed_by_author, t.is_confirmed,
        b.chat_kind, b.platform, b.association, b.direction,
        t.bullet like '5.3-%' and b.is_bound and (t.bullet <> '5.3-1' or b.chat_kind = 'родители') as is_counted,
        -- the clock binds parents' chats alone; the rest of section 5 is what a person journalled, wherever it was
        t.is_confirmed and coalesce(t.member_id, w.author_id) is not null
            and case when t.bullet = '5.3-1' then b.chat_kind = 'родители'
                else b.is_bound or t.bullet like '5.2-%' or b.chat_kind <> 'обучающиеся' end as is_strike
    from told t
    join bound b using (chat_id)
    left join gone x on x.message_id = t.message_id and x.chat_id = t.chat_id
    left join written w on w.message_id = t.message_id and w.chat_id = t.chat_id
),
-- Of each participant in a chat what they did in order of time, one participant after another: a long list is ordered faster
-- than many short ones.
ordered as (
    select *, coalesce(member_id, violation_key) as whose
    from known
    where is_counted
),
opened as (
    select *, row_number() over one as n,
        case
            when (lag(chat_id) over one, lag(whose) over one, lag(is_timed) over one) is distinct from (chat_id, whose, is_timed) then true
            when is_timed then epoch(occurred_local) - epoch(lag(occurred_local) over one) > setting('episode_gap_minutes') * 60
            else occurred_local::date <> lag(occurred_local::date) over one
        end as is_first
    from ordered
    window one as (order by chat_id, whose, is_timed, occurred_local, violation_key)
)
select
    * exclude (whose, is_first, n),
    last_value(case when is_first then occurred_local end ignore nulls) over (order by n rows unbounded preceding) as episode_started
from opened
union all by name
select *, null::timestamp as episode_started from known where not is_counted
