update case_plan
set state = 'draft', submitted_by = null, submitted_at = null, returned_by = $4, returned_at = $5, return_reason = $6,
    row_version = row_version + 1
where org_id = $1 and id = $2 and row_version = $3 and state = 'submitted' and voided_at is null
