update hand_over set state = $4, decided_by = $5, decided_at = $6, row_version = row_version + 1
where org_id = $1 and id = $2 and row_version = $3 and state = 'proposed' and voided_at is null
