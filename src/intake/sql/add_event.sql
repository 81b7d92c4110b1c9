insert into referral_event (org_id, id, referral_id, site_id, step, to_state, reason, occurred_at, recorded_at,
                            recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
