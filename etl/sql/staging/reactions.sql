-- Public reactions: the rows of `reaction_delta` (new and corrected in this load), in place of their old editions.
delete from reactions where row_id in (select row_id from reaction_delta where was_there);
insert into reactions by name
select
    c.chat_id, row_key('m|' || p.platform || '|' || p.chat_id || '|' || p.message_id) as message_id, m.member_id, p.platform,
    p.row_id, p.file_id, p.locator, p.was_there as is_corrected
from reaction_delta p
join chat_ids c on c.platform = p.platform and c.raw_id = p.chat_id
left join member_ids m on m.platform = p.platform and m.raw_id = p.member_id;
