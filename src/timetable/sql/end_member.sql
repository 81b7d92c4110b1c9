update cohort_member set left_on = $4, row_version = row_version + 1
where org_id = $1 and id = $2 and row_version = $3 and left_on is null and voided_at is null
