update person_relationship
set legal_guardian = $4, lives_with = $5, guardian_unsafe = $6, partner_unsafe = $7, valid_to = $8, row_version = row_version + 1
where org_id = $1 and id = $2 and row_version = $3 and voided_at is null
