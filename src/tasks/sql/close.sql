-- What was asked about this enrolment in these ways ($5) has been done.
update task set closed_at = $3, closed_by = $4, outcome = 'done', row_version = row_version + 1
where org_id = $1 and enrolment_id = $2 and kind = any ($5) and closed_at is null and voided_at is null
