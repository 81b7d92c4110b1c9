update person_needs
set medical_needs_enc = $4, emergency_contact_enc = $5, preferred_staff_id = $6, row_version = row_version + 1
where org_id = $1 and person_id = $2 and row_version = $3 and voided_at is null
