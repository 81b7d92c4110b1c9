insert into supervision_session (org_id, id, site_id, supervisor_id, held_on, minutes, kind, wellbeing_checked, wrapped,
                                 actions_enc, confidential_enc, created_mac, recorded_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
