insert into identifier (org_id, id, person_id, site_id, kind, number_enc, number_index, created_mac, recorded_at, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
