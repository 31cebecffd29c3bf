-- Rows: one per message whose quiet hours may be judged otherwise than before (`quiet_scope`): new and corrected ones, those of files
-- whose zone may be doubted since, of chats whose kind, group or register entry changed, in the time of exceptions that
-- came, changed, went or were dropped by a person; all, where the clock's bounds or the rule changed. Their old findings go.
-- `quiet_basis` remembers on what the last load judged.
create or replace temp table standing_exceptions as
select * from exceptions
where vanished_on is null or row_id not in (select unnest(getvariable('dropped_exceptions')));
create or replace temp table quiet_basis_now as
select 'chat' as what, chat_id as key, null::timestamp as from_at, null::timestamp as to_at,
    hash(kind, kind_source, group_id, getvariable('rule_version'), clock) as print
from chats, (select hash(list((kind, second, outcome) order by kind, second)) as clock from clock_verdict)
union all
select 'exception', exception_id, from_at, to_at + interval 1 day,
    hash(chat_id, group_id, member_id, from_at, to_at, to_at_has_time, kind, tz)
from standing_exceptions;
create or replace temp table quiet_changed as
(from quiet_basis_now except all from quiet_basis) union all (from quiet_basis except all from quiet_basis_now);
create or replace temp table quiet_scope as
select row_id as message_id from message_delta
union
select message_id from messages where file_id in (select file_id from source_files semi join message_delta using (file_id) where tz_doubt is not null)
union
select message_id from messages where chat_id in (select key from quiet_changed where what = 'chat')
union
select message_id from messages where sent_at between (select min(from_at) from quiet_changed) and (select max(to_at) from quiet_changed);
delete from findings where rule = 'quiet_hours' and message_id in (from quiet_scope);
delete from quiet_basis;
insert into quiet_basis from quiet_basis_now;
