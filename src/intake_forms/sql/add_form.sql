insert into intake_form (org_id, id, programme_id, version, state, items, created_mac, recorded_at, recorded_by)
values ($1, $2, $3, $4, 'draft', $5, $6, $7, $8)
