-- The next state, of a known version that nobody has voided.
update incident
set state = $4, moved_at = $5, triaged_at = $6, severity = $7, close_asked_by = $8, row_version = row_version + 1
where org_id = $1 and id = $2 and row_version = $3 and voided_at is null
