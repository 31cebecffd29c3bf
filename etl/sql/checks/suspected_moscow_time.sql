-- Время файла похоже на московское
-- tables: messages
select file_id, tz_doubt from source_files where tz_doubt is not null
