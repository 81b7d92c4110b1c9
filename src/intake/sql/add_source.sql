insert into referral_source (org_id, id, referral_id, person_id, site_id, source, organisation, referrer_name_enc,
                             mandate, urgency, agreed, received_at, created_mac, recorded_at, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
