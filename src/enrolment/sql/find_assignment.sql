select enrolment_id, ended_at is not null as ended from assignment where org_id = $1 and id = $2 and voided_at is null
