insert into cohort (org_id, id, programme_id, site_id, name, capacity, starts_on, ends_on, created_mac, recorded_at, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
