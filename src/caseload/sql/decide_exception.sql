update caseload_exception set approved = $4, decided_by = $5, decided_at = $6, row_version = row_version + 1
where org_id = $1 and id = $2 and row_version = $3 and decided_by is null and voided_at is null
