insert into consent_text (org_id, id, kind, language, version, body, written_by, created_mac, recorded_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
