update caseload_limit set ended_at = greatest($4, started_at), row_version = row_version + 1
where org_id = $1 and id = $2 and row_version = $3 and ended_at is null and voided_at is null
