-- The revision at which each table last changed: what does not read a table need not be counted anew after it.
insert into control
select 'revision of ' || column1, (select value from control where name = 'revision')
from (values
    ('decisions'), ('notes'), ('assignments'), ('matches'), ('mappings'), ('disappearances'), ('rule_switches'), ('answers'),
    ('closed_months'), ('report_log'));
