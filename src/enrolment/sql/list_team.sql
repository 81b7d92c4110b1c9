select a.id, a.enrolment_id, a.staff_id, m.display_name, a.role, a.started_at, a.ended_at, a.row_version, a.created_mac
from assignment a join staff_member m on m.org_id = a.org_id and m.id = a.staff_id
where a.org_id = $1 and a.enrolment_id = $2 and a.voided_at is null
order by a.ended_at nulls first, a.started_at, a.id
