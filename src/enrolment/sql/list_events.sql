select id, to_status, reason, occurred_on, review_by, undoes
from enrolment_event
where org_id = $1 and enrolment_id = $2 and voided_at is null
order by occurred_on, recorded_at, id
