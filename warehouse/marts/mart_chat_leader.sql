-- Rows: an account that moderates a chat, every account of a moderator known as a person included. Key: chat_id, member_id.
select chat_id, member_id from v_chat_moderators where member_id is not null
union
select c.chat_id, m.member_id
from v_chat_moderators c
join v_members m on m.person_id = c.person_id
