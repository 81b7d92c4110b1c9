update outing set back_by = $4, back_at = $5, row_version = row_version + 1
where org_id = $1 and id = $2 and row_version = $3 and back_at is null and voided_at is null
