update schedule
set weekday = $4, starts_local = $5, minutes = $6, lead_staff_id = $7, to_on = $8, every_weeks = $9, anchor_on = $10,
    row_version = row_version + 1
where org_id = $1 and id = $2 and row_version = $3 and voided_at is null
