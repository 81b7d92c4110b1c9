update supervision_session set voided_at = $4, void_reason = $5, row_version = row_version + 1
where org_id = $1 and id = $2 and row_version = $3 and voided_at is null
