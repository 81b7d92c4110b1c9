insert into incident_event (org_id, id, incident_id, step, to_state, notified_to, mandatory, note_enc, occurred_at,
                            recorded_at, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
