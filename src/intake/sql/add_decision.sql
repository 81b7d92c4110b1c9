insert into referral_decision (org_id, id, referral_id, site_id, evaluation_id, decision, reason, override_id,
                               requested_by, decided_at, recorded_at, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
