-- The version in force gives way to the next.
update case_plan
set state = 'closed', closed_on = $3, closed_at = $4, close_reason = 'superseded', row_version = row_version + 1
where org_id = $1 and enrolment_id = $2 and state = 'active' and voided_at is null
