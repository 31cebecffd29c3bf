-- needs: mart_leave_period, mart_enrolment_period
-- Rows: one per stay that a pupil with an active enrolment, or a parent of one, ended of their own will in the period.
-- Key: period, row_id. Clause: 2.1 (item 7).
with
children as (select distinct period, person_id from mart_enrolment_period),
staying as (
    from children
    union
    select c.period, g.person_id from guardians g join children c on c.person_id = g.student_person_id where g.person_id is not null
)
select l.*
from mart_leave_period l
semi join staying s on s.period = l.period and s.person_id = l.person_id
