update head_count set voided_at = $3, void_reason = 'entered_in_error', row_version = row_version + 1
where org_id = $1 and session_id = $2 and voided_at is null
