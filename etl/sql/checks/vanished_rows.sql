-- Строки, исчезнувшие из журнала
-- tables: violations, measures, tickets, exceptions, acts
select row_id from violations where vanished_on is not null
union all select row_id from measures where vanished_on is not null
union all select row_id from tickets where vanished_on is not null
union all select row_id from exceptions where vanished_on is not null
union all select row_id from acts where vanished_on is not null
