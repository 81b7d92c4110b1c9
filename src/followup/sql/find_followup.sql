select id, enrolment_id, left_on, months, due_on, opens_on, closes_on, told, closed
from followup_due
where org_id = $1 and id = $2 and voided_at is null
