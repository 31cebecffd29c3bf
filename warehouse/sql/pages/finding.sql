-- Rows: one finding with its chat and what people decided. Parameter: finding_key.
select
    f.*, c.kind, c.association, c.group_name, c.platform, e.kind as exception_kind, e.has_basis
from v_findings f
join v_chats c using (chat_id)
left join v_exceptions e on e.exception_id = f.exception_id
where f.finding_key = ?
