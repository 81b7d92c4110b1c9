update case_plan
set state = 'closed', closed_on = $4, closed_at = $5, close_reason = $6, row_version = row_version + 1
where org_id = $1 and id = $2 and row_version = $3 and state <> 'closed' and voided_at is null
