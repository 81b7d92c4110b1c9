update case_plan
set state = 'active', active_from = $4, started_at = $5, next_review_on = $6, row_version = row_version + 1
where org_id = $1 and id = $2 and row_version = $3 and state = 'approved' and voided_at is null
