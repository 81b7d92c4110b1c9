select id, cohort_id, enrolment_id, person_id, joined_on, left_on, created_mac, row_version
from cohort_member
where org_id = $1 and id = $2 and voided_at is null
