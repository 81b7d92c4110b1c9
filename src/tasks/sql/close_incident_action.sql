-- What was to be done after an incident has been done.
update task set closed_at = $3, closed_by = $4, outcome = 'done', row_version = row_version + 1
where org_id = $1 and incident_action_id = $2 and closed_at is null and voided_at is null
