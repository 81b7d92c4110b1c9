-- What the newest version says. A request to close it does not outlive a correction.
update incident
set kind = $4, severity = $5, verification = $6, occurred_at = $7, triage_by = $8, close_asked_by = null,
    row_version = row_version + 1
where org_id = $1 and id = $2 and row_version = $3 and voided_at is null
