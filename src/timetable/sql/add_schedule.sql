insert into schedule (org_id, id, cohort_id, site_id, programme_id, kind, mode, title, weekday, starts_local, minutes,
                      lead_staff_id, from_on, to_on, created_mac, recorded_at, recorded_by, every_weeks, anchor_on)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
