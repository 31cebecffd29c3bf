-- Rows: what is due of every list of people, told before anything is deleted: table_name, row_id, source. Variable «before»: the
-- first day of the school years that are still kept. Who has not left stays, whatever the year of the list.
create or replace temp table due_rows as
with
left_students as (
    select row_id from students where left_on < getvariable('before')
    union
    select row_id from private.students  -- left, and nobody wrote down when: the list that last named them tells
    where left_on is null and status in ('отчислен', 'переведён') and last_as_of < getvariable('before')
),
kept_children as (
    select distinct person_id from students anti join left_students using (row_id) where person_id is not null
),
left_accounts as (
    select i.platform, i.raw_id
    from members m join private.ids i on i.kind = 'member' and i.key = m.member_id
    where m.left_on < getvariable('before')
)
select 'students' as table_name, p.row_id, p.source from private.students p semi join left_students using (row_id)
union all
select 'staff', p.row_id, p.source
from private.staff p where p.row_id in (select row_id from staff where dismissed_on < getvariable('before'))
union all
select 'guardians', p.row_id, p.source
from private.guardians p
left join guardians g using (row_id)
where case when g.row_id is null then p.last_as_of < getvariable('before')  -- missing from a later complete list
    else g.student_person_id is not null and g.student_person_id not in (select person_id from kept_children) end
union all
select 'members', p.row_id, p.source from private.members p
join left_accounts a on a.platform = p.platform and a.raw_id = p.member_id
union all
select 'chat_members', p.row_id, p.source
from private.chat_members p
left join left_accounts a on a.platform = p.platform and a.raw_id = p.member_id
where a.raw_id is not null or local(p.left_at)::date < getvariable('before')
    or p.row_id in (select row_id from chat_members where local(left_at)::date < getvariable('before'))
union all
select 'join_requests', row_id, source from private.join_requests
where local(coalesce(decided_at, requested_at))::date < getvariable('before')
union all
select 'invite_links', row_id, source from private.invite_links
where local(coalesce(revoked_at, expires_at))::date < getvariable('before')
union all
select 'consents', row_id, source from private.consents where revoked_on < getvariable('before')
union all
select 'exceptions', row_id, source from private.exceptions where local(to_at)::date < getvariable('before');

-- Joins of people who are still in the chat stay: nothing else may know since when they are there.
create or replace temp table due_events as
select e.row_id, e.source
from private.events e
where local(e.occurred_at)::date < getvariable('before')
    and not (
        e.event_type in ('invite', 'join_by_link', 'join_by_request', 'rejoin', 'create')
        and exists (
            select 1 from chat_members s
            join private.ids c on c.kind = 'chat' and c.key = s.chat_id
            join private.ids m on m.kind = 'member' and m.key = s.member_id
            where s.left_at is null and c.raw_id = e.chat_id and c.platform = e.platform
                and m.raw_id = coalesce(e.target_id, e.actor_id) and m.platform = e.platform));
