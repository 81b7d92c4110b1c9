insert into walk_in (org_id, id, session_id, site_id, programme_id, wrapped, nickname_enc, attendance, minutes, created_mac,
                     recorded_at, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
