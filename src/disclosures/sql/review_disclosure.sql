update disclosure set review = $4, reviewed_by = $5, reviewed_at = $6, row_version = row_version + 1
where org_id = $1 and id = $2 and row_version = $3 and reviewed_by is null and voided_at is null
