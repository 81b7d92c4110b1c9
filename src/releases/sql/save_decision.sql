update sdc.release
set state = $4, decided_by = $5, decided_at = $6, reject_reason = $7, row_version = row_version + 1
where org_id = $1 and id = $2 and row_version = $3
