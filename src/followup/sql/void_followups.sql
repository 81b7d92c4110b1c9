update followup_due set voided_at = $3, void_reason = $4, row_version = row_version + 1
where org_id = $1 and exit_event_id = $2 and voided_at is null
