-- Строки, исчезнувшие из журналов
-- tables: violations, measures, tickets, exceptions, acts, broadcasts, invite_links, join_requests, channel_posts, consents
select row_id from violations where vanished_on is not null
union all select row_id from measures where vanished_on is not null
union all select row_id from tickets where vanished_on is not null
union all select row_id from exceptions where vanished_on is not null
union all select row_id from acts where vanished_on is not null
union all select row_id from broadcasts where vanished_on is not null
union all select row_id from invite_links where vanished_on is not null
union all select row_id from join_requests where vanished_on is not null
union all select row_id from channel_posts where vanished_on is not null
union all select row_id from consents where vanished_on is not null
