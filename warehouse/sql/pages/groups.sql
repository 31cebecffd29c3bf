-- Rows: one per group, «association · group».
select distinct group_id from groups where group_id is not null
union select distinct group_id from students where group_id is not null
order by 1
