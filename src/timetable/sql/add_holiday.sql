insert into holiday (org_id, id, site_id, holiday_on, name, created_mac, recorded_at, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8)
