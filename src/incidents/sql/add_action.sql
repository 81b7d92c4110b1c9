insert into incident_action (org_id, id, incident_id, what_enc, owner_id, due_on, created_mac, recorded_at, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
