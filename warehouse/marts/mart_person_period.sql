-- needs: mart_staff_period, mart_student_period
-- Rows: one per teacher (B1), child (B2) and family (a child of whom a parent is known). Key: period, part, person_id.
-- Clause: 1.3. Columns: part = teacher | student | family, is_active in the last 30 days (a family: one of the parents).
select period, 'teacher' as part, person_id, is_active, associations, directions from mart_staff_period where is_teacher
union all
select period, 'student', person_id, is_active, coalesce(associations, []), coalesce(directions, []) from mart_student_period
union all
select period, 'family', person_id, is_family_active, coalesce(associations, []), coalesce(directions, [])
from mart_student_period
where is_family
