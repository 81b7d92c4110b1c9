update cohort
set name = coalesce($4, name), capacity = coalesce($5, capacity), ends_on = coalesce($6, ends_on), row_version = row_version + 1
where org_id = $1 and id = $2 and row_version = $3 and voided_at is null
