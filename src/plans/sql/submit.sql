update case_plan set state = 'submitted', submitted_by = $4, submitted_at = $5, row_version = row_version + 1
where org_id = $1 and id = $2 and row_version = $3 and state = 'draft' and voided_at is null
