insert into keep_apart (org_id, id, person_a, person_b, site_a, site_b, created_mac, recorded_at, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
