insert into eligibility_override (org_id, id, referral_id, site_id, evaluation_id, reason, state, asked_by, asked_at,
                                  created_mac, recorded_at)
values ($1, $2, $3, $4, $5, $6, 'asked', $7, $8, $9, $8)
