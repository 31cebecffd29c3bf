-- Rows: one per format that a chat's messages came from.
select f.format, count(*) as n from messages m join source_files f using (file_id) where m.chat_id = ? group by all order by 2 desc
