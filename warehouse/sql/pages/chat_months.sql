-- Rows: one per month with messages of a chat.
select month, n_messages from coverage where chat_id = ? order by 1
