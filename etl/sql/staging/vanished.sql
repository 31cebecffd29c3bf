-- Messages held for deleted because a later whole dump of their chat no longer has them. Reads `whole_now`, `told_now`.
-- Columns: deleted_after: the newest moment of the earlier dump; deleted_at: the end of the day of the later one.

-- A message that a dump shows after all was not deleted before that dump.
delete from private.vanished_messages as v using told_now t, whole_now w
where v.row_id = t.row_id and w.platform = t.platform and w.chat_id = t.chat_id and w.source = t.source
    and w.newest_at > v.deleted_after;

-- Today's dump is the later one: gone is what the dump before it had and it has not.
insert into private.vanished_messages
select m.row_id, greatest(b.newest_at, m.sent_at), w.until_at
from whole_now w
join lateral (
    select max(d.newest_at) as newest_at from private.whole_dumps d
    where d.platform = w.platform and d.chat_id = w.chat_id and d.source = w.source and d.newest_at <= w.newest_at
) b on b.newest_at is not null
join private.messages m on m.platform = w.platform and m.chat_id = w.chat_id and m.source = w.source
where m.sent_at between w.oldest_at and b.newest_at
    and m.row_id not in (select row_id from told_now)
    and m.row_id not in (select row_id from private.vanished_messages);

-- Today's dump is the earlier one: what only it has was gone when the next was taken.
insert into private.vanished_messages
select d.row_id, greatest(w.newest_at, d.sent_at), n.until_at
from whole_now w
join lateral (
    select min(newest_at) as newest_at, arg_min(oldest_at, newest_at) as oldest_at, arg_min(until_at, newest_at) as until_at
    from private.whole_dumps d
    where d.platform = w.platform and d.chat_id = w.chat_id and d.source = w.source and d.newest_at > w.newest_at
) n on n.newest_at is not null
join message_delta d on d.platform = w.platform and d.chat_id = w.chat_id and d.source = w.source and not d.was_there
where d.sent_at between n.oldest_at and w.newest_at
    and d.row_id not in (select row_id from private.vanished_messages);

insert into private.whole_dumps by name
select w.* from whole_now w
anti join private.whole_dumps d on d.platform = w.platform and d.chat_id = w.chat_id and d.source = w.source
    and d.newest_at = w.newest_at and d.oldest_at = w.oldest_at;
