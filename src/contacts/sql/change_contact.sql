update contact_method
set safe_to_call = $4, safe_to_text = $5, safe_to_leave_message = $6, only_when_enc = $7, who_may_answer_enc = $8,
    valid_to = $9, row_version = row_version + 1
where org_id = $1 and id = $2 and row_version = $3 and voided_at is null
