update incident_action set done_at = $4, done_by = $5, row_version = row_version + 1
where org_id = $1 and id = $2 and row_version = $3 and done_at is null and voided_at is null
