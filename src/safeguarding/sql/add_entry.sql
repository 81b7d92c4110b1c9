insert into concern_entry (org_id, id, concern_id, step, body_enc, recorded_at, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7)
