insert into safeguarding_concern (org_id, id, site_id, about, person_id, accused_id, state, due_at, wrapped,
                                  body_enc, created_mac, recorded_at, recorded_by)
values ($1, $2, $3, $4, $5, $6, 'received', $7, $8, $9, $10, $11, $12)
