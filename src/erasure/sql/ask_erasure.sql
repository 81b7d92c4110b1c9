insert into erasure (org_id, id, person_id, site_id, reason, state, asked_by, asked_at, created_mac, recorded_at)
values ($1, $2, $3, $4, $5, 'asked', $6, $7, $8, $7)
