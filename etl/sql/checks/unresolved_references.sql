-- Ссылки на людей и чаты, которые не удалось понять
-- tables: violations, measures, broadcasts, chats
select row_id, table_name, column_key from unresolved
