update task
set closed_at = $4, closed_by = $5, outcome = 'dismissed', dismissal = $6, ask_again_on = $7, row_version = row_version + 1
where org_id = $1 and id = $2 and row_version = $3 and closed_at is null and voided_at is null
