insert into outing (org_id, id, site_id, staff_id, with_staff_id, went_at, back_by, created_mac, recorded_at, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $6, $4)
