-- Rows: one per chat whose kind nobody has set; the suggestion comes from its title and is marked as such.
select chat_id, suggested_kind, group_id, platform from v_chats where kind is null order by platform, chat_id
