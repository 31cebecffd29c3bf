-- Rows: one per stay that a list of members names. A reference by name is resolved where one account of the platform has it.
select
    c.chat_id, coalesce(m.member_id, n.member_id) as member_id,
    p.joined_at, p.joined_at_has_time, p.left_at, p.left_at_has_time, p.join_method,
    b.member_id as added_by, p.leave_kind, p.leave_reason, p.chat_role, p.extras, x.gone_on,
    p.row_id, p.file_id, p.locator, p.is_corrected
from private.chat_members p
join chat_ids c on c.platform = p.platform and c.raw_id = p.chat_id
left join member_ids m on m.platform = p.platform and m.raw_id = p.member_id
left join (
    select i.platform, lower(trim(full_name)) as name, any_value(member_id) as member_id
    from private.member_names join member_ids i using (member_id) where full_name is not null
    group by all having count(*) = 1
) n on n.platform = p.platform and n.name = lower(trim(p.member_id))
left join member_ids b on b.platform = p.platform and b.raw_id = p.added_by
left join gone x on x.table_name = 'chat_members' and x.row_id = p.row_id and x.source = p.source
where coalesce(m.member_id, n.member_id) is not null
order by case p.source when 'spreadsheet' then 0 else 1 end, p.joined_at, p.row_id
