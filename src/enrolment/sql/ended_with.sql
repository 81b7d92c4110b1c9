select id from assignment where org_id = $1 and enrolment_id = $2 and ended_with = $3 and voided_at is null order by id
