-- Rows: one per weekday and hour with messages of a chat.
select weekday, hour, sum(n_messages) as n from mart_chat_hour where chat_id = ? group by all
