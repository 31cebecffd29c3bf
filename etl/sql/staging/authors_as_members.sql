-- Where nothing lists a chat's members, its authors are reconstructed as members: a lower bound, marked as such.
insert into chat_members by name
select distinct c.chat_id, m.member_id, true as is_reconstructed
from wrote_in p
join chat_ids c on c.platform = p.platform and c.raw_id = p.chat_id
join member_ids m on m.platform = p.platform and m.raw_id = p.author_id
where c.chat_id not in (select chat_id from chat_members where not is_reconstructed)
    and not exists (from chat_members k where k.chat_id = c.chat_id and k.member_id = m.member_id)
    and m.raw_id not like '-%';
