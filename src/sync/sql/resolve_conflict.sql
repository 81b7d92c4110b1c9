update sync_conflict set state = 'resolved', kept = $4, resolved_by = $5, resolved_at = $6, row_version = row_version + 1
where org_id = $1 and id = $2 and row_version = $3 and state <> 'resolved' and voided_at is null
