-- Вступил позже, чем вышел
-- tables: chat_members
select chat_id, member_id, joined_at, left_at from chat_members where joined_at > left_at
