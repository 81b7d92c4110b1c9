update referral_in
set mandate = $4, urgency = $5, reasons = $6, agreed = $7, received_at = $8, contact_safety = $9, state = $10,
    moved_at = $11, triaged_at = $12, first_attempt_at = $13, first_contact_at = $14, ended_at = $15, due_on = $16,
    waits_until = $17, row_version = row_version + 1
where org_id = $1 and id = $2 and row_version = $3 and voided_at is null
